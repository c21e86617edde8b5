import { isNamedBy } from '../core/plan/document.ts'
import type { SavedPlan } from '../core/plan/document.ts'
import { planned } from './plan.ts'
import type { Asked } from './plan.ts'
import type { World } from './world.ts'

/**
 * The plan of this digest as an apply of it began, so that the same command goes on: the one that this machine kept, else
 * what the lock file still gives, where it is as the review saw it. Undefined where neither is that plan. Sends nothing.
 */
export async function readBegun(world: World, asked: Asked, digest: string): Promise<SavedPlan | undefined> {
  const kept = await world.project.readBegun(world.environment.name).catch(() => undefined)
  if (kept !== undefined && isNamedBy(digest, kept.document)) return kept
  const { document } = await planned(world, undefined, { ...asked, beside: undefined })
  const saved = { document, version: world.version, createdAt: world.clock.now() }
  return isNamedBy(digest, document) ? saved : undefined
}
