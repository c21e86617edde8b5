import * as disk from 'node:fs/promises'
import { join } from 'node:path'

import { describe, expect, test } from 'vitest'

import { tryWrite, writeAtomic } from '../../src/files/disk/atomic.ts'
import type { Disk } from '../../src/files/disk/atomic.ts'
import { writeRecovery } from '../../src/files/disk/recovery.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

const mode = 0o644

describe('writeAtomic', () => {
  test('the file holds the text, has the mode, and is alone in its folder', async () => {
    const folder = await temporaryFolder()
    const path = join(folder, 'deep', 'a.json')
    await writeAtomic(path, 'old\n', { mode: 0o600 })
    await writeAtomic(path, 'new ü\n', { mode: 0o600, expected: 'old\n' })
    expect(await disk.readFile(path, 'utf8')).toBe('new ü\n')
    expect((await disk.stat(path)).mode & 0o777).toBe(0o600)
    expect(await disk.readdir(join(folder, 'deep'))).toEqual(['a.json'])
  })

  test('a file that changed since it was read is kept', async () => {
    const root = await temporaryFolder()
    const path = join(root, 'a.json')
    await disk.writeFile(path, 'theirs')
    for (const expected of ['mine', null])
      expect(outline(await refusal(() => writeAtomic(path, 'new', { mode, expected, root })))).toEqual([
        'FS108 a.json:1:1',
      ])
    expect(await disk.readFile(path, 'utf8')).toBe('theirs')
    expect(outline(await refusal(() => writeAtomic(join(root, 'b'), 'new', { mode, expected: 'x', root })))).toEqual([
      'FS108 b:1:1',
    ])
    expect(await disk.readdir(root)).toEqual(['a.json'])
  })

  test('a link or a folder is never replaced', async () => {
    const root = await temporaryFolder()
    await disk.writeFile(join(root, 'real'), 'kept')
    await disk.symlink(join(root, 'real'), join(root, 'link'))
    await disk.mkdir(join(root, 'folder'))
    for (const write of [
      writeAtomic,
      (path: string, _: string, options: { mode: number }) => tryWrite(path, options),
    ]) {
      expect(outline(await refusal(() => write(join(root, 'link'), 'x', { mode })))).toEqual([
        `FS104 ${join(root, 'link')}:1:1`,
      ])
      expect(outline(await refusal(() => write(join(root, 'folder'), 'x', { mode })))).toEqual([
        `FS103 ${join(root, 'folder')}:1:1`,
      ])
    }
    expect(await disk.readFile(join(root, 'real'), 'utf8')).toBe('kept')
  })

  test('temporary files over an hour old are swept, younger and foreign ones stay', async () => {
    const root = await temporaryFolder()
    const [old, young] = [`.a.json.${'0'.repeat(16)}.tmp`, `.a.json.${'1'.repeat(16)}.tmp`]
    for (const name of [old, young, '.b.json.tmp']) await disk.writeFile(join(root, name), '')
    const before = new Date(Date.now() - 2 * 60 * 60 * 1000)
    for (const name of [old, '.b.json.tmp']) await disk.utimes(join(root, name), before, before)
    await writeAtomic(join(root, 'a.json'), 'x', { mode })
    expect((await disk.readdir(root)).sort()).toEqual([young, '.b.json.tmp', 'a.json'].sort())
  })

  test('trying to write leaves no trace', async () => {
    const root = await temporaryFolder()
    await tryWrite(join(root, 'a.json'), { mode, expected: null })
    expect(await disk.readdir(root)).toEqual([])
  })
})

/** A disk whose `failing`-th call fails with the code; counts its calls. */
function brokenDisk(failing: number, code: string): { disk: Disk; calls: () => number } {
  let calls = 0
  const broken = () => {
    calls += 1
    if (calls === failing) throw Object.assign(new Error(code), { code, syscall: 'test' })
  }
  const guarded = <T extends object>(inner: T): T =>
    new Proxy(inner, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key)
        if (typeof value !== 'function' || key === 'close')
          return typeof value === 'function' ? value.bind(target) : value
        return async (...args: unknown[]) => {
          broken()
          const result: unknown = await Reflect.apply(value, target, args)
          return key === 'open' && typeof result === 'object' && result !== null ? guarded(result) : result
        }
      },
    })
  return { disk: guarded({ ...disk }), calls: () => calls }
}

test('whichever call of the disk fails, the file is whole: the old text or the new one, and the write says that it failed', async () => {
  const root = await temporaryFolder()
  const path = join(root, 'a.json')
  const counting = brokenDisk(0, 'EIO')
  await disk.writeFile(path, 'old')
  await writeAtomic(path, 'new', { mode, expected: 'old', disk: counting.disk })
  expect(counting.calls()).toBeGreaterThan(10)
  for (const code of ['ENOSPC', 'EIO', 'EROFS'])
    for (let failing = 1; failing <= counting.calls(); failing += 1) {
      await disk.writeFile(path, 'old')
      const options = { mode, expected: 'old', disk: brokenDisk(failing, code).disk }
      expect(outline(await refusal(() => writeAtomic(path, 'new', options)))).toEqual([`FS107 ${path}:1:1`])
      expect(['old', 'new']).toContain(await disk.readFile(path, 'utf8'))
    }
})

test('a disk that cuts a file without an error is found out', async () => {
  const root = await temporaryFolder()
  const path = join(root, 'a.json')
  await disk.writeFile(path, 'old')
  const cutting: Disk = {
    ...disk,
    open: async (...args: Parameters<typeof disk.open>) => {
      const handle = await disk.open(...args)
      const write = handle.writeFile.bind(handle)
      return Object.assign(handle, { writeFile: () => write('n') })
    },
  }
  expect(outline(await refusal(() => writeAtomic(path, 'new', { mode, disk: cutting })))).toEqual([`FS107 ${path}:1:1`])
  expect(await disk.readFile(path, 'utf8')).toBe('old')
  expect(await disk.readdir(root)).toEqual(['a.json'])
})

test('a text that its own file cannot take is kept in the first folder that can', async () => {
  const root = await temporaryFolder()
  await disk.writeFile(join(root, '.cliq-ds'), 'no folder')
  const path = await writeRecovery(
    root,
    [join(root, '.cliq-ds', 'x'), join(root, 'state')],
    'cliq-ds.lock.json',
    'lock\n',
  )
  expect(path).toMatch(/\/state\/recovery-[0-9a-f]{12}-cliq-ds\.lock\.json$/u)
  expect(await disk.readFile(path ?? '', 'utf8')).toBe('lock\n')
  expect(await writeRecovery(root, [], 'cliq-ds.lock.json', 'lock\n')).toBeUndefined()
})
