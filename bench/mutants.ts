// `npm run mutants [COUNT] [SEED] [ROOM]`: small mistakes, made one at a time in a copy of the project. Types look first, then
// the tests that import the file; what neither notices survives. Prints each survivor with its place, and the score by room.
// With a ROOM of those that hold a promise each, only its files and its own tests: what they miss is looked at by hand.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

interface Mutant {
  readonly file: string
  readonly at: number
  readonly from: string
  readonly to: string
}

/** Mistakes that people make: what is looked for, and what stands there then. */
const MISTAKES: readonly (readonly [RegExp, string])[] = [
  [/ === /gu, ' !== '],
  [/ !== /gu, ' === '],
  [/ < /gu, ' <= '],
  [/ >= /gu, ' > '],
  [/ && /gu, ' || '],
  [/ \|\| /gu, ' && '],
  [/\.some\(/gu, '.every('],
  [/\.every\(/gu, '.some('],
  [/\.filter\(/gu, '.filter(() => true || '],
  [/\.slice\(1\)/gu, '.slice(0)'],
  [/\.at\(-1\)/gu, '.at(0)'],
  [/return await /gu, 'return '],
  [/(?<=^ +)await (?=\w[^\n]*\)$)/gmu, 'void '],
  [/\btrue\b(?=[,;)\n ])/gu, 'false'],
  [/\bfalse\b(?=[,;)\n ])/gu, 'true'],
  [/(?<=[ (])([2-9]|\d{2,6})(?=[ ,;)\n])/gu, '1'],
  [/(?<=^ +)throw (?=failure\()/gmu, 'void '],
]

/** Rooms that keep a promise, which let no mistake pass: what belongs to each, and what is to notice. */
const PROMISES: Readonly<Record<string, { readonly files: RegExp; readonly tests: readonly string[] }>> = {
  backup: {
    files: /backup|restor|wholeReads|agreement/iu,
    tests: ['files/backup', 'laws/restore', 'engine/copies', 'engine/restore'],
  },
  lease: {
    files: /\/lease\/|\/(?:lease|fence|holding|unlock|elapsed|guard)\.ts|leaseRows/u,
    tests: ['lease/rules', 'lease/waits', 'lease/oldReadings', 'lease/promise', 'files/lease'],
  },
  journal: {
    files: /journal|engine\/(?:book|loop|agreed)|model\/entry|commands\/(?:begun|moment)|drift\/unfinished/u,
    tests: ['files/journal', 'commands/moment', 'engine/ends', 'engine/gaps', 'engine/resumed', 'kills/recovery'],
  },
  pacing: {
    files:
      /core\/pace\/|cliq\/(?:governor|turns|admission|throttle|lessons|trials|book|handover|coldStart|limitWords|spent)\.ts/u,
    tests: [
      'laws/pace',
      'laws/runCircles',
      'cliq/',
      'lease/handover',
      'lease/promise',
      'remote/ledger',
      'engine/promise',
    ],
  },
  secrets: {
    files: /secret|redact|veil|excerpt|escape|credentials|config\/variables|machine\/tokens|stateDir|disk\/owner/iu,
    tests: [
      'report/secrets',
      'report/veil',
      'report/escape',
      'report/problemText',
      'security/forms',
      'security/linear',
      'cliq/tokens',
      'files/stateDir',
      'files/environment',
    ],
  },
  consent: {
    files: /consent|model\/risk\.ts|plan\/ownership|rules\/(?:policy|allowance)|review\/(?:approval|believed|marks)/iu,
    tests: [
      'laws/strayConsents',
      'laws/plan',
      'definitions/policy',
      'definitions/allowance',
      'review/approval',
      'review/slots',
      'engine/ends',
    ],
  },
}

const root = fileURLToPath(new URL('../', import.meta.url))
const [count = '100', seed = '1', promise = ''] = process.argv.slice(2)
const kept = PROMISES[promise]
if (promise !== '' && kept === undefined) throw new Error(`no such room; known: ${Object.keys(PROMISES).join(', ')}`)

/** The same numbers for the same seed. */
function numbers(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function sites(file: string): readonly Mutant[] {
  const text = readFileSync(join(root, file), 'utf8')
  return MISTAKES.flatMap(([pattern, to]) =>
    [...text.matchAll(pattern)].flatMap(found => {
      const line = text.slice(text.lastIndexOf('\n', found.index) + 1, found.index)
      // Comments, types and imports are no code that runs.
      return /^\s*(?:\/\/|\*|\/\*|import |export type |readonly )/u.test(line)
        ? []
        : [{ file, at: found.index, from: found[0], to }]
    }),
  )
}

function chosen(): readonly Mutant[] {
  const listed = execFileSync('git', ['ls-files', 'src'], { cwd: root, encoding: 'utf8' }).split('\n')
  const files = listed.filter(each => each.endsWith('.ts') && !/^src\/(?:emulator|build|files\/generated)/u.test(each))
  const all = files.filter(each => kept?.files.test(each) ?? true).flatMap(sites)
  const next = numbers(Number(seed))
  const picked = new Map<number, Mutant>()
  while (picked.size < Math.min(Number(count), all.length)) {
    const index = Math.floor(next() * all.length)
    const mutant = all[index]
    if (mutant !== undefined) picked.set(index, mutant)
  }
  return [...picked.values()]
}

type Fate = 'refused by types' | 'killed' | 'survived'

function fateOf({ file, at, from, to }: Mutant, copy: string): Fate {
  const path = join(copy, file)
  const text = readFileSync(path, 'utf8')
  writeFileSync(path, text.slice(0, at) + to + text.slice(at + from.length))
  const runs = (command: string, ...args: readonly string[]) =>
    spawnSync(join(root, 'node_modules/.bin', command), [...args], { cwd: copy, timeout: 600_000, stdio: 'ignore' })
      .status === 0
  try {
    if (!runs('tsc', '-p', 'tsconfig.json', '--incremental', '--tsBuildInfoFile', '.types')) return 'refused by types'
    const tests = kept === undefined ? ['related', file, '--run'] : ['run', ...kept.tests.map(each => `test/${each}`)]
    return runs('vitest', ...tests, '--bail=1', '--config', 'test/vitest.config.ts') ? 'survived' : 'killed'
  } finally {
    writeFileSync(path, text)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-mutants-'))
const copy = join(folder, 'copy')
execFileSync('git', ['clone', '--quiet', '--shared', root, copy])
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
try {
  if (kept !== undefined) {
    const run = spawnSync(
      join(root, 'node_modules/.bin/vitest'),
      ['run', ...kept.tests.map(each => `test/${each}`), '--config', 'test/vitest.config.ts'],
      { cwd: copy, encoding: 'utf8' },
    )
    if (run.status !== 0) throw new Error(`the tests fail without any mistake:\n${run.stdout.slice(-4_000)}`)
  }
  const score = new Map<string, Record<Fate, number>>()
  for (const mutant of chosen()) {
    const fate = fateOf(mutant, copy)
    const room = promise || (mutant.file.split('/')[1]?.replace('.ts', '') ?? '')
    const so = score.get(room) ?? { 'refused by types': 0, killed: 0, survived: 0 }
    so[fate] += 1
    score.set(room, so)
    const line = readFileSync(join(root, mutant.file), 'utf8').slice(0, mutant.at).split('\n').length
    if (fate === 'survived')
      console.log(`survived  ${mutant.file}:${line}  ${mutant.from.trim()} -> ${mutant.to.trim()}`)
  }
  for (const [room, { 'refused by types': refused, killed, survived }] of [...score].sort())
    console.log(
      `${room.padEnd(10)} ${Math.round((100 * (refused + killed)) / (refused + killed + survived))} %  of ${refused + killed + survived}`,
    )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
