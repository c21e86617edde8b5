import { apiHalf, FULL } from './api.ts'
import { coldStarts } from './coldStart.ts'
import { damageFigure } from './damage.ts'
import { drizzleFigures } from './drizzle.ts'
import { packageFigures } from './package.ts'
import { crowds } from './runners.ts'
import { fleetFigures } from './fleets.ts'
import { processHalf } from './process.ts'
import { renameCosts, renameFigures, renameTable } from './renames.ts'
import { waivedRetypes } from './waived.ts'
import type { Figure } from './process.ts'

// `npm run bench` measures dist as it lies there: build first. BENCH_ROUNDS sets other than 21 rounds.
const rounds = Number(process.env['BENCH_ROUNDS'] ?? 21)
const fleet = await fleetFigures(200, 20)
const renames = renameCosts()
const figures = [
  ...(await apiHalf(FULL)),
  ...renameFigures(renames),
  ...(await waivedRetypes(10_000)),
  ...processHalf(rounds),
  ...fleet,
  damageFigure(10_000),
  ...packageFigures(),
]
// What no commit waits for: rules of a cold start, and a crowd of runners over a working day.
const crowd = { users: 5, runners: 50, hours: Number(process.env['BENCH_CROWD_HOURS'] ?? 8) }
const shown = [...(await coldStarts(20)), ...(await crowds(crowd))]
const drizzle = drizzleFigures(Math.min(rounds, 7))
for (const figure of [...figures, ...shown, ...drizzle]) console.log(lineOf(figure))
if (drizzle.length === 0) console.log('drizzle-kit  skipped: BENCH_DRIZZLE names no folder where it is installed')
console.log(`\n${renameTable(renames)}\n`)
const missed = figures.filter(({ value, target }) => target !== undefined && value > target)
console.log(missed.length === 0 ? 'every target is met' : `missed: ${missed.map(each => each.what).join('; ')}`)
if (missed.length > 0) process.exitCode = 1

function lineOf({ what, value, unit, target, more }: Figure): string {
  const shown = `${value.toFixed(Number.isInteger(value) ? 0 : 2)} ${unit}`.trim()
  const goal = target === undefined ? '' : `  target ${target} ${unit}${value > target ? '  MISSED' : ''}`
  return `${what.padEnd(40)} ${shown.padStart(10)}${goal.padEnd(24)}${more === undefined ? '' : `  ${more}`}`
}
