import type { Literal } from '../model/migration.ts'
import { didYouMean } from '../rules/nearest.ts'
import { childPath, kindOf, part, tell, tellKey } from '../rules/shape.ts'
import type { Mapping, Reader } from '../rules/shape.ts'

/** Reports keys that mean nothing here. */
export function unknownKeys(value: Mapping, path: string, known: readonly string[], reader: Reader): void {
  for (const key of Object.keys(value))
    if (!known.includes(key))
      tellKey(reader, 'MG102', childPath(path, key), `\`${key}\` is not a known key here`, didYouMean(key, known))
}

/** A text that is not blank; reported where it is none. */
export function textPart(value: Mapping, key: string, path: string, reader: Reader, hint: string): string | undefined {
  const text = part(value, key)
  if (typeof text === 'string' && text !== '') return text
  const own = childPath(path, key)
  if (text === undefined) tell(reader, 'MG102', path, `\`${key}\` is required`, hint)
  else tell(reader, 'MG102', own, `\`${key}\` must be text, found ${text === '' ? 'an empty one' : kindOf(text)}`, hint)
  return undefined
}

/** A name, or a list of them without repetitions. */
export function namesPart(value: Mapping, key: string, path: string, reader: Reader): readonly string[] | undefined {
  const written = part(value, key)
  const list: readonly unknown[] = Array.isArray(written) ? written : [written]
  const own = childPath(path, key)
  const names = list.filter(each => typeof each === 'string' && each !== '')
  if (written === undefined) tell(reader, 'MG102', path, `\`${key}\` is required`, `write \`${key}: [a, b]\``)
  else if (names.length < list.length || list.length === 0)
    tell(reader, 'MG102', own, `\`${key}\` must be a list of names`, `write \`${key}: [a, b]\``)
  else if (new Set(names).size < names.length) tell(reader, 'MG102', own, `\`${key}\` names one twice`, 'remove one')
  else return names as readonly string[]
  return undefined
}

/** A value of a record as it is written; reported where it is none. */
export function literalOf(value: unknown, path: string, reader: Reader): Literal | undefined {
  if (typeof value === 'string') return { as: 'text', text: value }
  if (typeof value === 'boolean') return { as: 'boolean', text: String(value) }
  if (typeof value === 'number') return { as: 'number', text: reader.origin.sources?.get(path) ?? String(value) }
  tell(reader, 'MG102', path, `a value must be text, a number, true or false, found ${kindOf(value)}`, 'write a value')
  return undefined
}
