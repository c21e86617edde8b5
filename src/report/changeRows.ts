import { byCodeUnit, canonicalKeys, FIELD_ATTRIBUTES } from '../core/model/catalog.ts'
import type { Datastore, Field, UniqueKey } from '../core/model/catalog.ts'
import { changeKey } from '../core/model/change.ts'
import type { Change } from '../core/model/change.ts'
import { signOf } from '../core/plan/document.ts'
import type { Sign } from '../core/plan/document.ts'
import { HIDDEN } from '../core/model/plain.ts'
import { escapeText, quoteValue } from './escape.ts'
import { columns, cut, quoted, quotedPair, wrapped } from './layout.ts'

/** One line of a tree, or more where the value is long. */
export interface Row {
  readonly sign: Sign
  /** A field, or '' for the datastore itself. Escaped. */
  readonly subject: string
  /** Of a datastore or field; '' for a whole field. */
  readonly attribute: string
  /** The value in lines of at most `room` columns, where words allow. */
  readonly text: (room: number) => readonly string[]
}

type Value = string | boolean | undefined

// What stands for a masked or encrypted value that differs.
const HIDDEN_CHANGE = '(hidden, changed)'

/** Changes in the order of every text: by datastore, itself before its fields, then by field and attribute. */
export function sortedChanges(changes: readonly Change[]): readonly Change[] {
  const rank = (change: Change) => ('attribute' in change ? RANKS.indexOf(change.attribute) : -1)
  const field = (change: Change) => ('field' in change ? change.field : '')
  return [...changes].sort(
    (a, b) =>
      byCodeUnit(a.datastore, b.datastore) ||
      byCodeUnit(field(a), field(b)) ||
      rank(a) - rank(b) ||
      byCodeUnit(changeKey(a), changeKey(b)),
  )
}

const RANKS: readonly string[] = ['name', 'description', 'unique_keys', 'mandatory', 'masked', 'default_value']

/** The rows of a change; a datastore that comes or goes has one for each of its parts. */
export function rowsOf(change: Change): readonly Row[] {
  const sign = signOf(change)
  const own = (attribute: string, text: Row['text']): Row => ({ sign, subject: '', attribute, text })
  switch (change.kind) {
    case 'datastore-added':
      return wholeRows(change.to, sign)
    case 'datastore-removed':
      return wholeRows(change.from, sign)
    case 'datastore-renamed':
      return [own('unique_name', pair(change.from, change.to))]
    case 'datastore-changed':
      if (change.attribute !== 'unique_keys') return [own(change.attribute, pair(change.from, change.to))]
      return [own('unique keys', arrow(keysText(change.from), keysText(change.to)))]
    case 'datastore-recreated':
      return [own('id', room => wrapped('deleted and made again: its records are not those we left', room))]
    case 'field-recreated': {
      const text = (room: number) => wrapped('deleted and added again: its values are not those we left', room)
      return [{ sign, subject: cut(change.field, 40), attribute: 'id', text }]
    }
    case 'field-added':
      return [fieldRow(change.field, change.to, sign)]
    case 'field-removed':
      return [fieldRow(change.field, change.from, sign)]
    case 'field-retyped':
      return retypedRows(change.field, change.from, change.to)
    case 'field-changed':
      return [attributeRow(change.field, change.attribute, change.from, change.to, change.hidden)]
  }
}

/** `[a, b], [c]`, escaped, in canonical order. */
export function keysText(keys: readonly UniqueKey[]): string {
  const texts = canonicalKeys(keys).map(key => `[${key.map(escapeText).join(', ')}]`)
  return texts.length === 0 ? 'none' : texts.join(', ')
}

function wholeRows({ description, fields, unique_keys }: Datastore, sign: Sign): readonly Row[] {
  const about: Row = { sign, subject: '', attribute: 'description', text: room => [quoted(description, room)] }
  const keys: Row = { sign, subject: '', attribute: 'unique keys', text: room => wrapped(keysText(unique_keys), room) }
  const sorted = [...fields].sort(([a], [b]) => byCodeUnit(a, b))
  return [
    about,
    ...(unique_keys.length > 0 ? [keys] : []),
    ...sorted.map(([name, field]) => fieldRow(name, field, sign)),
  ]
}

function fieldRow(name: string, field: Field, sign: Sign): Row {
  return { sign, subject: cut(name, 40), attribute: '', text: room => fieldText(field, room) }
}

// `limited-text, optional`, and what else is not as usual.
function fieldText(field: Field, room: number): readonly string[] {
  const { type, mandatory, masked, default_value } = field
  const kind = `${type}, ${mandatory ? 'mandatory' : 'optional'}${masked ? ', masked' : ''}`
  if (default_value === undefined) return [kind]
  if (isHidden(field)) return [`${kind}, default ${HIDDEN}`]
  const whole = `${kind}, default ${quoteValue(default_value)}`
  return columns(whole) <= room ? [whole] : [`${kind},`, `default ${quoted(default_value, room - 8)}`]
}

function retypedRows(name: string, from: Field, to: Field): readonly Row[] {
  const row = (attribute: string, text: Row['text']): Row => ({ sign: '~', subject: cut(name, 40), attribute, text })
  const others = FIELD_ATTRIBUTES.filter(attribute => from[attribute] !== to[attribute]).map(attribute => {
    const hidden = attribute === 'default_value' && [from, to].some(isHidden)
    return attributeRow(name, attribute, from[attribute], to[attribute], hidden)
  })
  return [row('type', arrow(from.type, to.type)), ...others]
}

function attributeRow(name: string, attribute: string, from: Value, to: Value, hidden: boolean): Row {
  const text = hidden ? () => [HIDDEN_CHANGE] : valuePair(from, to)
  return { sign: '~', subject: cut(name, 40), attribute, text }
}

function valuePair(from: Value, to: Value): Row['text'] {
  if (typeof from === 'string' && typeof to === 'string') return pair(from, to)
  const shown = (value: Value, room: number) => {
    if (value === undefined) return 'as Cliq decides'
    return typeof value === 'string' ? quoted(value, room - 3) : String(value)
  }
  return room => arrow(shown(from, room), shown(to, room))(room)
}

function pair(from: string, to: string): Row['text'] {
  return room => {
    const whole = quotedPair(from, to, Infinity).join(' -> ')
    return columns(whole) <= room ? [whole] : arrow(...quotedPair(from, to, room - 3))(room)
  }
}

function arrow(from: string, to: string): Row['text'] {
  return room => {
    const whole = `${from} -> ${to}`
    return columns(whole) <= room ? [whole] : [...wrapped(from, room), ...wrapped(`-> ${to}`, room)]
  }
}

function isHidden({ masked, type }: Field): boolean {
  return masked || type === 'encrypted-text'
}
