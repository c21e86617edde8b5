import { readdir } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'

import { decodeMigration } from '../../core/migrations/decode.ts'
import { byCodeUnit } from '../../core/model/catalog.ts'
import { Failure } from '../../core/model/failure.ts'
import type { Migration } from '../../core/model/migration.ts'
import type { Problem } from '../../core/model/problem.ts'
import { diskFailure, hasCode, MOST_TYPED_BYTES, readText, startOf } from '../disk/readText.ts'
import { readYaml } from '../yaml/read.ts'

/** What the folder of migrations holds. Files that cannot be read are problems, never absent migrations. */
export interface MigrationFiles {
  /** Sorted by id; those with errors too, as far as they can be read. */
  readonly migrations: readonly Migration[]
  readonly problems: readonly Problem[]
  /** Texts by file, for the line under a problem. */
  readonly sources: ReadonlyMap<string, string>
}

/** Every migration of a folder of the project; none where there is no folder. Never throws for what a file holds. */
export async function readMigrations(root: string, folder: string): Promise<MigrationFiles> {
  const migrations: Migration[] = []
  const problems: Problem[] = []
  const sources = new Map<string, string>()
  for (const file of await filesIn(root, folder))
    try {
      const text = await readText(join(root, file), root, { maxBytes: MOST_TYPED_BYTES })
      sources.set(file, text)
      const yaml = await readYaml(text, file)
      problems.push(...yaml.problems)
      if (yaml.value === undefined) continue
      const { migration, problems: found } = decodeMigration(yaml.value, idOf(file), { file, ...yaml })
      problems.push(...found)
      if (migration !== undefined) migrations.push(migration)
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      problems.push(...error.problems)
    }
  return { migrations, problems: [...problems, ...twins([...sources.keys()])], sources }
}

function idOf(file: string): string {
  return basename(file, extname(file))
}

// Two files of one id would be one migration in the lock file.
function twins(files: readonly string[]): readonly Problem[] {
  return files.flatMap((file): readonly Problem[] => {
    const twin = files.find(each => each !== file && idOf(each) === idOf(file))
    if (twin === undefined) return []
    const message = `${file} and ${twin} are both the migration ${idOf(file)}`
    return [{ code: 'MG102', severity: 'error', message, at: startOf(file), hint: 'rename one of them' }]
  })
}

async function filesIn(root: string, folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(join(root, folder))
    return names
      .filter(each => /^[^.].*\.ya?ml$/u.test(each))
      .map(each => `${folder}/${each}`)
      .sort(byCodeUnit)
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return []
    throw hasCode(error) ? diskFailure(error, folder, 'read') : error
  }
}
