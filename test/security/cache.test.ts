import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { temporaryFolder } from '../files/temporary.ts'
import { BIN } from '../bin.ts'

test('compiled code is kept in the state folder or nowhere, by the command and by what loads definitions', async () => {
  const root = await temporaryFolder()
  for (const name of ['tmp', 'schemas', 'home']) mkdirSync(join(root, name))
  writeFileSync(join(root, 'cliq-ds.config.yaml'), 'environments: { local: { emulator: true } }\n')
  writeFileSync(
    join(root, 'schemas/a.ts'),
    "export default { unique_name: 'a', name: 'A', description: 'A', fields: { b: { name: 'B', type: 'boolean' } } }\n",
  )
  const run = (state: string) =>
    promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', BIN, 'validate'], {
      cwd: root,
      env: { PATH: process.env['PATH'], HOME: join(root, 'home'), TMPDIR: join(root, 'tmp'), CLIQ_DS_STATE_DIR: state },
    })
  await run(join(root, 'state'))
  expect(readdirSync(join(root, 'tmp'))).toEqual([])
  expect(statSync(join(root, 'state/compile-cache')).mode & 0o777).toBe(0o700)
  await run('/proc/self/nowhere')
  expect(readdirSync(join(root, 'tmp'))).toEqual([])
  expect(existsSync(join(root, 'home/.local'))).toBe(false)
})
