import { failure } from '../core/model/failure.ts'
import { isExpired } from '../core/drift/ignored.ts'
import { today } from './drift.ts'
import type { World } from './world.ts'

export interface IgnoreOptions {
  /** A datastore, `datastore.field`, or a change's name; `*` stands for any text. */
  readonly pattern: string
  readonly reason: string
  /** `YYYY-MM-DD`, the last day on which it counts. */
  readonly until: string
}

/** Writes that drift is known and left alone until a day, and returns the file. Throws a CL Failure for a day that is over. */
export async function performIgnore(world: World, options: IgnoreOptions): Promise<string> {
  if (isExpired(options, today(world)))
    throw failure('CL107', `${options.until} has already passed`, { hint: 'give a day in the future' })
  return world.project.writeIgnored({ environment: world.environment.name, ...options })
}
