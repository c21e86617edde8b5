import { lstat, readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'

import { writeAtomic } from '../disk/atomic.ts'
import { diskFailure, hasCode, MOST_TYPED_BYTES, readText } from '../disk/readText.ts'
import { codeConfig, EXAMPLE, IGNORED, jsonConfig, yamlConfig } from './texts.ts'
import { gitLabPipeline } from './gitLabPipeline.ts'
import { gitHubWorkflow } from './workflows.ts'

export interface ScaffoldOptions {
  /** Write an example definition, unless there are definitions already. */
  readonly example: boolean
  /** The language of the config. Default: TypeScript. */
  readonly format?: 'ts' | 'yaml' | 'json' | undefined
  /** The data centre of the org, or none for a project that has only the emulator. */
  readonly dataCenter: string | undefined
  /** Whose pipeline is written. Default: GitHub's. */
  readonly ci?: 'github' | 'gitlab' | 'none' | undefined
}

/** What was written and what was there already, relative to the project, in the order of writing. */
export interface Scaffolded {
  readonly written: readonly string[]
  readonly kept: readonly string[]
  /** The project's folder in its repository; none for its root, and outside of one. */
  readonly folder?: string | undefined
  /** Whether a repository is around it. */
  readonly hasRepository: boolean
}
const MODE = 0o644

/** The environments that a new config has. */
export function environmentsOfNew(dataCenter: string | undefined): Readonly<Record<string, object>> {
  return dataCenter === undefined ? { local: {} } : { local: {}, staging: {}, production: {} }
}

/**
 * Starts a project: config, example definition, pipeline, lines of .gitignore. A pipeline is at the top of the
 * repository, and knows the folder of its project. Never writes over a file; to
 * .gitignore it only adds lines. Throws a Failure FS1xx.
 */
export async function scaffold(root: string, options: ScaffoldOptions): Promise<Scaffolded> {
  const { example, dataCenter, format = 'ts', ci = 'github' } = options
  const written: string[] = []
  const kept: string[] = []
  const config = await configIn(root)
  const repository = await repositoryOf(root)
  const top = repository ?? resolve(root)
  const folder = relative(top, resolve(root)).split(sep).join('/') || '.'
  const withExample = example && (await namesIn(join(root, 'schemas'))).length === 0
  const choice = { hasRemote: await namesRemote(top), dataCenter, example: withExample }
  const write = async (base: string, path: string, text: string) => {
    const isThere = await exists(join(base, path))
    if (!isThere) await writeAtomic(join(base, path), text, { mode: MODE, expected: null, root: base })
    ;(isThere ? kept : written).push(relative(root, join(base, path)).split(sep).join('/'))
  }
  if (config === undefined) await write(root, `cliq-ds.config.${format}`, CONFIGS[format](choice))
  else kept.push(config)
  if (withExample) await write(root, 'schemas/empdir.yaml', EXAMPLE)
  const name = folder === '.' ? 'cliq-ds' : `cliq-ds-${folder.replaceAll(/[^A-Za-z0-9]+/gu, '-')}`
  if (ci === 'github') await write(top, `.github/workflows/${name}.yml`, gitHubWorkflow({ folder }))
  if (ci === 'gitlab') await write(top, '.gitlab-ci.yml', gitLabPipeline({ folder }))
  ;((await ignore(root)) ? written : kept).push('.gitignore')
  return { written, kept, hasRepository: repository !== undefined, ...(folder !== '.' && { folder }) }
}

const CONFIGS = { ts: codeConfig, yaml: yamlConfig, json: jsonConfig } as const

/** The name of the config that a folder has; undefined for none. */
export async function configIn(root: string): Promise<string | undefined> {
  return (await namesIn(root)).find(each => /^cliq-ds\.config\.(m?[jt]s|json|ya?ml)$/u.test(each))
}

// The nearest folder above that git knows.
async function repositoryOf(root: string): Promise<string | undefined> {
  for (let folder = resolve(root); ; folder = dirname(folder)) {
    if (await exists(join(folder, '.git'))) return folder
    if (dirname(folder) === folder) return undefined
  }
}

async function namesRemote(top: string): Promise<boolean> {
  const path = join(top, '.git', 'config')
  return (await exists(path)) && /^\s*\[remote\b/mu.test(await readText(path, top, { maxBytes: MOST_TYPED_BYTES }))
}

async function ignore(root: string): Promise<boolean> {
  const path = join(root, '.gitignore')
  const before = (await exists(path)) ? await readText(path, root, { maxBytes: MOST_TYPED_BYTES }) : null
  const lines = (before ?? '').split(/\r?\n/u).map(line => line.trim())
  // A project that has no list of its own has just been installed into.
  const wanted = before === null ? ['node_modules/', ...IGNORED] : IGNORED
  const missing = wanted.filter(each => !lines.includes(each))
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
