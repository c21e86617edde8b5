import { randomInt } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Pipelined } from '../commands/doctor.ts'
import type { ReadConfig } from '../files/config/config.ts'
import { readCi } from '../forge/ci.ts'
import { connectForge } from '../forge/connect.ts'
import { gitIn } from '../remote/git.ts'
import type { Outside } from './outside.ts'
import { reviewedEnvironments } from './review.ts'

/** The pipeline of the repository around a project, if one of its files runs cliq-ds. Sends nothing before it is asked. */
export async function readPipelineOf({ config, root }: ReadConfig, outside: Outside): Promise<Pipelined | undefined> {
  const kind = await kindOf(root)
  if (kind === undefined) return undefined
  const { env, clock, notify, signal, version } = outside
  const repository = (await inPipeline(outside, kind)) ?? (await ofRemote(root, env, kind))
  const ci = {
    kind,
    repository: repository ?? '',
    workspace: '',
    pull: undefined,
    branch: undefined,
    commit: '',
    run: '',
  }
  const random = () => randomInt(2 ** 32) / 2 ** 32
  const deps = { env, clock, random, notify, signal, userAgent: `cliq-ds/${version}` }
  const forge = repository === undefined ? undefined : connectForge({ ...ci, runUrl: '', event: '' }, deps)
  return { kind, targets: reviewedEnvironments(config), fetchSettings: forge && (() => forge.fetchSettings()) }
}

async function kindOf(root: string): Promise<Pipelined['kind'] | undefined> {
  const top = await topOf(root)
  const folder = join(top, '.github', 'workflows')
  const names = await readdir(folder).catch((): string[] => [])
  for (const name of names.filter(each => /\.ya?ml$/u.test(each)).sort())
    if (await mentions(join(folder, name))) return 'github'
  return (await mentions(join(top, '.gitlab-ci.yml'))) ? 'gitlab' : undefined
}

async function mentions(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '')
  return /\bcliq-ds\b/u.test(text)
}

// Of a project in a folder of a repository, the repository; outside of one, the project.
async function topOf(root: string): Promise<string> {
  for (let folder = root; ; folder = dirname(folder)) {
    const names = await readdir(folder).catch((): string[] => [])
    if (names.includes('.git')) return folder
    if (dirname(folder) === folder) return root
  }
}

async function inPipeline({ env }: Outside, kind: Pipelined['kind']): Promise<string | undefined> {
  const ci = await readCi(env, () => Promise.resolve('{}'))
  return ci?.kind === kind ? ci.repository : undefined
}

// A token goes to the hosts that it is for by its name, or to those that the variables of a pipeline name.
const HOSTS = { github: 'github.com', gitlab: 'gitlab.com' } as const

async function ofRemote(root: string, env: Outside['env'], kind: Pipelined['kind']): Promise<string | undefined> {
  const { code, out } = await gitIn({ folder: root, env })(['remote', 'get-url', 'origin']).catch(() => ({
    code: 1,
    out: '',
  }))
  if (code !== 0) return undefined
  const [, host, path] =
    /^(?:https:\/\/(?:[^@/]*@)?|ssh:\/\/git@|git@)([a-z.]+)[:/](.+?)(?:\.git)?\/?\s*$/u.exec(out) ?? []
  return host === HOSTS[kind] ? path : undefined
}
