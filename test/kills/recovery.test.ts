import { readdirSync, readFileSync, renameSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { parseLock } from '../../src/files/kept/lockfile.ts'
import { fields, store } from '../laws/build.ts'
import { ownProject } from './project.ts'

test('where the lock file cannot be written in the end, what it would have said is kept and named', async () => {
  const org = await startEmulator()
  let onCreate = () => undefined as void
  const door = createServer((from, to) => {
    void (async () => {
      if (from.method === 'POST') onCreate()
      const headers = Object.fromEntries(Object.entries(from.headers).map(([name, value]) => [name, String(value)]))
      const answer = await org.handle({
        method: from.method ?? '',
        url: from.url ?? '',
        headers,
        body: await text(from),
      })
      to.writeHead(answer.status, answer.headers).end(answer.body)
    })()
  })
  await new Promise<void>(done => door.listen(0, '127.0.0.1', done))
  const project = ownProject(`http://127.0.0.1:${(door.address() as AddressInfo).port}`)
  try {
    project.define([store(fields(1), [], 'first')])
    expect((await project.start(['apply', '--yes']).ended).code).toBe(0)
    project.define([store(fields(1), [], 'first'), store(fields(1), [], 'second')])
    const lock = join(project.root, 'cliq-ds.lock.json')
    // It was proven to be writable before the first call; a link in its place is not.
    onCreate = () => {
      renameSync(lock, join(project.root, 'moved.json'))
      symlinkSync('moved.json', lock)
    }
    const before = readFileSync(lock, 'utf8')
    const { code, text: said } = await project.start(['apply', '--yes']).ended
    expect(code).toBe(9)
    expect(said).toContain('FS104')
    expect(readFileSync(lock, 'utf8')).toBe(before)
    const [kept = ''] = readdirSync(join(project.root, '.cliq-ds')).filter(each => each.startsWith('recovery-'))
    expect(said).toContain(kept)
    expect(statSync(join(project.root, '.cliq-ds', kept)).mode & 0o777).toBe(0o600)
    const content = readFileSync(join(project.root, '.cliq-ds', kept), 'utf8')
    expect([...(parseLock(content, kept).get('org')?.datastores.keys() ?? [])]).toEqual(['first', 'second'])
    // The file itself is the way on.
    renameSync(join(project.root, 'moved.json'), lock)
    writeFileSync(lock, content)
    expect((await project.start(['plan', '--detailed-exitcode']).ended).code).toBe(0)
    expect((await project.start(['drift']).ended).code).toBe(0)
  } finally {
    project.remove()
    door.closeAllConnections()
    await new Promise<void>(done => door.close(() => done()))
    await org.close()
  }
})
