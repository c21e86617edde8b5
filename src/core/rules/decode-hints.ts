import { FIELD_TYPES } from '../model/catalog.ts'
import type { ConvertHint, FieldHints, Hints, Invalid } from '../model/definition.ts'
import { didYouMean } from './nearest.ts'
import { childPath, isMapping, kindOf, part, tell, tellKey } from './shape.ts'
import type { Mapping, Reader } from './shape.ts'

/** What a field may say of its own past. */
export const HINT_KEYS = ['renamed_from', 'convert', 'contract', 'conflicts'] as const

const CONVERT_KEYS = ['from', 'invalid']

/** What a definition says of its past; undefined where it says nothing. Parts that are wrong are reported and left out. */
export function decodeHints(value: Mapping, reader: Reader): Hints | undefined {
  const renamed_from = namesOf(part(value, 'renamed_from'), 'renamed_from', reader)
  const written = part(value, 'fields')
  const fields = new Map<string, FieldHints>()
  for (const [name, each] of isMapping(written) ? Object.entries(written) : []) {
    const hints = isMapping(each) ? fieldHints(each, name, reader) : undefined
    if (hints !== undefined) fields.set(name, hints)
  }
  return renamed_from.length === 0 && fields.size === 0 ? undefined : { renamed_from, fields }
}

function fieldHints(value: Mapping, name: string, reader: Reader): FieldHints | undefined {
  if (!HINT_KEYS.some(key => part(value, key) !== undefined)) return undefined
  const path = childPath('fields', name)
  const convert = convertOf(part(value, 'convert'), childPath(path, 'convert'), reader)
  const contract = oneOf(['later'] as const, 'contract', value, path, reader)
  const conflicts = oneOf(['heir', 'old'] as const, 'conflicts', value, path, reader)
  return {
    renamed_from: namesOf(part(value, 'renamed_from'), childPath(path, 'renamed_from'), reader),
    ...(convert && { convert }),
    ...(contract && { contract }),
    ...(conflicts && { conflicts }),
  }
}

function namesOf(value: unknown, path: string, reader: Reader): readonly string[] {
  if (value === undefined) return []
  const hint = 'write the earlier unique_name, or a list of them, newest first'
  const names: readonly unknown[] = Array.isArray(value) ? value : [value]
  if (names.length === 0) tell(reader, 'HN101', path, '`renamed_from` is an empty list', hint)
  return names.flatMap((name, at) => {
    const own = Array.isArray(value) ? childPath(path, at) : path
    if (typeof name === 'string' && name.trim() !== '') return [name]
    const found = typeof name === 'string' ? 'blank text' : kindOf(name)
    tell(reader, 'HN101', own, `\`renamed_from\` must be the earlier name, found ${found}`, hint)
    return []
  })
}

function convertOf(value: unknown, path: string, reader: Reader): ConvertHint | undefined {
  if (value === undefined) return undefined
  if (!isMapping(value)) {
    const hint = 'write `convert: { from: limited-text, invalid: refuse }`'
    tell(reader, 'HN102', path, `\`convert\` must be a mapping, found ${kindOf(value)}`, hint)
    return undefined
  }
  for (const key of Object.keys(value))
    if (!CONVERT_KEYS.includes(key))
      tellKey(
        reader,
        'DF203',
        childPath(path, key),
        `\`${key}\` is not a known key here`,
        didYouMean(key, CONVERT_KEYS),
      )
  const from = oneOf(FIELD_TYPES, 'from', value, path, reader)
  return { ...(from && { from }), invalid: invalidOf(part(value, 'invalid'), childPath(path, 'invalid'), reader) }
}

function invalidOf(value: unknown, path: string, reader: Reader): Invalid {
  if (value === undefined || value === 'refuse') return 'refuse'
  if (value === 'empty') return 'empty'
  if (typeof value === 'string') return { text: value }
  const source = reader.origin.sources?.get(path)
  const hint = source === undefined ? 'write refuse, empty, or the text to put there' : `put it in quotes: "${source}"`
  tell(reader, 'HN102', path, `\`invalid\` must be refuse, empty or a text, found ${kindOf(value)}`, hint)
  return 'refuse'
}

function oneOf<W extends string>(
  words: readonly W[],
  key: string,
  value: Mapping,
  path: string,
  reader: Reader,
): W | undefined {
  const written = part(value, key)
  const known = words.find(each => each === written)
  if (written === undefined || known !== undefined) return known
  const message =
    typeof written === 'string'
      ? `\`${key}: ${written}\` is not known`
      : `\`${key}\` must be ${words.join(' or ')}, found ${kindOf(written)}`
  const hint =
    typeof written === 'string' && words.length > 1 ? didYouMean(written, words) : `write ${words.join(', ')}`
  tell(reader, 'HN102', childPath(path, key), message, hint)
  return undefined
}
