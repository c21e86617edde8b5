import { performApply } from '../../commands/apply.ts'
import { failure } from '../../core/model/failure.ts'
import { openProject } from '../../world.ts'
import { applyJson, applyText } from '../../report/applyText.ts'
import { planPage } from '../../report/pages/plan.ts'
import { eventJson } from '../../report/progress.ts'
import { askApproval } from '../ask.ts'
import { EXIT, exitCodeAfter, problemsOfStop } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import { canAsk, isSet } from '../io.ts'
import type { Io } from '../io.ts'
import { jsonLines } from '../jsonLines.ts'
import { nextAfter, otherCommand } from '../next.ts'
import { askedOf } from '../options.ts'
import type { RecordFlags } from '../options.ts'
import { paintFor } from '../paint.ts'
import { retryAtOf } from '../printed.ts'
import { openGate } from '../review/gate.ts'
import { progressTo, silentProgress, startProgress } from '../progress.ts'
import { chosen, outsideOf, withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'
import { besideOf, printPlan } from './plan.ts'

export interface ApplyFlags extends RecordFlags {
  readonly yes?: true | undefined
  readonly allow?: readonly string[] | undefined
  readonly expect?: string | undefined
  readonly maxDuration?: number | undefined
  readonly json?: true | undefined
  readonly seed?: true | undefined
  readonly reviewed?: true | undefined
}

/** `apply`: shows the plan, asks, carries it out, and says what was done; with --json one event a line. */
export async function runApply(io: Io, asked: Globals, given: readonly string[], flags: ApplyFlags): Promise<ExitCode> {
  const { planFile, names } = chosenBy(given)
  const globals = planFile === undefined ? asked : await inPlansEnvironment(io, asked, planFile)
  const json = flags.json === true
  const line = jsonLines(io)
  const own = json ? progressTo(event => line(eventJson(event))) : await startProgress(io, globals)
  const ask = flags.yes === true || json || !canAsk(io) ? undefined : askApproval
  const reviewing = flags.reviewed === true ? await openGate(io, globals) : undefined
  const applied = await withWorld(
    io,
    globals,
    { maxDurationMs: flags.maxDuration, progress: own },
    async (world, progress) =>
      performApply(world, {
        ...(await besideOf(world, flags, names)),
        names,
        ...(planFile !== undefined && { planFile }),
        ...(flags.expect !== undefined && { expect: flags.expect }),
        ...askedOf(flags),
        review: reviewing?.gate(world.environment.name),
        allow: flags.allow ?? [],
        yes: flags.yes === true,
        approve: ask && ((document, missing) => ask(document, missing, io)),
        show: document => {
          if (json) line({ type: 'plan', plan: planPage(document).json })
          else printPlan(document, false, { next: [] }, io, globals)
          // Steps and rows that go side by side are told in lines: two things cannot be drawn at one place.
          progress.expect(document.rows === undefined ? document.plan.steps : [])
        },
      }),
  )
  const code = exitCodeAfter(applied, io.signal)
  const next = code === EXIT.diverged ? otherCommand(['plan'], io, globals) : nextAfter(applied, code, io)
  const problems = problemsOfStop(applied)
  const environment = applied.document.environment
  const result = { ...applied, environment, problems, exit: code, next, retryAt: retryAtOf(applied.stoppedBy) }
  if (json) line(applyJson(result))
  else if (applied.kind !== 'nothing-to-do') io.out.write(`${applyText(result, paintFor(io.out, io, globals.color))}\n`)
  return code
}

// A datastore is named without dots and slashes, which the path of a file has.
function chosenBy(given: readonly string[]): {
  readonly planFile: string | undefined
  readonly names: readonly string[]
} {
  const files = given.filter(each => !/^[a-z][a-z0-9_]*$/u.test(each))
  if (files.length === 0) return { planFile: undefined, names: given }
  if (given.length === 1) return { planFile: files[0], names: [] }
  throw failure('CL101', `${files.join(', ')}: one saved plan, or names of datastores, but not both`, {
    hint: 'a saved plan already says which datastores it is about',
  })
}

// A saved plan is for one environment: where none is named, that one is meant.
async function inPlansEnvironment(io: Io, globals: Globals, planFile: string): Promise<Globals> {
  if (globals.env !== undefined || isSet(io.env['CLIQ_DS_ENV'])) return globals
  const project = await openProject(outsideOf(io, globals, silentProgress), chosen(globals))
  const { document } = await project.readPlan(planFile)
  return { ...globals, env: document.environment }
}
