import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Merging, Snapshot } from '../commands/check.ts'
import type { ReadConfig } from '../files/config/config.ts'
import { readDefinitions } from '../files/definitions/read.ts'
import { diskFailure, hasCode, MOST_TYPED_BYTES, readText, shownPath } from '../files/disk/readText.ts'
import { LOCK_FILE, parseLock } from '../files/kept/lockfile.ts'
import { gitIn } from '../remote/git.ts'
import { commitOf, mergeBaseOf, prefixIn, textsAt } from '../remote/tree.ts'
import { codeLoader } from './code.ts'
import type { Choice, Outside } from './outside.ts'
import { withMigrations } from './migrations.ts'
import { projectPlacesOf } from './places.ts'
import { policyOf } from './policy.ts'

const READABLE = /\.(?:ya?ml|json|m?[jt]s)$/u
const MIGRATION = /\.(?:ya?ml|json)$/u

/** A project with another commit of it. Nothing is read yet. */
export function mergingOf({ config, root }: ReadConfig, ref: string, outside: Outside, choice: Choice): Merging {
  const { schemas, migrations, lockFile = '' } = projectPlacesOf(config)
  const git = gitIn({ folder: root, env: outside.env })
  const snapshot = async (folder: string): Promise<Snapshot> => ({
    definitions: await withMigrations(
      await readDefinitions(folder, schemas, {
        loadCode: codeLoader(folder, choice, outside),
        policy: policyOf(config, undefined, outside.clock.now()),
      }),
      { root: folder, folder: migrations, lock: undefined },
    ),
    migrations: await textsIn(folder, migrations),
    lock: lockFile === '' ? undefined : await lockIn(folder, lockFile),
  })
  const at = async (commit: string, prefix: string, folder: string): Promise<Snapshot> => {
    // Definitions that are code may import what lies beside them; the packages of the project are found from below it.
    const texts = await textsAt(
      git,
      commit,
      prefix,
      path => path === lockFile || (READABLE.test(path) && !path.includes('node_modules/')),
    )
    for (const [path, text] of texts) await put(join(folder, path), text, shownPath(folder, root))
    return snapshot(folder)
  }
  return {
    ref,
    lockFile,
    async read() {
      const prefix = await prefixIn(git)
      const [head, theirs] = [await commitOf(git, 'HEAD'), await commitOf(git, ref)]
      const base = await mergeBaseOf(git, head, theirs, ref)
      const folder = join(root, '.cliq-ds', `check-${randomBytes(6).toString('hex')}`)
      try {
        return {
          base: await at(base, prefix, join(folder, 'base')),
          ours: await snapshot(root),
          theirs: await at(theirs, prefix, join(folder, 'theirs')),
        }
      } finally {
        await rm(folder, { recursive: true, force: true })
      }
    },
  }
}

async function put(path: string, text: string, home: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text, { flag: 'wx' })
  } catch (error) {
    throw hasCode(error) ? diskFailure(error, home, 'written') : error
  }
}

async function textsIn(root: string, folder: string): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(join(root, folder)).catch((): string[] => [])
  const files = names.filter(each => MIGRATION.test(each)).sort()
  return new Map(
    await Promise.all(
      files.map(
        async each =>
          [
            `${folder}/${each}`,
            await readText(join(root, folder, each), root, { maxBytes: MOST_TYPED_BYTES }),
          ] as const,
      ),
    ),
  )
}

async function lockIn(root: string, file: string) {
  const names = await readdir(dirname(join(root, file))).catch((): string[] => [])
  if (!names.includes(file.slice(file.lastIndexOf('/') + 1))) return undefined
  return parseLock(await readText(join(root, file), root, LOCK_FILE), file)
}
