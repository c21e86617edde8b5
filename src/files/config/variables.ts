import type { Problem } from '../../core/model/problem.ts'
import type { Places } from './places.ts'

type Env = Readonly<Record<string, string | undefined>>

/** A value with its variables read, and what is wrong with them. */
export interface Expanded {
  readonly value: unknown
  readonly problems: readonly Problem[]
}

/**
 * Puts the values of the environment's variables in place of `${env:NAME}` and of `{ env: NAME }`, once: what a variable
 * holds is not read again. Unset and empty variables are CF111, those with blanks, quotes or line ends around them CF112.
 */
export function expand(value: unknown, path: string, env: Env, places: Places): Expanded {
  const problems: Problem[] = []
  const read = (name: string, at: string): string => {
    const held = env[name] ?? ''
    const told = variableProblem(name, held)
    if (told !== undefined) problems.push({ ...told, severity: 'error', at: places.variable(name, at) })
    return held
  }
  return { value: walk(value, path, read), problems }
}

function walk(value: unknown, path: string, read: (name: string, path: string) => string): unknown {
  if (typeof value === 'string')
    return value.replaceAll(/\$\{env:([^}]*)\}/gu, (_, name: string) => read(name.trim(), path))
  if (Array.isArray(value)) return value.map((each, index) => walk(each, `${path}.${index}`, read))
  if (typeof value !== 'object' || value === null) return value
  if ('env' in value && typeof value.env === 'string' && Object.keys(value).length === 1) return read(value.env, path)
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, walk(each, path === '' ? key : `${path}.${key}`, read)]),
  )
}

// The value is never shown: it may be a secret.
function variableProblem(name: string, held: string): Pick<Problem, 'code' | 'message' | 'hint'> | undefined {
  const told = (code: string, message: string, hint: string) => ({ code, message, hint })
  if (held === '')
    return told('CF111', `the environment variable ${name} is not set`, `set ${name}, or choose another environment`)
  const again = `set ${name} again without it`
  if (/[\r\n]$/u.test(held)) return told('CF112', `there is a trailing line break in ${name}`, again)
  if (held.trim() !== held) return told('CF112', `there are blanks around the value of ${name}`, again)
  if (/^(["']).*\1$/su.test(held)) return told('CF112', `there are quotes around the value of ${name}`, again)
  // Control characters cannot be sent in a header.
  if (/\p{Cc}/u.test(held)) return told('CF112', `there is a control character in ${name}`, again)
  return undefined
}
