import type { Condition, Where } from '../model/migration.ts'
import { didYouMean } from '../rules/nearest.ts'
import { childPath, isMapping, kindOf, tell, tellKey } from '../rules/shape.ts'
import type { Reader } from '../rules/shape.ts'
import { literalOf } from './parts.ts'

const WORDS = ['in', 'not', 'lt', 'lte', 'gt', 'gte'] as const

/** Conditions as a file has them: data, never the criteria of Cliq. Nothing written means every record. */
export function whereOf(value: unknown, path: string, reader: Reader): Where | undefined {
  if (value === undefined) return new Map()
  if (!isMapping(value)) {
    const hint = 'write `where: { isactive: false }`; criteria of Cliq are never taken'
    tell(reader, 'MG102', path, `\`where\` must be a mapping from fields to values, found ${kindOf(value)}`, hint)
    return undefined
  }
  const found = Object.entries(value).map(
    ([field, each]) => [field, conditionsOf(each, childPath(path, field), reader)] as const,
  )
  const known = found.flatMap(([field, each]) => (each === undefined ? [] : [[field, each] as const]))
  return known.length < found.length ? undefined : new Map(known)
}

function conditionsOf(value: unknown, path: string, reader: Reader): readonly Condition[] | undefined {
  if (value === 'empty') return [{ is: 'empty' }]
  if (!isMapping(value)) {
    const literal = literalOf(value, path, reader)
    return literal && [{ is: 'in', values: [literal] }]
  }
  const conditions = Object.entries(value).map(([word, each]) => conditionOf(word, each, childPath(path, word), reader))
  const known = conditions.filter(each => each !== undefined)
  if (conditions.length === 0)
    tell(reader, 'MG102', path, 'a condition says nothing', `write one of ${WORDS.join(', ')}`)
  return known.length < conditions.length || known.length === 0 ? undefined : known
}

function conditionOf(word: string, value: unknown, path: string, reader: Reader): Condition | undefined {
  const known = WORDS.find(each => each === word)
  switch (known) {
    case undefined:
      tellKey(reader, 'MG102', path, `\`${word}\` is not a known key here`, didYouMean(word, WORDS))
      return undefined
    case 'in':
    case 'not': {
      if (known === 'not' && value === 'empty') return { is: 'filled' }
      const list: readonly unknown[] = Array.isArray(value) ? value : known === 'not' ? [value] : []
      const values = list.map((each, at) => literalOf(each, Array.isArray(value) ? childPath(path, at) : path, reader))
      if (list.length === 0)
        tell(reader, 'MG102', path, `\`${known}\` must be a list of values`, 'write `{ in: [a, b] }`')
      const whole = values.filter(each => each !== undefined)
      if (whole.length < values.length || whole.length === 0) return undefined
      return { is: known === 'in' ? 'in' : 'not-in', values: whole }
    }
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte': {
      const literal = literalOf(value, path, reader)
      return literal && { is: known, value: literal }
    }
  }
}
