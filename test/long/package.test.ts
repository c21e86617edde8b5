import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ROOT } from '../package/packed.ts'

// The oldest Node that the package promises, and the newest of each line after it.
const NODES = ['22.18.0', '24', '26']
const PLATFORM = `node-${process.platform === 'win32' ? 'win' : process.platform}-${process.arch}`

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cliq-ds-nodes-'))
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

test.each(NODES)('installed from the tarball, everything works on Node %s', version => {
  const prefix = join(folder, version)
  const quiet = ['--silent', '--no-audit', '--no-fund']
  execFileSync('npm', ['install', ...quiet, '--prefix', prefix, `${PLATFORM}@${version}`], { stdio: 'ignore' })
  const node = join(prefix, 'node_modules', PLATFORM, 'bin/node')
  // npm itself goes on with the Node it was started with; the package is tried with the other one.
  const env = { ...process.env, PATH: [dirname(node), process.env['PATH']].join(delimiter) }
  const out = execFileSync('sh', [join(ROOT, 'test/long/installed.sh')], { env, encoding: 'utf8' })
  expect(out).toContain(`works on Node ${version}`)
})
