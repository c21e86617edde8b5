import * as fc from 'fast-check'

import { canonicalKeys, FIELD_TYPES } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { Lock, LockedDatastore, LockedEnvironment } from '../../src/core/model/lock.ts'
import type { Former } from '../../src/core/model/former.ts'
import { catalog } from '../arbitraries.ts'

/** How many random cases a law gets here: files are slower than values. */
export const CASES = Math.ceil(Number(process.env['LAW_RUNS'] ?? 1_000) / 5)

/** A datastore as a file may keep it: without the defaults that are not for the eye. */
export function coveredDatastore(datastore: Datastore): Datastore {
  const fields = [...datastore.fields].map(([name, field]) => {
    const { default_value: _, ...rest } = field
    return [name, field.masked || field.type === 'encrypted-text' ? rest : field] as const
  })
  return { ...datastore, fields: new Map(fields), unique_keys: canonicalKeys(datastore.unique_keys) }
}

/** A lock as a file may keep it. */
export function coveredLock(lock: Lock): Lock {
  const covered = ({ target, datastores }: LockedEnvironment): LockedEnvironment => ({
    target,
    datastores: new Map(
      [...datastores].map(([name, each]) => [name, { ...each, definition: coveredDatastore(each.definition) }]),
    ),
  })
  return new Map([...lock].map(([name, each]) => [name, covered(each)]))
}

/** Locks of up to three environments, ids of 18 and 26 digits. */
export function lock(): fc.Arbitrary<Lock> {
  return fc
    .array(fc.tuple(fc.constantFrom('local', 'staging', 'production', 'constructor'), environment()), { maxLength: 3 })
    .map(entries => new Map(entries))
}

function environment(): fc.Arbitrary<LockedEnvironment> {
  return fc
    .tuple(
      catalog(4),
      fc.string(),
      fc.boolean(),
      fc.bigInt({ min: 10n ** 17n, max: 10n ** 17n * 9n }),
      fc.option(past(), { nil: undefined }),
    )
    .map(([datastores, target, protect, first, was]) => ({
      target,
      datastores: new Map(
        [...datastores].map(([name, definition], index) => [
          name,
          { ...locked(definition, String(first + BigInt(index)), protect), ...(was && { past: was }) },
        ]),
      ),
    }))
}

function past(): fc.Arbitrary<Former> {
  const names = fc.uniqueArray(fc.stringMatching(/^[a-z_]{1,9}$/u), { maxLength: 2 })
  const one = fc.record({ names, types: fc.uniqueArray(fc.constantFrom(...FIELD_TYPES), { maxLength: 2 }) })
  const fields = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'constructor'), one), { maxLength: 3 })
  return fc.record({ names, fields: fields.map(each => new Map(each)) })
}

/** What a lock file holds of a datastore. */
export function locked(definition: Datastore, id: string, protect = false): LockedDatastore {
  const names = [...definition.fields.keys()]
  return { id, definition, fields: new Map(names.map((name, index) => [name, `${id}${10_000_000 + index}`])), protect }
}
