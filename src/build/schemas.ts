import { configSchema } from '../files/schema/config.ts'
import { definitionSchema } from '../files/schema/definition.ts'
import { migrationSchema } from '../files/schema/migration.ts'
import { seedSchema } from '../files/schema/seed.ts'

/** The published JSON Schemas by file name. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  const text = (schema: object) => `${JSON.stringify(schema, null, 2)}\n`
  return {
    'datastore.json': text(definitionSchema()),
    'seed.json': text(seedSchema()),
    'migration.json': text(migrationSchema()),
    'config.json': text(configSchema()),
  }
}
