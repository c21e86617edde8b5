import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { LockedOut } from '../../src/core/pace/pace.ts'
import { failure } from '../../src/core/model/failure.ts'
import type { Journal, Outcome, RowTrouble } from '../../src/core/model/outcome.ts'
import { EXIT, exitCodeAfter } from '../../src/terminal/exit.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { problemsText } from '../../src/report/problemText.ts'
import { nextAfter } from '../../src/terminal/next.ts'
import { shellQuoted } from '../../src/core/model/shell.ts'
import { otherCommand, sameCommand, typedAs } from '../../src/terminal/typed.ts'

const WORDS = [
  'plain',
  'a b',
  "it's",
  '$(x)',
  '`x`',
  'ü.json',
  '*',
  '~',
  'field-removed:a.b',
  '--x=1',
  '"',
  '\\',
  '#',
  '!',
  '&;|<>',
]

test('a shell reads each word of a command as it was typed, and only what needs quotes has them', () => {
  // A word that begins with a dash is none to printf's own options behind the format.
  const text = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${WORDS.map(shellQuoted).join(' ')}`], {
    encoding: 'utf8',
  })
  expect(text.split('\0').slice(0, -1)).toEqual(WORDS)
  expect(
    ['plain', 'field-removed:a.b', '--x=1', 'sha256-v1:00ff', 'a/b.json'].map(shellQuoted).join(' '),
  ).not.toContain("'")
})

test('what cannot be seen in a word, or would act on a terminal, is shown in letters that a shell reads', () => {
  const words = ['a\nb', '\u001b[31m\'"\\', '\u202e1', '\u00ad\u{e0041}f', '=ls', '\r##[d]']
  const quoted = words.map(shellQuoted).join(' ')
  expect(quoted).not.toMatch(/[\p{C}\p{Zl}\p{Zp}\u00ad]/u)
  const env = { ...process.env, LC_ALL: 'C.UTF-8' }
  const text = execFileSync('bash', ['-c', `printf '%s\\0' ${quoted}`], { encoding: 'utf8', env })
  expect(text.split('\0').slice(0, -1)).toEqual(words)
})

const globals = { code: true, color: true, quiet: false, debug: false }
const argv = [
  'apply',
  '--config',
  'packages/my bot/c.yaml',
  '--env',
  'eu',
  '--yes',
  '--allow',
  'field-removed:a.b',
  '--max-duration',
  '10m',
]

test('the same command keeps all that was said, and another keeps project and environment, by npx where it was so', () => {
  expect(sameCommand({ argv, env: {} })).toBe(
    "cliq-ds apply --config 'packages/my bot/c.yaml' --env eu --yes --allow field-removed:a.b --max-duration 10m",
  )
  const npx = { npm_command: 'exec', npm_lifecycle_script: "'cliq-ds' plan" }
  expect(otherCommand(['plan'], { env: npx }, { ...globals, env: 'eu', config: 'my bot.yaml', code: false })).toBe(
    "npx cliq-ds plan --env eu --config 'my bot.yaml' --no-code",
  )
  const other = { npm_command: 'exec', npm_lifecycle_script: 'vitest' }
  expect(otherCommand(['plan'], { env: other }, globals)).toBe('cliq-ds plan')
})

const problem = (code: string) => ({ code, severity: 'error', message: 'no' }) as const
const row = (kind: RowTrouble['kind'], code: string): RowTrouble => ({ row: 'a', kind, problem: problem(code) })
const step = { call: 'delete-datastore', datastore: 'a' } as const

function stopped(journal: Partial<Journal>, troubles: readonly RowTrouble[] = [], stoppedBy?: unknown): Outcome {
  const rows = [{ name: 'a', datastore: 'a', inserted: 0, updated: 0, removed: 0, skipped: 0, troubles, notStarted: 1 }]
  const lists = { done: [], skipped: [], unknown: [], failed: [], notStarted: [], surprises: [], backups: [], rows }
  return { kind: 'stopped', journal: { ...lists, calls: new Map(), seconds: 1, ...journal }, stoppedBy }
}

const cases: readonly (readonly [string, Outcome, number])[] = [
  ['a write in doubt goes on', stopped({ unknown: [{ step, problem: problem('AP101') }] }), EXIT.stopped],
  ['a refused definition is refused again', stopped({ failed: [{ step, problem: problem('RF107') }] }), EXIT.refused],
  ['a batch that was half done goes on', stopped({ failed: [{ step, problem: problem('RF117') }] }), EXIT.stopped],
  ['a call that never left goes on', stopped({ failed: [{ step, problem: problem('NT101') }] }), EXIT.stopped],
  ['a key that is taken stays taken', stopped({}, [row('failed', 'RF111')]), EXIT.refused],
  [
    'a row in doubt beside a refused one goes on',
    stopped({}, [row('failed', 'RF111'), row('unknown', 'SD118')]),
    EXIT.stopped,
  ],
  ['a row that somebody changed has to be looked at', stopped({}, [row('moved', 'SD117')]), EXIT.diverged],
  ['a lock-out says more', stopped({}, [], new LockedOut('RL102', 'later', 1)), EXIT.lockedOut],
  ['lost credentials say more', stopped({}, [], failure('AU101', 'no')), EXIT.credentials],
  [
    'a lock file that was edited meanwhile is no refusal',
    stopped({ done: [step] }, [], failure('LK108', 'no')),
    EXIT.stopped,
  ],
]

test.each(cases)('%s', (_, outcome, code) => {
  expect(exitCodeAfter(outcome, new AbortController().signal)).toBe(code)
  const [next] = nextAfter(outcome, exitCodeAfter(outcome, new AbortController().signal), { argv: ['seed'], env: {} })
  expect(next).toMatch(code === EXIT.refused ? /^cliq-ds seed {3}# \S/u : /^cliq-ds seed$/u)
})

test('an interrupted run ends with its signal, and a fault of ours is thrown', () => {
  const stop = new AbortController()
  stop.abort(EXIT.terminated)
  expect(exitCodeAfter(stopped({}), stop.signal)).toBe(EXIT.terminated)
  const fault = new Error('ours')
  expect(() => exitCodeAfter(stopped({}, [], fault), new AbortController().signal)).toThrow(fault)
})

test('what a problem says to type is called as the command was, in the same project and environment', () => {
  const npx = { npm_command: 'exec', npm_lifecycle_script: 'cliq-ds' }
  const told = (hint: string, argv: readonly string[], env = npx) =>
    problemsText([{ code: 'LV112', severity: 'error', message: 'no', hint }], new Map(), {
      ...plainPaint,
      typed: typedAs({ argv, env }),
    })
  const adopt = 'adopt it first with cliq-ds pull rooms'
  expect(told(adopt, ['plan'])).toContain('with npx cliq-ds pull rooms, or read more: npx cliq-ds explain LV112')
  const argv = ['plan', '--config', 'my bot/c.yaml', '-e', 'eu', '--no-code']
  const plain = { npm_command: 'test', npm_lifecycle_script: '' }
  expect(told(adopt, argv, plain)).toContain("with cliq-ds pull --env eu --config 'my bot/c.yaml' --no-code rooms")
  const chain = 'cliq-ds lock repair --env us; or cliq-ds plan --out F, then cliq-ds apply F'
  expect(typedAs({ argv: ['drift', '--env=eu'], env: {} })(chain)).toBe(
    'cliq-ds lock repair --env us; or cliq-ds plan --env eu --out F, then cliq-ds apply --env eu F',
  )
  expect(typedAs({ argv: ['apply', '--env', 'a,b'], env: {} })(chain)).toBe(chain)
})
