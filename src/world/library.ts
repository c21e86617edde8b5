import type { ApplyOptions } from '../commands/apply.ts'
import type { Applied } from '../core/results/apply.ts'
import type { Asked, PlanOptions } from '../commands/plan.ts'
import type { World } from '../commands/world.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import type { Drift } from '../core/results/drift.ts'
import type { Notify } from '../core/model/ports.ts'
import type { Format } from '../report/render.ts'
import type { Host } from './host.ts'

/** Which project and environment a call is about, and who hears of its progress. */
export interface RunOptions {
  /** Default: CLIQ_DS_ENV, then the config's default. */
  readonly environment?: string
  /** The config file; default: the nearest one from the host's working directory upwards. */
  readonly config?: string
  /** Execute no TypeScript or JavaScript. */
  readonly noCode?: boolean
  readonly notify?: Notify
  readonly signal?: AbortSignal
}

/** Plans what apply would do. `host` is Node's `process`, or a stand-in for it. Throws a Failure for what is wrong. */
export async function fetchPlan(
  host: Host,
  options: RunOptions & Partial<Omit<PlanOptions, 'beside'>> = {},
): Promise<PlanDocument> {
  const { performPlan } = await import('../commands/plan.ts')
  return within(host, options, world =>
    performPlan(world, { ...lookedAt(options), offline: options.offline ?? false, allow: options.allow ?? [] }),
  )
}

/** Applies; `yes` stands for the prompt's answer and consents to no loss. Throws a Failure for every refusal. */
export async function apply(
  host: Host,
  options: RunOptions &
    Partial<Omit<ApplyOptions, 'approve' | 'beside'>> & { readonly maxDurationMs?: number } & Pick<ApplyOptions, 'yes'>,
): Promise<Applied> {
  const { planFile, expect, allow = [], yes, show = () => undefined } = options
  const { performApply } = await import('../commands/apply.ts')
  return within(host, options, world =>
    performApply(world, {
      ...lookedAt(options),
      ...(planFile !== undefined && { planFile }),
      ...(expect !== undefined && { expect }),
      allow,
      yes,
      show,
      approve: undefined,
    }),
  )
}

/** Tells what was changed outside since the last apply or pull. */
export async function drift(host: Host, options: RunOptions = {}): Promise<Drift> {
  const { performDrift } = await import('../commands/drift.ts')
  return within(host, options, performDrift)
}

/** What a plan can be rendered as. */
export type ReportFormat = Format

/** A plan as the report that `plan --report` writes: one file's text. Sends and writes nothing. */
export async function renderReport(document: PlanDocument, format: ReportFormat): Promise<string> {
  const [report, { planPage }, { readVersion }] = await Promise.all([
    import('../report/render.ts'),
    import('../report/pages/plan.ts'),
    import('./version.ts'),
  ])
  return report.render([planPage(document)], format, readVersion())
}

function lookedAt({ checks, limits }: Partial<Asked>): Pick<Asked, 'checks' | 'limits'> {
  return { ...(checks !== undefined && { checks }), ...(limits !== undefined && { limits }) }
}

// Loaded when called: a definition that imports cliq-ds for its types shall not load all of it.
async function within<T>(
  host: Host,
  options: RunOptions & { readonly maxDurationMs?: number },
  verb: (world: World) => Promise<T>,
): Promise<T> {
  const { environment, config, noCode = false, maxDurationMs } = options
  const [{ openWorld }, { outsideOfHost }, { readVersion }] = await Promise.all([
    import('../world.ts'),
    import('./host.ts'),
    import('./version.ts'),
  ])
  const outside = outsideOfHost(host, {
    version: readVersion(),
    notify: options.notify ?? (() => undefined),
    signal: options.signal ?? new AbortController().signal,
  })
  const open = await openWorld(outside, { environment, config, noCode, maxDurationMs })
  try {
    return await verb(open.world)
  } finally {
    await open.close()
  }
}
