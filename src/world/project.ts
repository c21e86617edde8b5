import { basename, join, resolve } from 'node:path'
import type { Datastore } from '../core/model/catalog.ts'
import type { Definition } from '../core/model/definition.ts'
import { failure } from '../core/model/failure.ts'
import type { Project } from '../commands/world.ts'
import { writeAtomic } from '../files/disk/atomic.ts'
import type { ReadConfig } from '../files/config/config.ts'
import { readDefinitions } from '../files/definitions/read.ts'
import { digestOf } from '../files/disk/digest.ts'
import { MOST_TYPED_BYTES, readText } from '../files/disk/readText.ts'
import { codeLoader } from './code.ts'
import { hintsOf } from './hints.ts'
import { ignoredOf } from './ignored.ts'
import { lockOf } from './lockPlace.ts'
import type { Choice, Outside } from './outside.ts'
import { projectPlacesOf } from './places.ts'
import { planFilesOf } from './planFiles.ts'
import { policyOf } from './policy.ts'

/** What a live name must be to name a file. */
const FILE_NAME = /^[a-z0-9_]{1,64}$/u

/** The project of a config, as the verbs see it: for the environment in use, or for all of them where none is named. */
export function projectOf(
  { config, configFile, root }: ReadConfig,
  outside: Outside,
  choice: Choice,
  environment?: string,
): Project {
  const places = projectPlacesOf(config)
  const { schemas, migrations, seeds } = places
  const { lockFile, ...lock } = lockOf(config, root, outside, environment)
  const isOnDisk = places.lockFile !== undefined
  const checkOutput = async (path: string) =>
    (await import('../files/disk/paths.ts')).refuseTaken(resolve(outside.cwd, path), path, root, places)
  return {
    root,
    configFile,
    schemas,
    lockFile,
    committed: lockFile === places.lockFile ? lockFile : undefined,
    digest: digestOf,
    async readDefinitions() {
      const read = await readDefinitions(root, schemas, {
        loadCode: codeLoader(root, choice, outside),
        policy: policyOf(config, environment, outside.clock.now()),
      })
      const { withMigrations } = await import('./migrations.ts')
      // A lock file that machines share is not on this disk, and this is done offline.
      return withMigrations(read, { root, folder: migrations, lock: isOnDisk ? lock.readLock : undefined })
    },
    ...lock,
    checkOutput,
    ...planFilesOf({ root, config }, outside, checkOutput),
    async tryReport(path) {
      await checkOutput(path)
      const { tryReport } = await import('../files/kept/reportTarget.ts')
      return tryReport(outside.cwd, root, path, [schemas, migrations, seeds, basename(configFile)])
    },
    async writeReport(path, text) {
      const { REPORT_MODE } = await import('../files/kept/reportTarget.ts')
      await writeAtomic(resolve(outside.cwd, path), text, { mode: REPORT_MODE, root, name: path })
    },
    writeBackup: async backup => (await import('../files/kept/backup.ts')).writeBackup(root, backup),
    readBackup: async folder => (await import('../files/kept/backup.ts')).readBackup(root, folder),
    latestBackups: async environment => {
      const { backupsOf, latestBackups } = await import('../files/kept/backup.ts')
      const { trackedIn } = await import('../remote/git.ts')
      const tracked = await trackedIn({ folder: root, env: outside.env }, backupsOf(environment))
      return latestBackups(root, environment, outside.clock.now(), tracked)
    },
    ...ignoredOf(root),
    ...hintsOf(root),
    writeDefinition: (datastore, existing) => writeDefinition(datastore, existing, root, schemas),
  }
}

async function writeDefinition(
  datastore: Datastore,
  existing: Definition | undefined,
  root: string,
  schemas: string,
): Promise<string | undefined> {
  const { patchDefinition, saysTheSame } = await import('../files/definitions/pull.ts')
  if (existing !== undefined) {
    if (saysTheSame(existing.datastore, datastore)) return undefined
    const path = join(root, existing.file)
    const before = await readText(path, root, { maxBytes: MOST_TYPED_BYTES })
    const text = patchDefinition(before, existing.file, datastore)
    await writeAtomic(path, text, { mode: 0o644, expected: before, root })
    return existing.file
  }
  const { unique_name } = datastore
  if (!FILE_NAME.test(unique_name))
    throw failure('LV107', `${unique_name} cannot be a file name`, {
      hint: 'ignore it with an ignore pattern in the config',
    })
  const { installedSchema, renderDefinition } = await import('../files/yaml/render.ts')
  const file = `${schemas}/${unique_name}.yaml`
  const text = renderDefinition(datastore, { schema: installedSchema(file) })
  await writeAtomic(join(root, file), text, { mode: 0o644, expected: null, root })
  return file
}
