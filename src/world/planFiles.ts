import { join, resolve } from 'node:path'
import type { Project } from '../commands/world.ts'
import type { PlanDocument, SavedPlan } from '../core/plan/document.ts'
import { hiddenValues } from '../core/plan/hidden.ts'
import { outdated } from '../core/plan/outdated.ts'
import type { Plan } from '../core/plan/plan.ts'
import type { ReadConfig } from '../files/config/config.ts'
import { writeAtomic } from '../files/disk/atomic.ts'
import { readText } from '../files/disk/readText.ts'
import type { Outside } from './outside.ts'
import { lastingState } from './state.ts'

type PlanFiles = Pick<
  Project,
  'tryPlanFile' | 'readPlan' | 'outdated' | 'sealHidden' | 'writePlan' | 'writeBegun' | 'readBegun'
>

const DAY_MS = 24 * 60 * 60_000

/** How old a plan of an environment may be, ms. */
export function planMaxAge(config: { readonly planMaxAgeMs?: number | undefined } | undefined): number {
  return config?.planMaxAgeMs ?? DAY_MS
}

/** Plans on the disk: those that people save, and the one of each environment that an apply has begun. */
export function planFilesOf(
  { root, config }: Pick<ReadConfig, 'root' | 'config'>,
  outside: Outside,
  checkOutput: (path: string) => Promise<void>,
): PlanFiles {
  const { cwd, env, clock, version } = outside
  const sealHidden = async (plan: Plan) => {
    const values = hiddenValues(plan)
    if (values === undefined) return undefined
    const { sealHidden: seal } = await import('../files/machine/reviewKey.ts')
    return seal(lastingState(outside), env, values)
  }
  const textOf = async (document: PlanDocument) => {
    const saved: SavedPlan = { document, version, createdAt: clock.now(), hidden: await sealHidden(document.plan) }
    return (await import('../files/kept/planfile.ts')).planFileText(saved)
  }
  return {
    async tryPlanFile(path) {
      ;(await import('../files/disk/paths.ts')).refuseOutside(resolve(cwd, path), path, root)
      await checkOutput(path)
      return (await import('../files/kept/planTarget.ts')).tryPlanFile(cwd, path)
    },
    async readPlan(path) {
      const { PLAN_FILE, parsePlan } = await import('../files/kept/planfile.ts')
      const text = await readText(resolve(cwd, path), undefined, { ...PLAN_FILE, name: path })
      return { ...parsePlan(text, path), file: path }
    },
    outdated(saved) {
      const { environments } = config
      const { environment } = saved.document
      const own = Object.hasOwn(environments, environment) ? environments[environment] : undefined
      return outdated(saved, { now: clock.now(), mostMs: planMaxAge(own), version })
    },
    sealHidden,
    async writePlan(path, document) {
      const { PLAN_FILE } = await import('../files/kept/planfile.ts')
      await writeAtomic(resolve(cwd, path), await textOf(document), { mode: PLAN_FILE.mode, name: path })
    },
    async writeBegun(document) {
      const { PLAN_FILE } = await import('../files/kept/planfile.ts')
      const path = join(root, begunFile(document.environment))
      await writeAtomic(path, await textOf(document), { mode: PLAN_FILE.mode, root })
    },
    async readBegun(name) {
      const { PLAN_FILE, parsePlan } = await import('../files/kept/planfile.ts')
      const file = begunFile(name)
      const text = await readText(join(root, file), root, PLAN_FILE).catch(() => undefined)
      return text === undefined ? undefined : parsePlan(text, file)
    },
  }
}

function begunFile(environment: string): string {
  return join('.cliq-ds', 'begun', `${environment}.plan.json`)
}
