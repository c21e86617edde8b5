import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'

import { readConfig } from '../../src/files/config/config.ts'
import { MOST_TYPED_BYTES, readText } from '../../src/files/disk/readText.ts'
import { LOCK_FILE } from '../../src/files/kept/lockfile.ts'
import { PLAN_FILE } from '../../src/files/kept/planfile.ts'
import { YAML_LIMIT } from '../../src/files/yaml/lines.ts'
import { readProbe, writeProbe } from '../../src/files/machine/probes.ts'
import { refusal, temporaryFolder } from './temporary.ts'

test('what people type may have a megabyte, and one that has more is refused with both sizes', async () => {
  expect([MOST_TYPED_BYTES, YAML_LIMIT]).toEqual([2 ** 20, 2 ** 20])
  const file = join(await temporaryFolder(), 'c.json')
  const config = '{ "environments": { "local": { "emulator": true } } }'
  await writeFile(file, config.padEnd(MOST_TYPED_BYTES))
  expect(Object.keys((await readConfig(file, { env: {} })).config.environments)).toEqual(['local'])
  await writeFile(file, config.padEnd(MOST_TYPED_BYTES + 1))
  const [first, ...more] = await refusal(() => readConfig(file, { env: {} }))
  expect([first?.code, first?.message.replace(/^\S+/u, ''), more]).toEqual(['CF104', ' is 1.1 MB, limit 1 MB', []])
})

test.each([
  [1, '0.1'],
  [104_857, '0.1'],
  [104_858, '0.2'],
  [1_048_576, '1'],
  [1_572_864, '1.5'],
])('a limit of %d bytes is %s MB in words, rounded up', async (maxBytes, says) => {
  const file = join(await temporaryFolder(), 'a')
  await writeFile(file, 'x'.repeat(maxBytes))
  expect(await readText(file, undefined, { maxBytes })).toHaveLength(maxBytes)
  await writeFile(file, 'x'.repeat(maxBytes + 1))
  expect((await refusal(() => readText(file, undefined, { maxBytes })))[0]?.message).toContain(`limit ${says} MB`)
})

test('a lock file and a saved plan may have twenty megabytes; a plan, which may show values, is for its owner alone', () => {
  const maxBytes = 20 * 2 ** 20
  expect([LOCK_FILE, PLAN_FILE]).toEqual([
    { maxBytes, mode: 0o644 },
    { maxBytes, mode: 0o600 },
  ])
})

const whole = {
  askedAt: 1,
  version: '1.0.0',
  isEmulated: false,
  answers: [
    { question: 'a', asked: 'b', found: 'c', setting: 'd' },
    { question: 'a', asked: 'b', found: 'c' },
  ],
  calls: 7,
  lagMs: 3,
}

test('what a probe found is kept for its org, and what does not look like it is none', async () => {
  const folder = await temporaryFolder()
  const kept = async (report: object) => {
    await writeProbe(folder, 'eu', report as never)
    return readProbe(folder, 'eu')
  }
  expect(await kept(whole)).toEqual(whole)
  expect(await readProbe(folder, 'us')).toBeUndefined()
  const { lagMs: _, ...unmeasured } = whole
  expect(await kept(unmeasured)).toEqual(unmeasured)
  expect(await kept({ ...whole, lagMs: '3' })).toEqual(unmeasured)
  for (const key of ['askedAt', 'version', 'isEmulated', 'answers', 'calls'])
    expect(await kept({ ...whole, [key]: null })).toBeUndefined()
  for (const key of ['question', 'asked', 'found', 'setting'])
    expect(await kept({ ...whole, answers: [{ ...whole.answers[0], [key]: 1 }] })).toBeUndefined()
  for (const odd of [null, [], 'x', [whole.answers[0], 1]]) expect(await kept(odd as object)).toBeUndefined()
  expect(await kept({ ...whole, answers: [...whole.answers, 1] })).toBeUndefined()
  expect(await kept({ ...whole, version: 'x'.repeat(100_000) })).toBeUndefined()
  expect((await kept({ ...whole, version: 'x'.repeat(99_000) }))?.version).toHaveLength(99_000)
})
