import { failure } from '../core/model/failure.ts'
import type { Failure } from '../core/model/failure.ts'
import type { Live } from '../core/model/live.ts'
import type { LockedEnvironment } from '../core/model/lock.ts'
import { didYouMean } from '../core/rules/nearest.ts'

/** LV105 for names that no datastore of the org has, with the one that was most likely meant. */
export function noSuchDatastore(missing: readonly string[], live: Live | undefined): Failure {
  const known = [...(live?.catalog.keys() ?? [])]
  return failure('LV105', `the org has no datastore ${missing.join(', ')}`, {
    hint: didYouMean(missing[0] ?? '', known),
  })
}

/** LV106 for names that the lock file does not have, with the one that was most likely meant. */
export function notLocked(missing: readonly string[], locked: LockedEnvironment, environment: string): Failure {
  const hint = didYouMean(missing[0] ?? '', [...locked.datastores.keys()])
  return failure('LV106', `datastore ${missing.join(', ')} is not in the lock file of ${environment}`, { hint })
}

/** CL122 for names that neither the definitions nor the lock file have, with the one that was most likely meant. */
export function notKnown(missing: readonly string[], known: Iterable<string>): Failure {
  return failure('CL122', `no definition and no entry of the lock file is called ${missing.join(', ')}`, {
    hint: didYouMean(missing[0] ?? '', [...known]),
  })
}
