import { performApply } from '../../commands/apply.ts'
import type { SeedWorld } from '../../commands/seedWorld.ts'
import { Failure, failure } from '../../core/model/failure.ts'
import type { VerifiedBy } from '../../core/model/step.ts'
import type { PlanDocument } from '../../core/plan/document.ts'
import { openProject } from '../../world.ts'
import { applyPage } from '../../report/pages/apply.ts'
import type { AfterRun } from '../../report/pages/outcome.ts'
import { planPage } from '../../report/pages/plan.ts'
import { eventJson } from '../../report/progress.ts'
import { groupText } from '../../report/text/blocks.ts'
import { pageText } from '../../report/text/text.ts'
import { askApproval } from '../ask.ts'
import { EXIT, exitCodeOf } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import { openExamples } from '../examples.ts'
import { isAsked, isSet } from '../io.ts'
import type { Io } from '../io.ts'
import { jsonLines } from '../jsonLines.ts'
import { otherCommand } from '../typed.ts'
import { askedOf } from '../options.ts'
import type { RecordFlags } from '../options.ts'
import { paintFor } from '../paint.ts'
import { openGate } from '../review/gate.ts'
import { tellOutputs } from '../review/outputs.ts'
import { keepingValues } from '../renames.ts'
import type { Keep } from '../renames.ts'
import { progressTo, silentProgress, startProgress } from '../progress.ts'
import { chosen, outsideOf, withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'
import type { Progress } from '../hearing.ts'
import type { ReportFlags } from '../reports.ts'
import { reportedRun } from './reported.ts'
import { besideOf, printPlan } from './plan.ts'

export interface ApplyFlags extends RecordFlags, ReportFlags {
  readonly yes?: true | undefined
  readonly allow?: readonly string[] | undefined
  readonly expect?: string | undefined
  readonly maxDuration?: number | undefined
  readonly json?: true | undefined
  readonly seed?: true | undefined
  readonly reviewed?: true | undefined
  readonly verify?: VerifiedBy | undefined
}

/** `apply`: shows the plan, asks, carries it out, and says what was done; with --json one event a line. */
export async function runApply(io: Io, asked: Globals, given: readonly string[], flags: ApplyFlags): Promise<ExitCode> {
  const { planFile, names } = chosenBy(given)
  const globals = planFile === undefined ? asked : await inPlansEnvironment(io, asked, planFile)
  const json = flags.json === true
  const paint = paintFor(io.out, io, globals.color)
  const examples = openExamples(io, json)
  const line = jsonLines(io)
  const own = json ? progressTo(event => line(eventJson(event))) : await startProgress(io, globals)
  const ask = isAsked(io, flags) ? askApproval : undefined
  // What was reviewed or saved is carried out as it is, or not at all.
  const isFixed = planFile !== undefined || flags.expect !== undefined || flags.reviewed === true
  const reviewing = flags.reviewed === true ? await openGate(io, globals) : undefined
  const show = (document: PlanDocument) => {
    if (json) line({ type: 'plan', plan: planPage(document).json })
    else printPlan(document, false, { next: [], aside: examples.untold(), isRefusedElsewhere: true }, io, globals)
  }
  const perform = async (world: SeedWorld, progress: Progress, keep: Keep) =>
    performApply(world, {
      ...(await besideOf(world, flags, names)),
      names,
      planFile,
      expect: flags.expect,
      ...askedOf(flags),
      verify: flags.verify,
      hearExamples: examples.hear,
      review: reviewing?.gate(world.environment.name),
      allow: flags.allow ?? [],
      yes: flags.yes === true,
      approve: ask && ((document, missing) => ask(document, missing, io, isFixed ? undefined : keep)),
      show: document => {
        show(document)
        // Steps and rows that go side by side are told in lines: two things cannot be drawn at one place.
        progress.expect(document.rows === undefined ? document.plan.steps : [])
      },
    })
  const options = { maxDurationMs: flags.maxDuration, progress: own }
  const { result, page, exit } = await withWorld(io, globals, options, (world, progress) =>
    reportedRun(io, flags, world.project, 'apply', {
      perform: () => keepingValues(io, world.project, keep => perform(world, progress, keep)),
      pageOf: (applied, after) => applyPage(applied, lookingAgain(after, io, globals)),
    }),
  ).catch(async (error: unknown) => {
    const aside = examples.untold()
    if (aside !== undefined) io.out.write(`${groupText(aside, paint)}\n`)
    if (error instanceof Failure) await tellRefusal(io, globals, error)
    throw error
  })
  const failures = result.stoppedBy instanceof Failure ? [result.stoppedBy] : []
  await tellOutputs(io, [page], { exit, failures })
  if (json) line(page.json)
  else if (result.kind !== 'nothing-to-do') io.out.write(`${pageText(page, paint)}\n`)
  return exit
}

// The same command again would find the same surprise: a person looks first.
function lookingAgain(after: AfterRun, io: Io, globals: Globals): AfterRun {
  return after.exit === EXIT.diverged ? { ...after, next: [otherCommand(['plan'], io, globals)] } : after
}

async function tellRefusal(io: Io, globals: Globals, refusal: Failure): Promise<void> {
  const { unplannedPage } = await import('../../report/pages/review.ts')
  const page = unplannedPage(globals.env ?? '', refusal)
  await tellOutputs(io, [page], { exit: exitCodeOf(refusal.code), failures: [refusal] })
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
