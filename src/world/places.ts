import type { Config } from '../config.ts'
import type { ProjectPlaces } from '../files/disk/paths.ts'

/** Where the files of a project lie. */
export function projectPlacesOf(config: Config): ProjectPlaces {
  const { schemas = 'schemas', migrations = 'migrations', seeds = 'seeds', lockFile = 'cliq-ds.lock.json' } = config
  return { schemas, migrations, seeds, lockFile: typeof lockFile === 'string' ? lockFile : undefined }
}
