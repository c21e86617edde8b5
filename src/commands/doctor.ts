import { Failure } from '../core/model/failure.ts'
import { ill, skipped, well } from '../core/results/doctor.ts'
import type { Examination, Examined } from '../core/results/doctor.ts'
import type { Problem } from '../core/model/problem.ts'
import { settingProblems, settingsToCheck } from '../core/review/settings.ts'
import type { ForgeSettings } from '../core/review/settings.ts'
import { found, opening } from './finding.ts'
import { examineOrg } from './vitals.ts'
import type { Vitals } from './vitals.ts'
import type { Project } from './world.ts'

/** The config and what it leads to. */
export interface Opened {
  readonly configFile: string
  readonly environment: string
  /** The org in words. */
  readonly where: string
  readonly project: Pick<Project, 'readDefinitions' | 'readLock' | 'lockFile' | 'schemas'>
  /** The pipeline of this repository that runs cliq-ds, and what its forge has set; undefined where there is none. */
  readPipeline(): Promise<Pipelined | undefined>
  /** Reads the credentials and sends nothing. Throws a Failure AU2xx, CF1xx or CF8xx. */
  reachOrg(): Promise<Vitals>
}

/** A repository whose pipeline runs cliq-ds. */
export interface Pipelined {
  readonly kind: 'github' | 'gitlab'
  /** Environments that it may apply to. */
  readonly targets: readonly string[]
  /** Undefined without a token that is for this repository. Throws a Failure FG1xx. */
  readonly fetchSettings: (() => Promise<ForgeSettings>) | undefined
}

/** A machine and a project, opened step by step. */
export interface Patient {
  /** The version of Node. */
  readonly node: string
  /** Throws a Failure CFxxx or YMxxx for a config that cannot be read. */
  openConfig(): Promise<Opened>
  /** The state folder, proven to be writable and this user's alone. Throws a Failure FS1xx. */
  tryStateFolder(): Promise<string>
}

/** Looks at all that a run needs, and goes on past what is broken. Sends two harmless reads. Never throws a Failure. */
export async function performDoctor(patient: Patient): Promise<Examination> {
  const node = well('Node', patient.node)
  const folder = await found('State folder', async () =>
    well('State folder', `${await patient.tryStateFolder()}, for you only`),
  )
  const opened = await opening(() => patient.openConfig())
  if (opened instanceof Failure) return { findings: [node, folder, ill('Config', opened.problems)] }
  const { environment, where, project } = opened
  const findings = [
    node,
    folder,
    well('Config', `${opened.configFile}, environment ${environment}`),
    await found('Definitions', () => definitions(project)),
    await found('Lock file', () => lockFile(project, environment)),
    ...(await org(opened)),
    ...(await pipeline(opened)),
  ]
  return { environment, where, findings }
}

/** The problem that an examination ends with: the first that fails, since what comes later may follow from it. */
export function worstOf({ findings }: Examination): Problem | undefined {
  return findings.flatMap(each => each.problems).find(each => each.severity === 'error')
}

async function definitions(project: Opened['project']): Promise<Examined> {
  const read = await project.readDefinitions()
  const errors = read.problems.filter(each => each.severity === 'error')
  if (read.problems.length > 0) return ill('Definitions', errors.length > 0 ? errors : read.problems)
  const count = read.definitions.length + read.rowsOnly.length
  return well('Definitions', `${count} in ${project.schemas}`)
}

async function lockFile(project: Opened['project'], environment: string): Promise<Examined> {
  const locked = (await project.readLock()).get(environment)
  const known =
    locked === undefined
      ? 'never applied or pulled here'
      : `${locked.datastores.size} ${locked.datastores.size === 1 ? 'datastore' : 'datastores'} known`
  return well('Lock file', `${project.lockFile}: ${known}`)
}

// What stops nobody from applying by hand stops no examination.
async function pipeline({ readPipeline }: Opened): Promise<readonly Examined[]> {
  const about = 'Pipeline'
  const read = await readPipeline()
  if (read === undefined) return []
  const { kind, targets, fetchSettings } = read
  const [name, token] = kind === 'github' ? ['GitHub', 'GITHUB_TOKEN'] : ['GitLab', 'GITLAB_TOKEN']
  if (fetchSettings === undefined)
    return [
      skipped(about, `without ${token} settings of ${name} are not read; look at: ${settingsToCheck(kind, targets)}`),
    ]
  const settings = await opening(fetchSettings)
  if (settings instanceof Failure)
    return [
      ill(
        about,
        settings.problems.map(each => ({ ...each, severity: 'warning' as const })),
      ),
    ]
  const problems = settingProblems(kind, settings, targets)
  if (problems.length > 0) return [ill(about, problems)]
  const part = kind === 'github' ? settings.environments : settings.variables
  const unread =
    part === undefined ? `; the token may not read ${kind === 'github' ? 'environments' : 'variables'}` : ''
  return [well(about, `settings of ${name} as the pipeline needs them${unread}`)]
}

const BEYOND = ['Token', 'Clock', 'Calls']

async function org({ where, reachOrg }: Opened): Promise<readonly Examined[]> {
  const vitals = await opening(reachOrg)
  if (!(vitals instanceof Failure)) return examineOrg(where, vitals)
  const about = vitals.code.startsWith('AU') ? 'Credentials' : 'Data centre'
  return [
    ill(about, vitals.problems),
    ...BEYOND.map(each => skipped(each, `skipped because of the ${about.toLowerCase()}`)),
  ]
}
