import { lstat, readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'

import { writeAtomic } from '../disk/atomic.ts'
import { diskFailure, hasCode, readText } from '../disk/readText.ts'
import { codeConfig, EXAMPLE, IGNORED, yamlConfig } from './texts.ts'
import { gitHubWorkflow, gitLabPipeline } from './workflows.ts'

export interface ScaffoldOptions {
  /** Write an example definition, unless there are definitions already. */
  readonly example: boolean
  /** Write the config in YAML. */
  readonly yaml?: boolean | undefined
  /** Whose pipeline is written. Default: GitHub's. */
  readonly ci?: 'github' | 'gitlab' | 'none' | undefined
}

/** What was written and what was there already, relative to the project, in the order of writing. */
export interface Scaffolded {
  readonly written: readonly string[]
  readonly kept: readonly string[]
}

const MOST_BYTES = 1024 * 1024
const MODE = 0o644

/**
 * Starts a project: config, example definition, pipeline, lines of .gitignore. A pipeline lies at the top of the
 * repository, and knows the folder of its project. Never writes over a file; to
 * .gitignore it only adds lines. Throws a Failure FS1xx.
 */
export async function scaffold(
  root: string,
  { example, yaml = false, ci = 'github' }: ScaffoldOptions,
): Promise<Scaffolded> {
  const written: string[] = []
  const kept: string[] = []
  const config = (await namesIn(root)).find(each => /^cliq-ds\.config\.(m?[jt]s|json|ya?ml)$/u.test(each))
  const top = await repositoryOf(root)
  const hasRemote = await namesRemote(top)
  const files: [path: string, text: string][] = [
    yaml ? ['cliq-ds.config.yaml', yamlConfig(hasRemote)] : ['cliq-ds.config.ts', codeConfig(hasRemote)],
  ]
  if (config !== undefined) {
    kept.push(config)
    files.pop()
  }
  if (example && (await namesIn(join(root, 'schemas'))).length === 0) files.push(['schemas/empdir.yaml', EXAMPLE])
  const write = async (folder: string, path: string, text: string) => {
    const isThere = await exists(join(folder, path))
    if (!isThere) await writeAtomic(join(folder, path), text, { mode: MODE, expected: null, root: folder })
    ;(isThere ? kept : written).push(relative(root, join(folder, path)).split(sep).join('/'))
  }
  for (const [path, text] of files) await write(root, path, text)
  if (ci !== 'none') {
    const folder = relative(top, resolve(root)).split(sep).join('/') || '.'
    const name = folder === '.' ? 'cliq-ds' : `cliq-ds-${folder.replaceAll(/[^A-Za-z0-9]+/gu, '-')}`
    if (ci === 'github') await write(top, `.github/workflows/${name}.yml`, gitHubWorkflow({ folder }))
    else await write(top, '.gitlab-ci.yml', gitLabPipeline({ folder }))
  }
  ;((await ignore(root)) ? written : kept).push('.gitignore')
  return { written, kept }
}

// The nearest folder above that git knows; without one, the project is its own.
async function repositoryOf(root: string): Promise<string> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    if (await exists(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return resolve(root)
  }
}

async function namesRemote(top: string): Promise<boolean> {
  const path = join(top, '.git', 'config')
  return (await exists(path)) && /^\s*\[remote\b/mu.test(await readText(path, top, { maxBytes: MOST_BYTES }))
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
