// `npm run mutants [COUNT] [SEED] [ROOM]`: small mistakes, made one at a time in a copy of the project. Types and lint look
// first, then the tests that call the function, the quick ones before the others; what nobody notices survives. Prints each
// survivor with its place, and the score by room. A ROOM is one of those that keep a promise, or a folder of the sources.
// MUTANTS_MAP names a file that keeps which test calls what, MUTANTS_SECONDS how long tests look at one mistake.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { EQUIVALENT } from './mutants/equivalent.ts'
import { player, refused, TOO_SLOW } from './mutants/fates.ts'
import { mapOf, testsFor } from './mutants/map.ts'
import { named, sites, type Mutant } from './mutants/mistakes.ts'
import { belongs, roomOf } from './mutants/rooms.ts'

const root = fileURLToPath(new URL('../', import.meta.url))
const [count = '100', seed = '1', asked = ''] = process.argv.slice(2)
const textOf = (file: string) => readFileSync(join(root, file), 'utf8')

/** The same numbers for the same seed. */
function numbers(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

// Kinds that are rare are drawn more often than they occur, else nearly all would be comparisons.
function chosen(files: readonly string[]): readonly Mutant[] {
  const all = files.map(file => sites(file, textOf(file)))
  const kinds = (all[0] ?? [])
    .map((_, kind) => all.flatMap(each => each[kind] ?? []))
    .map(found => found.filter(each => !(named(each, textOf(each.file)) in EQUIVALENT)))
    .filter(found => found.length > 0)
  const next = numbers(Number(seed))
  for (let turn = 0; turn < 9; turn += 1) next()
  const out = new Set<Mutant>()
  const total = kinds.reduce((sum, found) => sum + found.length, 0)
  const weights = kinds.map(found => Math.sqrt(found.length))
  const whole = weights.reduce((sum, each) => sum + each, 0)
  while (out.size < Math.min(Number(count), total)) {
    let left = next() * whole
    const kind = kinds.find((_, index) => (left -= weights[index] ?? 0) < 0) ?? []
    const mutant = kind[Math.floor(next() * kind.length)]
    if (mutant !== undefined) out.add(mutant)
  }
  return [...out]
}

const files = execFileSync('git', ['ls-files', 'src'], { cwd: root, encoding: 'utf8' })
  .split('\n')
  .filter(each => belongs(each, asked))
if (files.length === 0) throw new Error('no such room')
const known = new Set(
  Object.keys(EQUIVALENT)
    .map(each => each.split(' | ')[0] ?? '')
    .flatMap(file => sites(file, textOf(file)).flatMap(all => all.map(each => named(each, textOf(file))))),
)
for (const each of Object.keys(EQUIVALENT)) if (!known.has(each)) console.log(`no longer there  ${each}`)

const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-mutants-'))
const copy = join(folder, 'copy')
execFileSync('git', ['clone', '--quiet', '--shared', root, copy])
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
// Some tests look at what is built; those that start the command take the sources once one of them is newer.
execFileSync(process.execPath, ['src/build.ts'], { cwd: copy })
const tests = player(copy, Number(process.env['MUTANTS_SECONDS'] ?? 300))
try {
  const map = mapOf(copy, process.env['MUTANTS_MAP'] ?? join(folder, 'map'))
  const all = chosen(files)
  const byOthers = await refused(copy, all)
  const score = new Map<string, { refused: number; killed: number; survived: number }>()
  const noticing = new Set<string>()
  for (const mutant of all) {
    const text = textOf(mutant.file)
    const by = byOthers.has(mutant) ? [] : await tests.noticing(mutant, testsFor(mutant, text, map))
    for (const each of by) noticing.add(each)
    const fate = byOthers.has(mutant) ? 'refused' : by.length > 0 ? 'killed' : 'survived'
    const room = roomOf(mutant.file, asked)
    const so = score.get(room) ?? { refused: 0, killed: 0, survived: 0 }
    score.set(room, { ...so, [fate]: so[fate] + 1 })
    const line = text.slice(0, mutant.at).split('\n').length
    if (by.includes(TOO_SLOW)) console.log(`${TOO_SLOW}  ${mutant.file}:${line}`)
    if (fate === 'survived') console.log(`survived  ${mutant.file}:${line}\n    ${named(mutant, text)}`)
  }
  for (const [room, so] of [...score].sort()) {
    const noticed = so.refused + so.killed
    const share = Math.floor((100 * noticed) / (noticed + so.survived))
    console.log(
      `${room.padEnd(10)} ${share} %  of ${noticed + so.survived}: types and lint ${so.refused}, tests ${so.killed}, survived ${so.survived}`,
    )
  }
  const failing = await tests.failing(map.filter(each => noticing.has(each.test)))
  if (failing.length > 0) throw new Error(`these fail without any mistake: ${failing.join(', ')}`)
} finally {
  tests.stop()
  rmSync(folder, { recursive: true, force: true })
}
