import { createDatastore } from '../cliq/requests.ts'
import type { Extension } from '../cliq/requests.ts'
import type { Definition } from '../core/model/definition.ts'
import { Failure } from '../core/model/failure.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import type { Reach } from './reach.ts'

/**
 * The same org with the records of extensions in reach. The embedded emulator has the extensions that definitions tell
 * of, since nobody else installs any there. Throws a Failure for one that the config does not give.
 */
export function reachingTheirs(
  reach: Reach,
  theirs: readonly Definition[],
  { readExtension }: UsedEnvironment,
  secrets: Set<string>,
): Reach {
  const extensions = new Map<string, Extension>()
  for (const { datastore, extension: name = '' } of theirs) {
    const read = readExtension(name)
    if ('problems' in read) throw new Failure(read.problems)
    secrets.add(read.extension.key)
    // The emulator keeps what it is told in a file.
    const extension = reach.embedded === undefined ? read.extension : { ...read.extension, key: 'embedded' }
    reach.embedded?.extend({ ...extension, datastore: createDatastore(datastore).body })
    extensions.set(datastore.unique_name, extension)
  }
  return { ...reach, target: { ...reach.target, extensions } }
}
