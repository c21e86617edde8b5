import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { field, store } from '../laws/build.ts'
import { openGate } from './gate.ts'
import { ownProject } from './project.ts'

const people = store({ empid: field({ type: 'number', mandatory: true }), team: field() }, [['empid']], 'people')
const HEAD = 'datastore: people\nkey: empid\nmode: mirror\nrows:\n'
const rows = (from: number, to: number, team: (id: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, at) => `  - { empid: ${from + at}, team: ${team(from + at)} }\n`).join('')
const before = HEAD + rows(1, 9, () => 'red')
// Removes two, inserts three, updates four by one call and one by its own.
const after = HEAD + rows(3, 12, id => (id < 7 ? 'blue' : id === 7 ? 'green' : 'red'))
const SEED = ['seed', '--yes', '--allow', 'records-removed:people', '--max-removed', '2']
// Every nth request in `npm test`, every third in `npm run test:long`.
const STRIDE = Number(process.env['KILL_STRIDE'] ?? 8)

test('a seed that is killed at a request, before or after its effect, arrives by one more, with each row once', async () => {
  const whole = await attempt(undefined)
  expect(whole.wrong).toBeUndefined()
  const lost: string[] = []
  for (let nth = 1; nth <= whole.requests; nth += STRIDE)
    for (const when of ['before', 'after'] as const) {
      const { wrong } = await attempt({ nth, when })
      if (wrong !== undefined) lost.push(`${when} request ${nth}: ${wrong}`)
    }
  expect(whole.requests).toBe(13)
  expect(lost).toEqual([])
}, 3_600_000)

async function attempt(kill: { readonly nth: number; readonly when: 'before' | 'after' } | undefined) {
  const org = await startEmulator()
  const gate = await openGate(org.url)
  const project = ownProject(gate.url)
  try {
    project.define([people])
    mkdirSync(join(project.root, 'seeds'))
    const write = (text: string) => writeFileSync(join(project.root, 'seeds', 'people.yaml'), text)
    write(before)
    for (const args of [['apply', '--yes'], SEED]) expect((await project.start(args).ended).code).toBe(0)
    write(after)
    const from = gate.count()
    if (kill !== undefined) gate.arm(kill.nth, kill.when, () => run.child.kill('SIGKILL'))
    const run = project.start(SEED)
    const { code, text } = await run.ended
    if (kill === undefined && code !== 0) throw new Error(text)
    const requests = gate.count() - from
    const again = await project.start(SEED).ended
    if (again.code !== 0) return { requests, wrong: `exit ${again.code}\n${again.text}` }
    const headers = { authorization: 'Zoho-oauthtoken someone' }
    const url = '/api/v3/datastores/people/records?limit=100'
    const { body } = await org.handle({ method: 'GET', url, headers })
    const found = [...body.matchAll(/"empid":"(\d+)","team":"(\w+)"/gu)].map(([, id, team]) => `${id} ${team}`)
    const wanted = [...after.matchAll(/empid: (\d+), team: (\w+)/gu)].map(([, id, team]) => `${id} ${team}`)
    const wrong = found.sort().join() === wanted.sort().join() ? undefined : `rows ${found.join(', ')}`
    return { requests, wrong }
  } finally {
    project.remove()
    await gate.close()
    await org.close()
  }
}
