import type { Datastore, UniqueKey } from '../model/catalog.ts'
import { ALIAS } from '../model/definition.ts'
import type { Definition } from '../model/definition.ts'
import type { Problem } from '../model/problem.ts'
import { decodeFields } from './decode-fields.ts'
import { decodeHints } from './decode-hints.ts'
import { didYouMean } from './nearest.ts'
import { childPath, isMapping, kindOf, part, switchHint, tell, tellKey } from './shape.ts'
import { strangeWords } from './strange.ts'
import type { Mapping, Origin, Reader } from './shape.ts'

/** What a value of unknown shape says about one datastore. */
export interface Decoded {
  /** Given beside problems too, where the value is a mapping, so that every law is checked at once; errors still forbid its use. */
  readonly definition?: Definition
  readonly problems: readonly Problem[]
}

const KEYS = ['unique_name', 'renamed_from', 'name', 'description', 'extension', 'fields', 'unique_keys', 'protect']
// "id", "status", "creator", "type" and "scope" are in answers only (DatastoreResponse).
const SERVER_KEYS = new Set(['id', 'status', 'creator', 'type', 'scope'])

const EXAMPLES = { unique_name: 'empdir', name: 'Employee Directory', description: 'Staff of all sites' } as const

/** Gives a value its type: every part of the right kind, nothing unknown, nothing missing. Laws are checkDefinitions. */
export function decodeDefinition(value: unknown, origin: Origin): Decoded {
  const reader: Reader = { origin, problems: [] }
  if (!isMapping(value)) {
    const hint = 'one file defines one datastore; start with `unique_name:`'
    tell(reader, 'DF201', '', `a definition must be a mapping, found ${kindOf(value)}`, hint)
    return { problems: reader.problems }
  }
  refuseUnknown(value, reader)
  const datastore: Datastore = {
    unique_name: textOf(value, 'unique_name', reader),
    name: textOf(value, 'name', reader),
    description: textOf(value, 'description', reader),
    fields: decodeFields(part(value, 'fields'), reader),
    unique_keys: keysOf(part(value, 'unique_keys'), reader),
  }
  const protect = protectOf(part(value, 'protect'), reader)
  const extension = extensionOf(value, reader)
  const hints = decodeHints(value, reader)
  const { file, places } = origin
  const definition = {
    datastore,
    protect,
    ...(extension !== undefined && { extension }),
    ...(hints !== undefined && { hints }),
    file,
    places,
  }
  return { definition, problems: reader.problems }
}

function refuseUnknown(value: Mapping, reader: Reader): void {
  for (const key of Object.keys(value)) {
    // `$schema` is how JSON tells an editor its schema.
    if (KEYS.includes(key) || key === '$schema') continue
    if (SERVER_KEYS.has(key)) tellKey(reader, 'DF204', key, `\`${key}\` is set by the server`, 'remove the line')
    else tellKey(reader, 'DF203', key, `\`${key}\` is not a known key here${strangeWords(key)}`, didYouMean(key, KEYS))
  }
}

/** Required text; '' stands for what is missing or wrong, and is reported here already. */
function textOf(value: Mapping, key: keyof typeof EXAMPLES, reader: Reader): string {
  const text = part(value, key)
  if (text === undefined || text === null) {
    // "required: unique_name, name, description, fields" (createplatformdatabase_v2).
    const hint = text === null ? 'write its text after the colon' : `write it, such as \`${key}: ${EXAMPLES[key]}\``
    tell(reader, 'DF202', key, `\`${key}\` is required`, hint)
    return ''
  }
  if (typeof text !== 'string') {
    const source = reader.origin.sources?.get(key)
    const hint = source === undefined ? `write text, such as ${EXAMPLES[key]}` : `put it in quotes: "${source}"`
    tell(reader, 'DF205', key, `\`${key}\` must be text, found ${kindOf(text)}`, hint)
    return ''
  }
  if (text.trim() !== '') return text
  tell(reader, 'DF202', key, `\`${key}\` is required, and this one is blank`, `write one, such as ${EXAMPLES[key]}`)
  return ''
}

function keysOf(value: unknown, reader: Reader): readonly UniqueKey[] {
  if (value === undefined || value === null) return []
  const hint = 'write one list per key, such as [[empid], [empname, department]]'
  if (!Array.isArray(value)) {
    tell(reader, 'DF207', 'unique_keys', `\`unique_keys\` must be a list of lists, found ${kindOf(value)}`, hint)
    return []
  }
  const keys: UniqueKey[] = []
  for (const [index, key] of value.entries()) {
    const path = childPath('unique_keys', index)
    if (!Array.isArray(key)) {
      tell(reader, 'DF207', path, `each unique key must be a list of field names, found ${kindOf(key)}`, hint)
      continue
    }
    const names: readonly unknown[] = key
    const known = names.filter((name, at) => isName(name, childPath(path, at), reader))
    // Keys are placed by their number, so what follows a wrong one is not judged by the laws yet.
    if (keys.length === index && known.length === names.length) keys.push(known)
  }
  return keys
}

function isName(name: unknown, path: string, reader: Reader): name is string {
  if (typeof name === 'string') return true
  const message = `a unique key names fields by their unique_name, found ${kindOf(name)}`
  tell(reader, 'DF207', path, message, 'write the unique_name of a field')
  return false
}

function extensionOf(value: Mapping, reader: Reader): string | undefined {
  const alias = part(value, 'extension')
  if (alias === undefined) return undefined
  const hint = 'write the name that the config gives it, such as `extension: crm`'
  if (typeof alias !== 'string')
    tell(reader, 'DF205', 'extension', `\`extension\` must be text, found ${kindOf(alias)}`, hint)
  else if (!ALIAS.test(alias))
    tell(
      reader,
      'DF209',
      'extension',
      '`extension` is not a valid name: a letter, then letters, digits, - and _, at most 32',
      hint,
    )
  // No call of ours could delete it.
  if (part(value, 'protect') !== undefined)
    tellKey(reader, 'DF210', 'protect', 'a datastore of an extension cannot be protected here', 'remove the line')
  return typeof alias === 'string' ? alias : ''
}

function protectOf(value: unknown, reader: Reader): boolean | undefined {
  if (value === undefined || typeof value === 'boolean') return value
  tell(reader, 'DF205', 'protect', `\`protect\` must be true or false, found ${kindOf(value)}`, switchHint(value))
  return undefined
}
