import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { failure } from '../../core/model/failure.ts'
import { writeAtomic } from '../disk/atomic.ts'

/** Writes a migration to be filled in and returns its file. Throws MG102 for a name that is no id, CL127 where it is there. */
export async function writeMigration(root: string, folder: string, id: string): Promise<string> {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/u.test(id))
    throw failure('MG102', `${id} is not a name of a migration: letters, digits, - and _, at most 64`, {
      hint: 'name what it is for, such as split-name',
    })
  const file = `${folder}/${id}.yaml`
  if (existsSync(join(root, file)) || existsSync(join(root, `${folder}/${id}.yml`)))
    throw failure('MG109', `the migration ${id} already exists`, { hint: `edit ${file}, or choose another name` })
  await writeAtomic(
    join(root, file),
    textOf(id, `${'../'.repeat(file.split('/').length - 1)}node_modules/cliq-ds/schema/migration.json`),
    { mode: 0o644, expected: null, root },
  )
  return file
}

function textOf(id: string, schema: string): string {
  return `# yaml-language-server: $schema=${schema}
description: ${id.replace(/[-_]+/gu, ' ')}
# after: [another-migration]
# It runs once in each environment, after new fields were added and before old ones are deleted. What is filled stays,
# unless a step says only_if_empty: false. Keep the steps that you need:
steps:
  - split: { datastore: staff, field: name, by: " ", into: [first, last] }
  - join: { datastore: staff, fields: [first, last], with: " ", into: display }
  - copy: { datastore: staff, field: phone, into: mobile }
  - map: { datastore: staff, field: team, values: { R&D: research } }
  - fill: { datastore: staff, set: { grade: 1 }, where: { grade: empty } }
  - delete_records: { datastore: staff, where: { isactive: false }, at_most: 500 }
`
}
