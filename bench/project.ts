import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const TYPES = ['number', 'limited-text', 'boolean', 'large-text', 'encrypted-text'] as const

/** Writes a project of that many datastores with 19 fields each, laid out as pull writes them. */
export function writeProject(folder: string, datastores: number): void {
  mkdirSync(join(folder, 'schemas'), { recursive: true })
  writeFileSync(join(folder, 'cliq-ds.config.yaml'), 'environments:\n  org:\n    emulator: true\n')
  for (let index = 0; index < datastores; index += 1)
    writeFileSync(join(folder, 'schemas', `store_${index}.yaml`), definition(index))
}

function definition(index: number): string {
  const fields = Array.from({ length: 19 }, (_, at) => {
    const type = TYPES[at % TYPES.length] ?? 'number'
    const text =
      type === 'boolean' ? ', default_value: "true"' : type === 'limited-text' ? ', default_value: "none"' : ''
    return `  field_${at}: { name: Field ${at}, type: ${type}, mandatory: ${at % 2 === 0}${text} }`
  })
  return [
    `unique_name: store_${index}`,
    `name: Store ${index}`,
    `description: Datastore ${index} of a large org`,
    'fields:',
    ...fields,
    'unique_keys:',
    '  - [field_0]',
    '  - [field_6, field_10]',
    '',
  ].join('\n')
}
