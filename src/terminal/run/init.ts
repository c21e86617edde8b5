import { performPull } from '../../commands/pull.ts'
import { failure } from '../../core/model/failure.ts'
import { shellQuoted } from '../../core/model/shell.ts'
import { DATA_CENTERS } from '../../config.ts'
import type { DataCenter } from '../../config.ts'
import { escapeText } from '../../report/escape.ts'
import { pullText } from '../../report/pullText.ts'
import { checkStart, scaffoldProject, writtenConfig } from '../../world.ts'
import type { Scaffolded } from '../../world.ts'
import { askChoice } from '../ask.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import { canAsk } from '../io.ts'
import type { Io } from '../io.ts'
import { otherCommand } from '../typed.ts'
import { paintFor } from '../paint.ts'
import { silentProgress } from '../progress.ts'
import { chosen, outsideOf, withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'

export interface InitFlags {
  readonly fromLive?: true | undefined
  readonly dataCenter?: DataCenter | undefined
  readonly format?: 'ts' | 'yaml' | 'json' | undefined
  readonly yaml?: true | undefined
  readonly ci?: 'github' | 'gitlab' | 'none' | undefined
}

/** What a new project is like, as flags and answers say. */
interface Wanted {
  readonly dataCenter: DataCenter | undefined
  readonly format: 'ts' | 'yaml' | 'json' | undefined
  readonly ci: 'github' | 'gitlab' | 'none' | undefined
}

/** `init`: asks on a terminal, writes what is missing of a project, never over a file, and says what to do next. */
export async function runInit(io: Io, globals: Globals, flags: InitFlags): Promise<ExitCode> {
  const fromLive = flags.fromLive === true
  const config = await writtenConfig(io.cwd)
  const wanted = config === undefined && canAsk(io) ? await askWanted(io, flags) : wantedOf(flags)
  if (wanted === undefined) return EXIT.interrupted
  await checkStart(outsideOf(io, globals, silentProgress), chosen(globals), wanted.dataCenter)
  if (fromLive) await refuseWithoutOrg(io, globals, flags, config !== undefined || wanted.dataCenter !== undefined)
  const done = await scaffoldProject(io.cwd, { example: !fromLive, ...wanted, dataCenter: wanted.dataCenter })
  for (const file of done.written) io.out.write(`wrote  ${escapeText(file)}\n`)
  for (const file of done.kept) io.out.write(`kept   ${escapeText(file)}, unchanged\n`)
  if (done.folder !== undefined)
    io.out.write(
      `\nThis project is the folder ${escapeText(done.folder)} of a larger repository: run cliq-ds here; its pipeline runs here too\n`,
    )
  const named = fromLive && config === undefined ? { ...globals, env: globals.env ?? 'production' } : globals
  if (fromLive) {
    const pulled = await withWorld(io, named, {}, world => performPull(world, { names: [], all: true }))
    io.out.write(`${pullText(pulled, paintFor(io.out, io, globals.color))}\n`)
  }
  writeNext(io, named, done, fromLive)
  return EXIT.ok
}

function wantedOf({ dataCenter, format, yaml, ci, fromLive }: InitFlags): Wanted {
  const written = yaml === true ? 'yaml' : format
  return { dataCenter: dataCenter ?? (fromLive === true ? undefined : 'us'), format: written, ci }
}

const NO_ORG = 'none'

/** Asks for what no flag says; undefined where somebody turned away. */
async function askWanted(io: Io, flags: InitFlags): Promise<Wanted | undefined> {
  const org = flags.dataCenter ?? (await askOrg(io, flags.fromLive === true))
  if (org === undefined) return undefined
  const dataCenter = org === NO_ORG ? undefined : org
  const ci = flags.ci ?? (dataCenter === undefined ? 'none' : await askChoice('Where do reviews happen?', HOSTS, io))
  if (ci === undefined) return undefined
  const said = flags.yaml === true ? 'yaml' : flags.format
  const format = said ?? (await askChoice('How do you want to write the config?', FORMATS, io))
  return format === undefined ? undefined : { dataCenter, format, ci }
}

const HOSTS = [
  { value: 'github', label: 'GitHub', hint: 'writes a workflow' },
  { value: 'gitlab', label: 'GitLab', hint: 'writes a pipeline' },
  { value: 'none', label: 'nowhere yet' },
] as const

const FORMATS = [
  { value: 'ts', label: 'TypeScript', hint: 'checked by the compiler' },
  { value: 'yaml', label: 'YAML', hint: 'pull requests from forks can be planned' },
  { value: 'json', label: 'JSON', hint: 'the same, without comments' },
] as const

function askOrg(io: Io, needed: boolean): Promise<DataCenter | typeof NO_ORG | undefined> {
  const [first, ...rest] = DATA_CENTERS.map(value => ({ value, label: `cliq.zoho.${TOP_LEVEL[value]}`, hint: value }))
  const later = { value: NO_ORG, label: 'no org yet', hint: 'only the emulator on this machine' } as const
  if (first === undefined) return Promise.resolve(NO_ORG)
  return askChoice('Where do you open Cliq?', [first, ...rest, ...(needed ? [] : [later])], io)
}

const TOP_LEVEL: Readonly<Record<DataCenter, string>> = {
  us: 'com',
  eu: 'eu',
  in: 'in',
  au: 'com.au',
  jp: 'jp',
  ca: 'ca',
  sa: 'sa',
  uk: 'uk',
  cn: 'com.cn',
}

/** Throws CL121 where there is no org to pull from: nothing is written then. */
async function refuseWithoutOrg(io: Io, globals: Globals, { dataCenter }: InitFlags, isNamed: boolean): Promise<void> {
  const hint = `${otherCommand(['init', '--from-live', '--data-center', 'eu'], io, globals)}, or --env with an org of the config`
  if (!isNamed) throw failure('CL121', '--from-live needs an org, and none is named', { hint })
  if (dataCenter !== undefined || (await writtenConfig(io.cwd)) === undefined) return
  await withWorld(io, globals, {}, ({ environment }) => {
    if (!/^emulator(?: |$)/u.test(environment.target)) return Promise.resolve()
    throw failure('CL121', `--from-live needs an org, and ${environment.name} is the embedded emulator`, { hint })
  })
}

const MARGIN = '      '

function writeNext(io: Io, globals: Globals, done: Scaffolded, fromLive: boolean): void {
  const type = (...words: readonly string[]) => otherCommand(words, io, globals)
  const files = [...done.written, ...(fromLive ? ['schemas', 'cliq-ds.lock.json'] : [])].map(shellQuoted)
  const steps = fromLive
    ? [[type('plan'), 'shows that nothing would change'] as const]
    : [
        [type('plan'), 'shows what would change'] as const,
        [type('apply'), 'creates it in the emulator on this machine'] as const,
        [type('drift'), 'shows what was changed by hand since'] as const,
      ]
  const start = done.hasRepository ? [] : [['git init', 'nothing here is under version control yet'] as const]
  const git =
    files.length === 0 ? [] : [...start, [`git add ${files.join(' ')}`, 'then commit: this is the start'] as const]
  const width = Math.max(...steps.map(([command]) => command.length))
  const room = paintFor(io.out, io, globals.color).width ?? Infinity
  const lines = [...steps, ...git].flatMap(([command, why]) => {
    const whole = `${command.padEnd(width)}   ${why}`
    // A command to paste stands alone where its reason has no room beside it.
    return whole.length + MARGIN.length <= room && command.length <= width ? [whole] : [command, `  ${why}`]
  })
  io.out.write(lines.map((line, at) => `${at === 0 ? '\nNext  ' : MARGIN}${line}\n`).join(''))
}
