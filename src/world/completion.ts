import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'

import { findConfig, readConfig } from '../files/config/config.ts'
import { listDefinitions } from '../files/definitions/list.ts'
import type { Choice, Outside } from './outside.ts'

/** The names of a project, for who types a command line. */
export interface ProjectNames {
  readonly environments: readonly string[]
  readonly groups: readonly string[]
  readonly datastores: readonly string[]
  readonly seeds: readonly string[]
  /** Consents that the newest saved plan of the working folder needs. */
  readonly consents: readonly string[]
}

const NONE: ProjectNames = { environments: [], groups: [], datastores: [], seeds: [], consents: [] }

/** The names of the project around the working folder; none where it cannot be read. Nothing is checked, nothing connects. */
export async function readProjectNames({ cwd, env, secrets }: Outside, choice: Choice): Promise<ProjectNames> {
  const consents = await quietly(() => consentsIn(cwd), [])
  try {
    const { config, root } = await readConfig(await findConfig(cwd, choice.config), {
      env,
      secrets,
      noCode: choice.noCode,
    })
    const { files } = await listDefinitions(root, config.schemas ?? 'schemas')
    const datastores = await Promise.all(files.map(({ name }) => nameIn(join(root, name))))
    return {
      environments: Object.keys(config.environments),
      groups: Object.keys(config.groups ?? {}),
      datastores: [...new Set(datastores.flat())].sort(),
      seeds: await quietly(() => seedsIn(join(root, config.seeds ?? 'seeds')), []),
      consents,
    }
  } catch {
    return { ...NONE, consents }
  }
}

async function quietly<T>(read: () => Promise<T>, otherwise: T): Promise<T> {
  try {
    return await read()
  } catch {
    return otherwise
  }
}

// A name is on a line of its own in YAML, and mostly in code: whoever types needs it fast, not checked.
async function nameIn(path: string): Promise<readonly string[]> {
  const text = await quietly(() => readFile(path, 'utf8'), '')
  return /^\s*["']?unique_name["']?\s*:\s*["']?([a-z][a-z0-9_]*)/mu.exec(text)?.slice(1, 2) ?? []
}

async function seedsIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).flatMap(each => /^(.+)\.(?:ya?ml|m?[jt]s)$/u.exec(each)?.slice(1, 2) ?? []).sort()
}

async function consentsIn(cwd: string): Promise<readonly string[]> {
  const plans = (await readdir(cwd)).filter(each => each.endsWith('.plan.json'))
  const aged = await Promise.all(plans.map(async each => ({ each, at: (await stat(join(cwd, each))).mtimeMs })))
  const [newest] = aged.sort((a, b) => b.at - a.at)
  if (newest === undefined) return []
  const text = await readFile(join(cwd, newest.each), 'utf8')
  return [...new Set([...text.matchAll(/"consent": ?"([^"]+)"/gu)].map(([, consent = '']) => consent))].sort()
}
