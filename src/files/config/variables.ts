import type { Problem } from '../../core/model/problem.ts'
import { referencesIn, withReferences } from '../../core/model/references.ts'
import type { ConfigPlaces } from './places.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A value with its variables read, and what is wrong with them. */
export interface Expanded {
  readonly value: unknown
  readonly problems: readonly Problem[]
}

/** The variables of a run, and who must never print what was read of them. */
export interface Variables {
  readonly env: Env
  readonly secrets: Set<string>
}

// Credentials and addresses; every other value is shown in messages, or decides what is read and written.
const EXPANDED =
  /^(?:coordination|lockFile\.(?!branch$)\w+|environments\.[^.]+\.(?:apiUrl|accountsUrl|(?:credentials|extensions)\..+))$/u

/**
 * Puts the values of the environment's variables in place of `${env:NAME}` and of `{ env: NAME }`, once: what a variable
 * holds is not read again, and is a secret from then on. Unset and empty variables are CF111, those with blanks, quotes
 * or line ends around them CF112.
 */
export function expand(value: unknown, path: string, { env, secrets }: Variables, places: ConfigPlaces): Expanded {
  const problems: Problem[] = []
  const read = (name: string, at: string): string => {
    const held = env[name] ?? ''
    for (const each of [held, held.trim(), passwordIn(held)]) if (each !== '') secrets.add(each)
    const told = variableProblem(name, held)
    if (told !== undefined) problems.push({ ...told, severity: 'error', at: places.variable(name, at) })
    return held
  }
  return { value: walk(value, path, read), problems }
}

function walk(value: unknown, path: string, read: (name: string, path: string) => string): unknown {
  if (typeof value === 'string') return withReferences(value, name => read(name, path))
  if (Array.isArray(value)) return value.map((each, index) => walk(each, `${path}.${index}`, read))
  if (typeof value !== 'object' || value === null) return value
  if ('env' in value && typeof value.env === 'string' && Object.keys(value).length === 1) return read(value.env, path)
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, walk(each, below(path, key), read)]))
}

// The address of a ledger or a state holds one, and is shown in parts.
function passwordIn(held: string): string {
  return URL.canParse(held) ? new URL(held).password : ''
}

/** Whether a text names a variable, so that what it will be is not known yet. */
export function isReferring(text: string): boolean {
  return referencesIn(text).length > 0
}

/** Each text of a config that refers to a variable where none is read: CF135. */
export function referenceProblems(value: unknown, places: ConfigPlaces, path = ''): readonly Problem[] {
  if (typeof value === 'object' && value !== null)
    return Object.entries(value).flatMap(([key, each]) => referenceProblems(each, places, below(path, key)))
  if (typeof value !== 'string' || EXPANDED.test(path) || !isReferring(value)) return []
  const message = `\`${path}\` refers to an environment variable, but none is read there`
  const hint = 'write the value itself; variables are read for credentials, extensions and URLs'
  return [{ code: 'CF135', severity: 'error', message, at: places.value(path), hint }]
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}

// The value is never shown: it may be a secret.
function variableProblem(name: string, held: string): Pick<Problem, 'code' | 'message' | 'hint'> | undefined {
  const told = (code: string, message: string, hint: string) => ({ code, message, hint })
  if (held === '')
    return told('CF111', `the environment variable ${name} is not set`, `set ${name}, or choose another environment`)
  const again = `remove it from ${name}`
  if (/[\r\n]$/u.test(held)) return told('CF112', `${name} ends in a line break`, again)
  if (held.trim() !== held) return told('CF112', `the value of ${name} has spaces around it`, again)
  if (/^(["']).*\1$/su.test(held)) return told('CF112', `the value of ${name} has quotes around it`, again)
  // Control characters cannot be sent in a header.
  if (/\p{Cc}/u.test(held)) return told('CF112', `${name} contains a control character`, again)
  return undefined
}
