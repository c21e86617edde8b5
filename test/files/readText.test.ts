import { execFileSync } from 'node:child_process'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { readText } from '../../src/files/disk/readText.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const bytes = (...codes: number[]) => Buffer.from(codes)

describe('a file that cannot be trusted is refused with its place', () => {
  const cases: readonly { law: string; make: (path: string, root: string) => unknown; says: string }[] = [
    { law: 'absent', make: () => undefined, says: 'FS101 a:1:1' },
    { law: 'a folder', make: path => mkdir(path), says: 'FS103 a:1:1' },
    { law: 'a FIFO', make: path => execFileSync('mkfifo', [path]), says: 'FS103 a:1:1' },
    { law: 'a link that leaves the project', make: path => symlink('/etc/hostname', path), says: 'FS104 a:1:1' },
    { law: 'a dangling link', make: path => symlink('nowhere', path), says: 'FS101 a:1:1' },
    { law: 'too large', make: path => writeFile(path, 'x'.repeat(11)), says: 'FS105 a:1:1' },
    { law: 'UTF-16', make: path => writeFile(path, bytes(0xff, 0xfe, 0x61, 0)), says: 'FS106 a:1:1' },
    { law: 'UTF-16 without its mark', make: path => writeFile(path, bytes(0x61, 0, 0x62, 0)), says: 'FS106 a:1:1' },
    { law: 'not UTF-8', make: path => writeFile(path, bytes(0x61, 0x0a, 0x61, 0xc3, 0x28)), says: 'FS106 a:2:2' },
  ]
  test.each(cases)('$law', async ({ make, says }) => {
    const root = await temporaryFolder()
    await make(join(root, 'a'), root)
    expect(outline(await refusal(() => readText(join(root, 'a'), root, { maxBytes: 10 })))).toEqual([says])
  })
})

test.each([
  ['a/b', 'a/b cannot be read: a file is where a folder is expected'],
  ['loop', 'loop cannot be read: its links lead back to themselves'],
  [`${'x'.repeat(300)}`, `${'x'.repeat(300)} cannot be read: its name is too long`],
])('what a path itself has wrong is told in words: %.10s', async (path, message) => {
  const root = await temporaryFolder()
  await writeFile(join(root, 'a'), 'a')
  await symlink('loop', join(root, 'loop'))
  const [problem] = await refusal(() => readText(join(root, path), undefined, { maxBytes: 10, name: path }))
  expect([problem?.code, problem?.message, problem?.hint]).toEqual(['FS102', message, 'check the path'])
})

test('a file in a folder that leaves the project by a link is refused', async () => {
  const [root, elsewhere] = [await temporaryFolder(), await temporaryFolder()]
  await writeFile(join(elsewhere, 'a'), 'a')
  await symlink(elsewhere, join(root, 'linked'))
  expect(outline(await refusal(() => readText(join(root, 'linked', 'a'), root, { maxBytes: 10 })))).toEqual([
    'FS104 linked/a:1:1',
  ])
})

test('a link that stays in the project is read, and a byte order mark is kept for the parser to judge', async () => {
  const root = await temporaryFolder()
  await writeFile(join(root, 'real'), '\uFEFFä')
  await symlink('real', join(root, 'link'))
  expect(await readText(join(root, 'link'), root, { maxBytes: 10 })).toBe('\uFEFFä')
})
