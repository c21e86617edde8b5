import { join, resolve } from 'node:path'

import type { Layouts } from '../commands/format.ts'
import type { Outputs } from '../commands/generate.ts'
import type { Definition } from '../core/model/definition.ts'
import { refuseWithoutFolder, writeAtomic } from '../files/disk/atomic.ts'
import { findConfig, readConfig } from '../files/config/config.ts'
import { readText } from '../files/disk/readText.ts'
import { readLayouts } from '../files/definitions/layouts.ts'
import type { Choice, Outside } from './outside.ts'

const OUTPUT_BYTES = 20_971_520

/** The definition files of the project around the working directory, for fmt. Throws a Failure for its config. */
export async function openLayouts(
  { cwd, env, secrets }: Outside,
  { config, noCode, environment }: Choice,
): Promise<Layouts> {
  const read = await readConfig(await findConfig(cwd, config), { env, secrets, noCode })
  if (environment !== undefined) {
    const { chosenName } = await import('../files/config/environment.ts')
    chosenName(read.config, environment, env)
  }
  const { root } = read
  const folder = read.config.schemas ?? 'schemas'
  return {
    readLayouts: (files, spent) =>
      readLayouts(
        root,
        folder,
        files.map(file => resolve(cwd, file)),
        spent,
      ),
    writeLayout: ({ file, before, after }) =>
      writeAtomic(join(root, file), after, { mode: 0o644, expected: before, root }),
  }
}

/** Files that are made of the definitions, relative to the working directory. */
export function openOutputs({ cwd }: Pick<Outside, 'cwd'>, root: string): Outputs {
  return {
    async readOutput(path) {
      const { existsSync } = await import('node:fs')
      return existsSync(resolve(cwd, path))
        ? readText(resolve(cwd, path), undefined, { maxBytes: OUTPUT_BYTES, name: path })
        : null
    },
    async writeOutput(name, text, before) {
      const path = resolve(cwd, name)
      const { belowRoot } = await import('../files/disk/paths.ts')
      // In the project folders are ours to make; elsewhere one that is not there is a slip of the pen.
      if (belowRoot(path, root) === undefined) await refuseWithoutFolder(path, name)
      await writeAtomic(path, text, { mode: 0o644, expected: before, name })
    },
  }
}

/** Kinds of documents that have a JSON Schema. */
export type SchemaKind = 'definition' | 'seed' | 'migration' | 'config' | 'plan' | 'events'

/** The JSON Schema that editors and programs check a kind of document by. */
export async function publishedSchema(kind: SchemaKind): Promise<object> {
  switch (kind) {
    case 'definition':
      return (await import('../files/schema/definition.ts')).definitionSchema()
    case 'seed':
      return (await import('../files/schema/seed.ts')).seedSchema()
    case 'migration':
      return (await import('../files/schema/migration.ts')).migrationSchema()
    case 'config':
      return (await import('../files/schema/config.ts')).configSchema()
    case 'events':
      return (await import('../report/pages/eventsJsonSchema.ts')).eventsJsonSchema()
    case 'plan':
      return (await import('../report/pages/planJsonSchema.ts')).planJsonSchema()
  }
}

/** The JSON Schema of seeds for the datastores of a project. */
export async function projectSeeds(definitions: readonly Definition[]): Promise<object> {
  return (await import('../files/schema/projectSeed.ts')).projectSeedSchema(definitions.map(each => each.datastore))
}
