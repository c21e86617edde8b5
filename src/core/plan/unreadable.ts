import { Failure } from '../model/failure.ts'
import type { Live } from '../model/live.ts'
import type { LockedEnvironment } from '../model/lock.ts'
import type { Problem } from '../model/problem.ts'

/**
 * What is there and cannot be read, by the name that we know it by, with why: by its id that of the lock file, else its
 * own without the prefix. It is neither new nor gone, whatever else is told of it.
 */
export function unreadableIn(
  { bystanders }: Pick<Live, 'bystanders'>,
  locked: LockedEnvironment,
): ReadonlyMap<string, string> {
  const byId = new Map([...locked.datastores].map(([name, { id }]) => [id, name] as const))
  return new Map(
    bystanders.flatMap(({ id, name, why }) => {
      const known = (id === undefined ? undefined : byId.get(id)) ?? name
      return known === undefined || why === 'other-prefix' ? [] : [[known, why] as const]
    }),
  )
}

/** The same as a problem: nobody can tell what a plan would do to it. */
export function unreadableProblem(name: string, why: string): Problem {
  return {
    code: 'LV109',
    severity: 'error',
    message: `${name} exists and cannot be read: ${why}`,
    hint: 'correct it in Cliq, use a newer cliq-ds, or leave it alone with ignore',
  }
}

/** Throws a Failure LV109 where one of these datastores is there and cannot be read: it is not absent. */
export function refuseUnreadable(names: Iterable<string>, live: Pick<Live, 'bystanders'>): void {
  const wanted = new Set(names)
  const [first, ...more] = live.bystanders.flatMap(({ name, why }) =>
    name !== undefined && wanted.has(name) ? [unreadableProblem(name, why)] : [],
  )
  if (first !== undefined) throw new Failure([first, ...more])
}
