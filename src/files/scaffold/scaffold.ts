import { lstat, readdir } from 'node:fs/promises'
import { join } from 'node:path'

import { writeAtomic } from '../disk/atomic.ts'
import { diskFailure, hasCode, readText } from '../disk/readText.ts'
import { CONFIG, EXAMPLE, IGNORED, WORKFLOW } from './texts.ts'

export interface ScaffoldOptions {
  /** Write an example definition, unless there are definitions already. */
  readonly example: boolean
}

/** What was written and what was there already, relative to the project, in the order of writing. */
export interface Scaffolded {
  readonly written: readonly string[]
  readonly kept: readonly string[]
}

const MOST_BYTES = 1024 * 1024
const MODE = 0o644

/**
 * Starts a project: config, example definition, workflow for GitHub, lines of .gitignore. Never writes over a file; to
 * .gitignore it only adds lines. Throws a Failure FS1xx.
 */
export async function scaffold(root: string, { example }: ScaffoldOptions): Promise<Scaffolded> {
  const written: string[] = []
  const kept: string[] = []
  const config = (await namesIn(root)).find(each => /^cliq-ds\.config\.(m?[jt]s|json|ya?ml)$/u.test(each))
  const files: [path: string, text: string][] = [['cliq-ds.config.ts', CONFIG]]
  if (config !== undefined) {
    kept.push(config)
    files.pop()
  }
  if (example && (await namesIn(join(root, 'schemas'))).length === 0) files.push(['schemas/empdir.yaml', EXAMPLE])
  files.push(['.github/workflows/cliq-ds.yml', WORKFLOW])
  for (const [path, text] of files) {
    const isThere = await exists(join(root, path))
    if (!isThere) await writeAtomic(join(root, path), text, { mode: MODE, expected: null, root })
    ;(isThere ? kept : written).push(path)
  }
  ;((await ignore(root)) ? written : kept).push('.gitignore')
  return { written, kept }
}

async function ignore(root: string): Promise<boolean> {
  const path = join(root, '.gitignore')
  const before = (await exists(path)) ? await readText(path, root, { maxBytes: MOST_BYTES }) : null
  const lines = (before ?? '').split(/\r?\n/u).map(line => line.trim())
  const missing = IGNORED.filter(each => !lines.includes(each))
  if (missing.length === 0) return false
  const start = before === null || before === '' || before.endsWith('\n') ? (before ?? '') : `${before}\n`
  await writeAtomic(path, `${start}${missing.join('\n')}\n`, { mode: MODE, expected: before, root })
  return true
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (hasCode(error) && error.code === 'ENOENT') return []
    throw hasCode(error) ? diskFailure(error, folder, 'read') : error
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path)
    return true
  } catch (error) {
    if (hasCode(error) && (error.code === 'ENOENT' || error.code === 'ENOTDIR')) return false
    throw hasCode(error) ? diskFailure(error, path, 'read') : error
  }
}
