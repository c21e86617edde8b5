import { fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { emptyEnvironment } from '../../src/core/model/lock.ts'
import { lockFileOf } from '../../src/world/lockFile.ts'
import { holding, keeping } from './lockWriter.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const NAME = 'cliq-ds.lock.json'

const none = emptyEnvironment('loopback')

/** Two runs that have read the same lock file. */
async function twoRuns() {
  const root = await temporaryFolder()
  const open = () => lockFileOf(root, NAME, keeping(join(root, 'state')))
  const [ours, theirs] = [open(), open()]
  await ours.writeLocked('staging', none, holding('rooms'))
  await Promise.all([ours.readLock(), theirs.readLock()])
  return { root, ours, theirs, text: () => readFile(join(root, NAME), 'utf8') }
}

/** What a refusal says where the new text is. */
async function keptText(run: () => Promise<void>): Promise<{ readonly code: string; readonly kept: string }> {
  const [problem] = await refusal(run)
  expect(problem?.at?.file).toBe(NAME)
  const path = /its new content is in (\S+?):/u.exec(problem?.hint ?? '')?.[1]
  return { code: problem?.code ?? '', kept: path === undefined ? '' : await readFile(path, 'utf8') }
}

test('a part that another run wrote since it was read is not written over, and what it should say is kept', async () => {
  const { ours, theirs, text } = await twoRuns()
  await theirs.writeLocked('staging', holding('rooms'), holding('rooms', 'desks'))
  const before = await text()
  const { code, kept } = await keptText(() => ours.writeLocked('staging', holding('rooms'), holding('rooms', 'badges')))
  expect([code, await text()]).toEqual(['FS108', before])
  expect(kept).toContain('"badges"')
})

test('a part that another run made first is not written over', async () => {
  const { ours, theirs } = await twoRuns()
  await theirs.writeLocked('live', none, holding('desks'))
  expect((await keptText(() => ours.writeLocked('live', none, holding('badges')))).code).toBe('FS108')
})

test('parts of other environments are as they are by then', async () => {
  const { ours, theirs } = await twoRuns()
  await theirs.writeLocked('live', none, holding('desks'))
  await ours.writeLocked('staging', holding('rooms'), holding('badges'))
  expect([...(await ours.readLock())].map(([name, { datastores }]) => [name, ...datastores.keys()])).toEqual([
    ['live', 'desks'],
    ['staging', 'badges'],
  ])
})

test('before the first write a part that another environment wrote is no obstacle, and a damaged file is', async () => {
  const { root, ours, theirs } = await twoRuns()
  await theirs.writeLocked('live', none, holding('desks'))
  await ours.tryLockFile()
  await writeFile(join(root, NAME), '{}')
  expect(outline(await refusal(() => ours.tryLockFile()))).toEqual([`LK105 ${NAME}:1:1`])
})

test('a file that was damaged since it was read stays, and what it should say is kept', async () => {
  const { root, ours } = await twoRuns()
  await writeFile(join(root, NAME), '{}')
  const { code, kept } = await keptText(() => ours.writeLocked('staging', holding('rooms'), holding('badges')))
  expect(code).toBe('LK105')
  expect([await readFile(join(root, NAME), 'utf8'), kept.includes('"badges"')]).toEqual(['{}', true])
})

test('in a project that everybody may write to, as mounted ones are, the lock file is written all the same', async () => {
  const root = await temporaryFolder()
  await chmod(root, 0o777)
  const lock = lockFileOf(root, NAME, keeping(root))
  await lock.readLock()
  await lock.writeLocked('staging', none, holding('badges'))
  expect(await readFile(join(root, NAME), 'utf8')).toContain('"badges"')
})

test('a file that went since it was read is not made anew from one part', async () => {
  const { root, ours } = await twoRuns()
  await rm(join(root, NAME))
  expect((await keptText(() => ours.writeLocked('staging', holding('rooms'), holding('badges')))).code).toBe('FS108')
})

test('a link that leads nowhere is no absent lock file', async () => {
  const root = await temporaryFolder()
  await symlink(join(root, 'nowhere.json'), join(root, NAME))
  const problems = await refusal(() => lockFileOf(root, NAME, keeping(root)).readLock())
  expect(outline(problems)).toEqual([`FS101 ${NAME}:1:1`])
})

test('a repair names each other environment whose part it cannot keep, with the repair of that one', async () => {
  const { root, ours, theirs, text } = await twoRuns()
  await ours.writeLocked('live', none, holding('desks'))
  await theirs.writeLocked('test', none, holding('badges'))
  const damaged = (await text()).replaceAll('"rooms"', '"halls"').replaceAll('"desks"', '"seats"')
  await writeFile(join(root, NAME), damaged)
  const told: string[] = []
  const keeper = lockFileOf(root, NAME, {
    ...keeping(root),
    notify: event => {
      if (event.type === 'note') told.push(`${event.problem.code}: ${event.problem.message}; ${event.problem.hint}`)
    },
  })
  expect([...(await keeper.salvageLock('staging')).keys()]).toEqual(['test'])
  expect(told).toEqual([
    `LK130: the part of live in ${NAME} is damaged and cannot be kept; rebuild it from its org: cliq-ds lock repair --env live`,
  ])
})

/** Runs a process that writes the part of one environment so many times. */
async function writer(root: string, environment: string, times: number): Promise<string> {
  const child = fork(new URL('lockWriter.ts', import.meta.url), [root, NAME, environment, String(times)], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  })
  let told = ''
  child.stderr?.on('data', chunk => (told += String(chunk)))
  const [code] = await once(child, 'exit')
  return `${String(code)}${told}`
}

test('eight processes write the parts of eight environments at once, and each keeps its last', async () => {
  const root = await temporaryFolder()
  const environments = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  expect(await Promise.all(environments.map(each => writer(root, each, 5)))).toEqual(environments.map(() => '0'))
  const lock = await lockFileOf(root, NAME, keeping(root)).readLock()
  expect([...lock].map(([name, { datastores }]) => [name, ...datastores.keys()])).toEqual(
    environments.map(each => [each, 'round_5']),
  )
})

test('two runs of one process write the parts of two environments at once', async () => {
  const root = await temporaryFolder()
  const parts = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  await Promise.all(parts.map(each => lockFileOf(root, NAME, keeping(root)).writeLocked(each, none, holding(each))))
  expect([...(await lockFileOf(root, NAME, keeping(root)).readLock()).keys()]).toEqual(parts)
})
