import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

// As many of each type as Cliq takes: together the 19.
const TYPES = [
  ...Array.from({ length: 5 }, () => ['number', 'limited-text', 'boolean'] as const).flat(),
  ...Array.from({ length: 3 }, () => 'encrypted-text' as const),
  'large-text' as const,
]

/** Writes a project of that many datastores with 19 fields each, laid out as pull writes them. */
export function writeProject(folder: string, datastores: number): void {
  mkdirSync(join(folder, 'schemas'), { recursive: true })
  writeFileSync(join(folder, 'cliq-ds.config.yaml'), 'environments:\n  org:\n    emulator: true\n')
  for (let index = 0; index < datastores; index += 1)
    writeFileSync(join(folder, 'schemas', `store_${index}.yaml`), definition(index))
}

function definition(index: number): string {
  const fields = TYPES.map((type, at) => {
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
