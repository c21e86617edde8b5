import { commandIn } from '../globals.ts'

/** A command line that is about several environments: which ones, and what it says of each. */
export interface FleetLine {
  readonly command: string
  /** Of `--env a,b`. */
  readonly names: readonly string[] | undefined
  readonly all: boolean
  readonly group: string | undefined
  readonly onError: string | undefined
  /** What is left when the choice of environments is taken out. */
  readonly rest: readonly string[]
}

/** Options of a fleet that take a value, and what each is kept as. */
const CHOICES = { '--env': 'env', '-e': 'env', '--group': 'group', '--on-error': 'onError' } as const

/** The fleet that a command line asks for; undefined for one environment, or where help is asked for. */
export function fleetIn(argv: readonly string[]): FleetLine | undefined {
  const rest: string[] = []
  const found: { env?: string; group?: string; onError?: string } = {}
  let all = false
  for (let index = 0; index < argv.length; index += 1) {
    const [word = '', next] = [argv[index], argv[index + 1]]
    const [name = '', ...value] = word.split('=')
    const kind = choiceOf(name)
    if (word === '--help' || word === '-h') return undefined
    if (kind !== undefined && value.length > 0) found[kind] = value.join('=')
    else if (kind !== undefined && next !== undefined) {
      found[kind] = next
      index += 1
    } else if (word === '--all') all = true
    else rest.push(word)
  }
  const command = commandIn(rest)
  const isMany = found.env?.includes(',') === true || found.group !== undefined
  // `pull --all` takes over every datastore, in one environment.
  if (!isMany && !(all && command !== 'pull')) return undefined
  // One review speaks of all of its environments.
  if (command === 'review' && found.group === undefined && !all) return undefined
  const names = found.env?.split(',').map(each => each.trim())
  return { command, names, all, group: found.group, onError: found.onError, rest }
}

function choiceOf(word: string): 'env' | 'group' | 'onError' | undefined {
  return Object.entries(CHOICES).find(([name]) => name === word)?.[1]
}

/** What an option is given in a command line, in all its forms; each is kept, changed, or left out as `change` says. */
function mapped(
  rest: readonly string[],
  option: string,
  change: (value: string) => string | undefined,
): readonly string[] {
  return rest.flatMap((word, index) => {
    if (rest[index - 1] === option) return []
    const value = word.startsWith(`${option}=`)
      ? word.slice(option.length + 1)
      : word === option
        ? rest[index + 1]
        : undefined
    if (value === undefined) return [word]
    const kept = change(value)
    return kept === undefined ? [] : [option, kept]
  })
}

/** The command line of one environment: its own consents and digest, and files with its name in them. */
export function lineOf({ rest }: FleetLine, environment: string): readonly string[] {
  const allowed = mapped(rest, '--allow', value => {
    const own = value.split(',').flatMap(each => {
      const [, name, consent = ''] = /^([^/:]+)\/(.*)$/su.exec(each.trim()) ?? [each, undefined, each.trim()]
      return name === undefined || name === environment ? [consent] : []
    })
    return own.length === 0 ? undefined : own.join(',')
  })
  const expected = mapped(allowed, '--expect', value => {
    const at = value.indexOf('=')
    return at < 0 ? value : value.slice(0, at) === environment ? value.slice(at + 1) : undefined
  })
  const out = mapped(expected, '--out', value => value.replaceAll('{env}', environment))
  return [...mapped(out, '--report', value => value.replaceAll('{env}', environment)), '--env', environment]
}

/** Environments that `--allow ENV/…` and `--expect ENV=…` name. */
export function namedIn({ rest }: FleetLine): readonly string[] {
  const names: string[] = []
  mapped(rest, '--allow', value => {
    names.push(...value.split(',').flatMap(each => /^([^/:]+)\//u.exec(each.trim())?.[1] ?? []))
    return value
  })
  mapped(rest, '--expect', value => {
    if (value.includes('=')) names.push(value.slice(0, value.indexOf('=')))
    return value
  })
  return names
}

/** Whether each environment would write the same file. */
export function sharesFile({ rest }: FleetLine): boolean {
  let shares = false
  mapped(rest, '--out', value => {
    shares ||= !value.includes('{env}')
    return value
  })
  return shares
}
