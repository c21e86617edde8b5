import { failure } from '../../core/model/failure.ts'
import { writesRows } from '../../core/rows/seedPlan.ts'
import { escapeText } from '../../report/escape.ts'
import { askYes } from '../ask.ts'
import { EXIT } from '../exit.ts'
import { canAsk } from '../io.ts'
import type { Io, PlanHeard } from '../io.ts'
import { lineOf } from './argv.ts'
import type { FleetLine } from './argv.ts'
import { isJson, shown, sideBySide } from './side.ts'
import type { FleetEnd, Run } from './side.ts'

/** Checks all, asks once, then applies to each what was shown of it. */
export async function applied(
  io: Io,
  fleet: FleetLine,
  names: readonly string[],
  run: Run,
): Promise<readonly FleetEnd[]> {
  const isYes = fleet.rest.includes('--yes')
  const expects = new Map(names.map(name => [name, expectedOf(fleet, name)] as const))
  if (!isYes && (!canAsk(io) || isJson(fleet)) && names.some(name => expects.get(name) === undefined))
    throw failure('CL102', 'no terminal to confirm in', {
      hint: 'add --yes, or --expect ENV=DIGEST for each environment',
    })
  const checks = await sideBySide(names, name => checked(io, fleet, name, { run, expects: expects.get(name) }))
  if (checks.some(each => each.exit !== EXIT.ok))
    return checks.map(({ name, exit }) => ({ name, exit: exit === EXIT.ok ? undefined : exit }))
  const todo = checks.filter(each => each.digest !== undefined)
  const asked = todo.filter(each => !isYes && expects.get(each.name) === undefined).map(each => each.name)
  if (asked.length > 0 && !(await askYes(`Apply to ${asked.join(', ')}?`, io)))
    return checks.map(({ name }) => ({ name, exit: EXIT.refused }))
  let hasFailed = false
  const ends = await sideBySide(todo, async ({ name, digest = '' }) => {
    if (hasFailed && fleet.onError !== 'continue') return { name, exit: undefined }
    const argv = [...without(lineOf(fleet, name), ['--expect'], ['--yes']), '--yes', '--expect', digest]
    const ended = await shown(io, fleet, name, run, { argv })
    hasFailed ||= ended.exit !== EXIT.ok
    return ended
  })
  return checks.map(check => ends.find(each => each.name === check.name) ?? check)
}

/** A plan of one environment, and what stands against applying it; it writes nothing. */
async function checked(
  io: Io,
  fleet: FleetLine,
  name: string,
  { run, expects }: { readonly run: Run; readonly expects: string | undefined },
): Promise<FleetEnd & { readonly digest?: string }> {
  const line = without(
    lineOf(fleet, name),
    ['--expect', '--max-duration', '--report', '--verify'],
    ['--yes', '--json', '--reviewed'],
  )
  const argv = ['plan', ...line.filter((_, at) => at !== line.indexOf('apply'))]
  const heard: PlanHeard[] = []
  const { exit } = await shown(io, fleet, name, run, { argv, hear: plan => void heard.push(plan) })
  const [plan] = heard
  if (exit !== EXIT.ok || plan === undefined) return { name, exit }
  const { document, isProtected } = plan
  const missing = document.plan.risks.flatMap(each =>
    each.consent === undefined || each.granted ? [] : [each.consent],
  )
  const against = [
    ...missing.map(consent => `data would be lost without consent; to allow it: --allow ${name}/${consent}`),
    ...(isProtected && expects === undefined && document.plan.steps.length > 0
      ? [`it is protected; add --expect ${name}=${document.digest}`]
      : []),
  ]
  for (const each of against) io.err.write(`[${escapeText(name)}] ${escapeText(each)}\n`)
  if (against.length > 0) return { name, exit: EXIT.refused }
  if (expects !== undefined && !document.digest.startsWith(expects)) return { name, exit: EXIT.stale }
  const isEmpty = document.plan.steps.length === 0 && !writesRows(document.rows) && document.plan.adopts.length === 0
  return { name, exit, ...(!isEmpty && { digest: document.digest }) }
}

function expectedOf(fleet: FleetLine, name: string): string | undefined {
  const line = lineOf(fleet, name)
  const at = line.indexOf('--expect')
  return at < 0 ? undefined : line[at + 1]
}

function without(line: readonly string[], valued: readonly string[], bare: readonly string[]): readonly string[] {
  return line.filter((word, at) => {
    const isValue = valued.includes(line[at - 1] ?? '')
    return !isValue && !bare.includes(word) && !valued.includes(word.replace(/=.*$/su, ''))
  })
}
