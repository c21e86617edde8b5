import { execFile } from 'node:child_process'
import { chmodSync, chownSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'

import { expect, test } from 'vitest'

import { startEmulator } from '../../src/emulator/emulator.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { BIN } from '../bin.ts'

const NOBODY = 54_321

// Only root can become a user that is in no list, which is what containers with an arbitrary user do.
test.runIf(process.getuid?.() === 0)(
  'a user without a name and with a home that takes no files can apply',
  async () => {
    const root = await temporaryFolder()
    const tmp = join(root, 'tmp')
    mkdirSync(join(root, 'schemas'))
    mkdirSync(tmp)
    chmodSync(tmp, 0o1777)
    const org = await startEmulator()
    try {
      const credentials = '{ accessToken: "${env:TOKEN}" }'
      const settings = `apiUrl: "${org.apiUrl}", credentials: ${credentials}, consistency: { settleMs: 1, lateWindowMs: 1 }`
      writeFileSync(join(root, 'cliq-ds.config.yaml'), `environments:\n  org: { ${settings} }\n`)
      writeFileSync(
        join(root, 'schemas/a.yaml'),
        'unique_name: a\nname: A\ndescription: A\nfields: { b: { name: B, type: boolean } }\n',
      )
      for (const each of ['', 'schemas']) chownSync(join(root, each), NOBODY, NOBODY)
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', BIN, 'apply', '--yes'],
        {
          cwd: root,
          uid: NOBODY,
          gid: NOBODY,
          env: { PATH: process.env['PATH'], TMPDIR: tmp, TOKEN: 'a-token', HOME: '/' },
        },
      )
      expect(stdout).toContain('Applied')
      expect(stderr.match(/CF110/gu)).toHaveLength(1)
      expect(stderr).toContain('CLIQ_DS_STATE_DIR')
    } finally {
      await org.close()
    }
  },
)
