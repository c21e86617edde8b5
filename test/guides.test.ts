import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { EXIT } from '../src/terminal/exit.ts'
import { BIN } from './bin.ts'
import { COMPILE_CACHE } from './compileCache.ts'
import { blocksOf, outputsOf, patternOf, scriptOf, sessionOf } from './readme/session.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))
const guide = (name: string) => readFileSync(join(ROOT, 'docs', name), 'utf8')

test('the first day and the recipes go as they are written, one after another in an empty project', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-guide-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  mkdirSync(join(folder, 'node_modules'))
  mkdirSync(join(folder, '.bin'))
  symlinkSync(ROOT, join(folder, 'node_modules/cliq-ds'))
  const script = (name: string, text: string) => writeFileSync(join(folder, '.bin', name), text, { mode: 0o755 })
  script('npx', '#!/bin/sh\nnpm_command=exec npm_lifecycle_script=cliq-ds exec "$@"\n')
  script('cliq-ds', `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`)
  const session = sessionOf([
    ...blocksOf(guide('first-day.md'), 'console'),
    ...blocksOf(guide('recipes.md'), 'console'),
  ])
  expect(session.length).toBeGreaterThan(11)
  const env = {
    PATH: `${join(folder, '.bin')}:${process.env['PATH']}`,
    HOME: folder,
    CLIQ_DS_STATE_DIR: join(folder, '.state'),
    NO_COLOR: '1',
    ...COMPILE_CACHE,
  }
  const { out, err } = await new Promise<{ readonly out: string; readonly err: string }>(resolve => {
    execFile('sh', ['-c', scriptOf(session)], { cwd: folder, env }, (_, stdout, stderr) =>
      resolve({ out: stdout, err: stderr }),
    )
  })
  const outputs = outputsOf(out)
  session.forEach(({ command, lines }, at) => {
    expect(outputs[at], `$ ${command}\n${err}`).toMatch(patternOf(lines))
  })
})

test('the table of exit codes has all of them and no others', () => {
  const codes = [...guide('exit-codes.md').matchAll(/^\| (\d+) \|/gmu)].map(([, code]) => Number(code))
  expect(codes).toEqual(Object.values(EXIT))
})
