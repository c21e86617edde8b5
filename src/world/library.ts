import * as host from 'node:process'
import type { World } from '../commands/world.ts'
import type { SeedWorld } from '../commands/seedWorld.ts'
import { Failure } from '../core/model/failure.ts'
import type { Outcome } from '../core/model/outcome.ts'
import type { Json } from '../core/model/plain.ts'
import type { VerifiedBy } from '../core/model/step.ts'
import type { RowChange } from '../core/rows/seed.ts'
import type { Checks } from '../core/plan/document.ts'
import type {
  AppliedJson,
  DriftJson,
  EventJson,
  PulledJson,
  SeededJson,
  ValidatedJson,
} from '../core/results/runJson.ts'
import type { PlanJson } from '../core/results/json.ts'
import type { Page } from '../report/page.ts'
import type { Format } from '../report/formats.ts'
import type { Choice, Outside } from './outside.ts'

/** Which project and environment a call is about, and who hears of its progress. */
export interface ProjectOptions {
  /** Default: CLIQ_DS_ENV, then the config's default. */
  readonly environment?: string | undefined
  /** The config file; default: the nearest one from `cwd` upwards. */
  readonly config?: string | undefined
  /** Default: the working directory of this process. */
  readonly cwd?: string | undefined
  /** Variables that the config and credentials are read from; default: those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** Execute no TypeScript or JavaScript. */
  readonly noCode?: boolean | undefined
  /** Hears what happens, as `--json` prints it. */
  readonly notify?: ((event: EventJson) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/** How far a plan looks, and what may go. */
export interface PlanningOptions extends ProjectOptions {
  /** Only these datastores; default: all. */
  readonly names?: readonly string[] | undefined
  /** Losses that are agreed to, such as `field-removed:empdir.notes`. */
  readonly allow?: readonly string[] | undefined
  /** How far records are read before the plan. */
  readonly checks?: Checks | undefined
}

/** What a verb that writes may take, and what answers its question. */
export interface WritingOptions {
  /** Stands for the prompt's answer, and consents to no loss. */
  readonly yes: boolean
  /** Stop, resumably, rather than run longer. */
  readonly maxDurationMs?: number | undefined
}

/** What stopped a run as a whole, such as a lock-out; absent where nothing did. */
export interface Stopped {
  readonly stoppedBy?: Failure | undefined
}

/** Plans what apply would do. Throws a Failure for what keeps it from being planned. */
export async function fetchPlan(
  options: PlanningOptions & { readonly offline?: boolean | undefined } = {},
): Promise<PlanJson> {
  const { names = [], allow = [], checks, offline = false } = options
  const [{ performPlan }, { planPage }] = await Promise.all([
    import('../commands/plan.ts'),
    import('../report/pages/plan.ts'),
  ])
  const document = await within(options, world =>
    performPlan(world, { ...(checks && { checks }), names, offline, allow }),
  )
  return shown<PlanJson>(planPage(document))
}

/** Carries the definitions out, or a saved plan. Throws a Failure for every refusal; then nothing was sent. */
export async function performLibraryApply(
  options: PlanningOptions &
    WritingOptions & {
      readonly planFile?: string | undefined
      readonly expect?: string | undefined
      readonly verify?: VerifiedBy | undefined
    },
): Promise<AppliedJson & Stopped> {
  const { names = [], allow = [], checks, yes, planFile, expect, verify } = options
  const [{ performApply }, { applyPage }] = await Promise.all([
    import('../commands/apply.ts'),
    import('../report/pages/apply.ts'),
  ])
  const asked = {
    ...(checks && { checks }),
    names,
    planFile,
    expect,
    verify,
    allow,
    yes,
    show: () => undefined,
    approve: undefined,
  }
  const applied = await within(options, world => performApply(world, asked))
  return shown<AppliedJson & Stopped>(applyPage(applied), stopOf(applied, options.signal))
}

/** Tells what was changed outside since the last apply or pull. */
export async function fetchDrift(options: ProjectOptions = {}): Promise<DriftJson> {
  const [{ performDrift }, { driftPage }] = await Promise.all([
    import('../commands/drift.ts'),
    import('../report/pages/drift.ts'),
  ])
  return shown<DriftJson>(driftPage(await within(options, performDrift), []))
}

/** Writes what is live into the definitions and the lock file: of the names, of everything, or of what is known. */
export async function performLibraryPull(
  options: ProjectOptions & { readonly names?: readonly string[] | undefined; readonly all?: boolean | undefined } = {},
): Promise<PulledJson> {
  const { names = [], all = false } = options
  const [{ performPull }, { pullJson }] = await Promise.all([
    import('../commands/pull.ts'),
    import('../report/pullText.ts'),
  ])
  return typed<PulledJson>(pullJson(await within(options, world => performPull(world, { names, all }))))
}

/** Writes what seeds have and the org has not. Throws a Failure for every refusal; then nothing was sent but reads. */
export async function performLibrarySeed(
  options: ProjectOptions &
    WritingOptions & {
      /** Seeds by file or datastore; default: all of the environment. */
      readonly names?: readonly string[] | undefined
      readonly allow?: readonly string[] | undefined
      readonly only?: RowChange['kind'] | undefined
      readonly limit?: number | undefined
      readonly maxRemoved?: number | undefined
    },
): Promise<SeededJson & Stopped> {
  const { names = [], allow = [], only, limit, maxRemoved, yes } = options
  const [{ performSeed }, { seedPage }] = await Promise.all([
    import('../commands/seed.ts'),
    import('../report/pages/seed.ts'),
  ])
  const wishes = { names, allow, only, limit, maxRemoved, yes, show: () => undefined, approve: undefined }
  const seeded = await within(options, world => performSeed(world, wishes))
  return shown<SeededJson & Stopped>(seedPage(seeded), stopOf(seeded, options.signal))
}

/** Checks definitions and seeds, offline. What is wrong in them is in `problems`; throws a Failure for the config. */
export async function checkProject(options: Omit<ProjectOptions, 'environment'> = {}): Promise<ValidatedJson> {
  const [{ performValidate }, { validatePage }, { openCheckable }] = await Promise.all([
    import('../commands/validate.ts'),
    import('../report/pages/validate.ts'),
    import('../world.ts'),
  ])
  const { outside, choice } = await around(options)
  return shown<ValidatedJson>(validatePage(await performValidate(await openCheckable(outside, choice))))
}

/** An emulator that runs. */
export interface LocalCliq {
  readonly url: string
  readonly apiUrl: string
  readonly accountsUrl: string
  close(): Promise<void>
}

/** A Cliq of our own on this machine; without a file its org is gone when it closes. */
export async function startLocalCliq(
  options: { readonly port?: number; readonly data?: string; readonly limits?: boolean; readonly cwd?: string } = {},
): Promise<LocalCliq> {
  const { openEmulator } = await import('../world.ts')
  return openEmulator({ ...options, cwd: options.cwd ?? host.cwd(), limits: options.limits === true })
}

/** What a plan and other results can be rendered as. */
export type ReportFormat = Format

/** What was returned here, with the page that it is a form of. */
const PAGES = new WeakMap<object, Page>()

/** A result of `plan`, `apply`, `drift`, `seed` or `validate` as the report that `--report` writes: the text of one file. */
export async function renderResult(result: object, format: ReportFormat): Promise<string> {
  const page = PAGES.get(result)
  if (page === undefined) throw new TypeError('render takes what a verb of cliq-ds returned in this process')
  const [{ render }, { readVersion }] = await Promise.all([import('../report/render.ts'), import('./version.ts')])
  return render([page], format, readVersion())
}

function shown<J extends object>(page: Page, more: Stopped = {}): J {
  const result = { ...typed<J>(page.json), ...more }
  PAGES.set(result, page)
  return result
}

// A test holds documents to the schema that these types are written after.
function typed<J extends object>(json: Json): J {
  return json as unknown as J
}

// An interrupt is the caller's own; what is neither is a fault of ours, and never looks like an end.
function stopOf({ stoppedBy }: Outcome, signal: AbortSignal | undefined): Stopped {
  if (stoppedBy === undefined) return {}
  if (stoppedBy instanceof Failure) return { stoppedBy }
  if (signal?.aborted === true) return {}
  throw stoppedBy
}

// Loaded when called: a definition that imports cliq-ds for its types shall not load all of it.
async function around(options: ProjectOptions): Promise<{ readonly outside: Outside; readonly choice: Choice }> {
  const { environment, config, noCode = false, notify, cwd, env, signal } = options
  const [{ outsideOfHost }, { readVersion }, { eventJson }] = await Promise.all([
    import('./host.ts'),
    import('./version.ts'),
    import('../report/progress.ts'),
  ])
  const outside = outsideOfHost(host, {
    version: readVersion(),
    cwd: cwd ?? host.cwd(),
    env: env ?? host.env,
    notify: event => notify?.(typed<EventJson>(eventJson(event))),
    signal: signal ?? new AbortController().signal,
  })
  return { outside, choice: { environment, config, noCode } }
}

async function within<T>(
  options: ProjectOptions & { readonly maxDurationMs?: number | undefined },
  verb: (world: World & SeedWorld) => Promise<T>,
): Promise<T> {
  const { outside, choice } = await around(options)
  const { openWorld } = await import('../world.ts')
  const open = await openWorld(outside, { ...choice, maxDurationMs: options.maxDurationMs })
  try {
    return await verb(open.world)
  } finally {
    await open.close()
  }
}
