import type { Literal, MigrationStep, OnMisfit } from '../model/migration.ts'
import { didYouMean } from '../rules/nearest.ts'
import { childPath, isMapping, kindOf, part, switchHint, tell } from '../rules/shape.ts'
import type { Mapping, Reader } from '../rules/shape.ts'
import { literalOf, namesPart, textPart, unknownKeys } from './parts.ts'
import { whereOf } from './decodeWhere.ts'

const KINDS = ['split', 'join', 'copy', 'map', 'fill', 'delete_records'] as const
const COMMON = ['datastore', 'only_if_empty', 'invalid']
const OWN: Readonly<Record<(typeof KINDS)[number], readonly string[]>> = {
  split: [...COMMON, 'field', 'by', 'into'],
  join: [...COMMON, 'fields', 'with', 'into'],
  copy: [...COMMON, 'field', 'from', 'into'],
  map: [...COMMON, 'field', 'values', 'into'],
  fill: ['datastore', 'only_if_empty', 'set', 'where'],
  delete_records: ['datastore', 'where', 'at_most'],
}

/** One step of a migration; undefined where too much of it is wrong to judge the rest. */
export function decodeStep(value: unknown, path: string, reader: Reader): MigrationStep | undefined {
  const [only, ...others] = isMapping(value) ? Object.keys(value) : []
  if (!isMapping(value) || only === undefined || others.length > 0) {
    const hint = `write one of ${KINDS.join(', ')}`
    tell(reader, 'MG102', path, 'a step must be a mapping of one kind', hint)
    return undefined
  }
  const kind = KINDS.find(each => each === only)
  const [own, body] = [childPath(path, only), part(value, only)]
  if (kind === undefined) {
    tell(reader, 'MG102', path, `\`${only}\` is not a kind of step`, didYouMean(only, KINDS))
    return undefined
  }
  if (!isMapping(body)) {
    tell(reader, 'MG102', own, `\`${kind}\` must be a mapping, found ${kindOf(body)}`, `write \`${kind}: { … }\``)
    return undefined
  }
  unknownKeys(body, own, OWN[kind], reader)
  return stepOf(kind, body, own, reader)
}

function stepOf(kind: (typeof KINDS)[number], body: Mapping, path: string, reader: Reader): MigrationStep | undefined {
  const datastore = name(body, 'datastore', path, reader)
  const common = { ...commonOf(body, path, reader), datastore: datastore ?? '' }
  const known = <T extends MigrationStep>(step: T, ...parts: readonly unknown[]) =>
    datastore === undefined || parts.includes(undefined) ? undefined : step
  switch (kind) {
    case 'split': {
      const [field, into] = [name(body, 'field', path, reader), listOf(body, 'into', path, reader)]
      const by = textPart(body, 'by', path, reader, 'write what is between the parts, such as `by: " "`')
      return known({ ...common, kind, field: field ?? '', by: by ?? '', into: into ?? [] }, field, by, into)
    }
    case 'join': {
      const [fields, into] = [listOf(body, 'fields', path, reader), name(body, 'into', path, reader)]
      const between = part(body, 'with')
      if (typeof between !== 'string')
        tell(reader, 'MG102', path, '`with` is required: the text between the parts', 'write `with: " "`')
      const text = typeof between === 'string' ? between : undefined
      return known({ ...common, kind, fields: fields ?? [], with: text ?? '', into: into ?? '' }, fields, text, into)
    }
    case 'copy':
      return copyOf(body, common, path, reader)
    case 'map': {
      const [field, values] = [name(body, 'field', path, reader), literals(body, 'values', path, reader)]
      const into = part(body, 'into') === undefined ? field : name(body, 'into', path, reader)
      // In its own place a value is replaced, so it is never empty.
      const onlyIfEmpty = into === field ? false : common.onlyIfEmpty
      const step = { ...common, kind, field: field ?? '', into: into ?? '', values: values ?? new Map(), onlyIfEmpty }
      return known(step, field, values, into)
    }
    case 'fill': {
      const [set, where] = [literals(body, 'set', path, reader), whereOf(part(body, 'where'), `${path}.where`, reader)]
      return known({ ...common, kind, set: set ?? new Map(), where: where ?? new Map() }, set, where)
    }
    case 'delete_records':
      return deletionOf(body, datastore, path, reader)
  }
}

type Common = ReturnType<typeof commonOf> & { readonly datastore: string }

function copyOf(body: Mapping, common: Common, path: string, reader: Reader): MigrationStep | undefined {
  const into = name(body, 'into', path, reader)
  const from = part(body, 'from')
  if (from === undefined) {
    const field = name(body, 'field', path, reader)
    if (field === undefined || into === undefined || common.datastore === '') return undefined
    return { ...common, kind: 'copy', field, into }
  }
  const own = childPath(path, 'from')
  if (part(body, 'field') !== undefined)
    tell(reader, 'MG102', childPath(path, 'field'), '`field` belongs into `from` here', 'move it')
  if (!isMapping(from)) {
    tell(reader, 'MG102', own, `\`from\` must be a mapping, found ${kindOf(from)}`, FROM)
    return undefined
  }
  unknownKeys(from, own, ['datastore', 'key', 'field'], reader)
  const [datastore, key, field] = (['datastore', 'key', 'field'] as const).map(each => name(from, each, own, reader))
  if (datastore === undefined || key === undefined || field === undefined) return undefined
  if (into === undefined || common.datastore === '') return undefined
  return { ...common, kind: 'copy', field, into, from: { datastore, key } }
}

const FROM = 'write `from: { datastore: old, key: empid, field: phone }`'

function deletionOf(
  body: Mapping,
  datastore: string | undefined,
  path: string,
  reader: Reader,
): MigrationStep | undefined {
  const where = whereOf(part(body, 'where'), childPath(path, 'where'), reader)
  if (where?.size === 0)
    tell(reader, 'MG102', path, '`where` is required: which records leave', 'write `where: { isactive: false }`')
  const atMost = part(body, 'at_most')
  const isCount = typeof atMost === 'number' && Number.isSafeInteger(atMost) && atMost > 0
  if (!isCount) {
    const own = atMost === undefined ? path : childPath(path, 'at_most')
    tell(reader, 'MG102', own, '`at_most` is required: a whole number of records above 0', 'write `at_most: 500`')
  }
  if (datastore === undefined || where === undefined || where.size === 0 || !isCount) return undefined
  return { kind: 'delete_records', datastore, where, atMost }
}

function commonOf(
  body: Mapping,
  path: string,
  reader: Reader,
): { readonly onlyIfEmpty: boolean | 'unsaid'; readonly invalid: OnMisfit } {
  const only = part(body, 'only_if_empty')
  if (only !== undefined && typeof only !== 'boolean')
    tell(reader, 'MG102', childPath(path, 'only_if_empty'), '`only_if_empty` must be true or false', switchHint(only))
  const invalid = part(body, 'invalid')
  if (invalid !== undefined && typeof invalid !== 'string')
    tell(reader, 'MG102', childPath(path, 'invalid'), '`invalid` must be refuse, skip or a text', 'put it in quotes')
  const misfit: OnMisfit =
    invalid === 'skip' ? 'skip' : typeof invalid === 'string' && invalid !== 'refuse' ? { text: invalid } : 'refuse'
  return { onlyIfEmpty: typeof only === 'boolean' ? only : 'unsaid', invalid: misfit }
}

function name(body: Mapping, key: string, path: string, reader: Reader): string | undefined {
  return textPart(body, key, path, reader, `write \`${key}: …\` with a unique_name`)
}

function listOf(body: Mapping, key: string, path: string, reader: Reader): readonly string[] | undefined {
  const names = namesPart(body, key, path, reader)
  if (names === undefined || names.length > 1) return names
  tell(reader, 'MG102', childPath(path, key), `\`${key}\` must name two fields at least`, 'for one field write `copy`')
  return undefined
}

function literals(body: Mapping, key: string, path: string, reader: Reader): ReadonlyMap<string, Literal> | undefined {
  const [written, own] = [part(body, key), childPath(path, key)]
  if (!isMapping(written) || Object.keys(written).length === 0) {
    const hint = key === 'set' ? 'write `set: { grade: 1 }`' : 'write `values: { R&D: research }`'
    const at = written === undefined ? path : own
    tell(reader, 'MG102', at, `\`${key}\` must be a mapping with at least one value`, hint)
    return undefined
  }
  const found = Object.entries(written).map(
    ([each, value]) => [each, literalOf(value, childPath(own, each), reader)] as const,
  )
  const known = found.flatMap(([each, value]) => (value === undefined ? [] : [[each, value] as const]))
  return known.length < found.length ? undefined : new Map(known)
}
