import type { CommandUnknownOpts, Option } from '@commander-js/extra-typings'
import { CODES } from '../../core/codes/codes.ts'
import { readProjectNames } from '../../world/completion.ts'
import type { ProjectNames } from '../../world/completion.ts'
import { globalsOf } from '../globals.ts'
import type { Io } from '../io.ts'
import { NOT_BEGUN, SHELLS } from '../shells.ts'
import { chosen, outsideOf } from '../session.ts'
import { silentProgress } from '../progress.ts'

/** What a shell has to offer where a path is wanted: its own completion of files. */
const FILES = ':files'

type Known = Pick<CommandUnknownOpts, 'name' | 'options' | 'commands' | 'registeredArguments' | 'description'>

/** Prints what may stand in the place of the last word, one a line, for the completion of a shell. Never fails. */
export async function runComplete(io: Io, program: Known, words: readonly string[]): Promise<void> {
  const last = words.at(-1) ?? ''
  const current = last === NOT_BEGUN ? '' : last
  const { command, pending, index, env } = walked(program, words.slice(0, -1))
  const names = () =>
    readProjectNames(
      outsideOf(io, globalsOf({}), silentProgress),
      chosen(globalsOf({ ...(env !== undefined && { env }) })),
    )
  const found = await offered({ program, command, pending, index, current, names })
  const shown = found === FILES ? [FILES] : found.filter(each => each.startsWith(current))
  io.out.write(shown.map(each => `${each}\n`).join(''))
}

interface Walked {
  readonly command: Known
  /** The option whose value comes next. */
  readonly pending: Option | undefined
  /** How many arguments stand before. */
  readonly index: number
  readonly env: string | undefined
}

function walked(program: Known, words: readonly string[]): Walked {
  let command = program
  let pending: Option | undefined
  let index = 0
  let env: string | undefined
  for (const word of words) {
    if (pending !== undefined) {
      if (pending.long === '--env') env = word
      pending = undefined
    } else if (word.startsWith('-')) {
      const option = [...command.options, ...program.options].find(each => each.long === word || each.short === word)
      pending = option?.required === true ? option : undefined
    } else {
      const below = index === 0 ? command.commands.find(each => each.name() === word) : undefined
      if (below === undefined) index += 1
      else command = below
    }
  }
  return { command, pending, index, env }
}

interface Wanted extends Omit<Walked, 'env'> {
  readonly program: Known
  readonly current: string
  readonly names: () => Promise<ProjectNames>
}

async function offered(wanted: Wanted): Promise<readonly string[] | typeof FILES> {
  const { program, command, pending, index, current, names } = wanted
  if (pending !== undefined) return valuesOf(pending, current, names)
  if (current.startsWith('-'))
    return [...command.options, ...program.options].flatMap(each => (each.hidden ? [] : (each.long ?? [])))
  const below = index === 0 ? command.commands.map(each => each.name()) : []
  const argument = command.registeredArguments[index] ?? command.registeredArguments.at(-1)
  if (argument === undefined || (index > 0 && !argument.variadic && index >= command.registeredArguments.length))
    return below
  if (argument.argChoices !== undefined) return argument.argChoices
  switch (argument.name()) {
    case 'name':
      return [...below, ...(command.name() === 'seed' ? (await names()).seeds : (await names()).datastores)]
    case 'code':
      return Object.keys(CODES)
    case 'shell':
      return SHELLS
    case 'what': {
      const { datastores } = await names()
      return datastores.some(each => each.startsWith(current)) && current !== '' ? datastores : FILES
    }
    default:
      return FILES
  }
}

async function valuesOf(
  option: Option,
  current: string,
  names: () => Promise<ProjectNames>,
): Promise<readonly string[] | typeof FILES> {
  if (option.argChoices !== undefined) return option.argChoices
  // Several with commas: the ones before stay as they are.
  const before = current.slice(0, current.lastIndexOf(',') + 1)
  switch (option.long) {
    case '--env':
      return (await names()).environments.map(each => before + each)
    case '--group':
      return (await names()).groups
    case '--allow':
      return (await names()).consents
    case '--on-error':
      return ['stop', 'continue']
    case '--fail-on':
      return ['losses', 'drift', 'changes', 'never'].map(each => before + each)
    case '--report': {
      const formats = /formats: (.+)$/u.exec(option.description)?.[1]?.split(', ') ?? []
      return current.includes('=') ? FILES : formats.map(each => `${each}=`)
    }
    case '--accept':
    case '--revert':
      return (await names()).datastores
    case '--config':
    case '--out':
    case '--data':
      return FILES
    default:
      return []
  }
}
