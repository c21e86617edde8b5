import { byCodeUnit, canonicalKeys } from '../../core/model/catalog.ts'
import type { Datastore, Field, UniqueKey } from '../../core/model/catalog.ts'
import { changeKey } from '../../core/model/change.ts'
import type { Change } from '../../core/model/change.ts'
import { sameKeys } from '../../core/model/diff.ts'
import { HIDDEN } from '../../core/model/plain.ts'
import type { Places } from '../../core/model/problem.ts'
import { isHidden } from '../../core/model/secrecy.ts'
import { signOf } from '../../core/plan/document.ts'
import type { Sign } from '../../core/plan/document.ts'
import type { Branch, Note, Row, Side, Value } from '../page.ts'
import { byPlace } from './order.ts'

/** What stands beside changes in a tree. */
export interface Margin {
  /** The display name of a datastore. */
  readonly title: (datastore: string) => string
  /** Beside a datastore's own line. */
  readonly about: (datastore: string) => readonly string[]
  /** The file that defines a datastore. */
  readonly file?: ((datastore: string) => string | undefined) | undefined
  /** Where changes are defined, by their keys. */
  readonly places?: Places | undefined
  /** Unique keys of a datastore as they are written. */
  readonly keys?: ((datastore: string) => readonly UniqueKey[] | undefined) | undefined
  /** Beside a change. */
  readonly beside: (change: Change) => string
  /** What a change may destroy, and why it may fail. */
  readonly notes: (change: Change) => readonly Note[]
}

/** Changes as a tree: a branch for each datastore, in the order in which the changes come. */
export function branchesOf(changes: readonly Change[], margin: Margin): readonly Branch[] {
  return [...grouping(changes, each => each.datastore)].map(([name, own]) => {
    const whole = own.find(isWhole)
    return {
      sign: whole === undefined ? '' : signOf(whole),
      name,
      title: margin.title(name),
      about: margin.about(name).filter(each => each !== ''),
      file: margin.file?.(name),
      // A new org has tens of thousands: those of one branch are gone before the next one's are made.
      get rows() {
        return own.flatMap(change => rowsBeside(change, margin))
      },
      notes: whole === undefined ? [] : margin.notes(whole),
    }
  })
}

/** Changes without a plan around them as a tree; `beside` stands beside each. */
export function plainBranches(changes: readonly Change[], beside: (change: Change) => string): readonly Branch[] {
  const titles = new Map(
    changes.flatMap(each => {
      if (each.kind === 'datastore-added') return [[each.datastore, each.to.name] as const]
      return each.kind === 'datastore-removed' ? [[each.datastore, each.from.name] as const] : []
    }),
  )
  const about = (name: string) =>
    changes.filter(each => each.datastore === name && isWhole(each)).map(each => beside(each))
  return branchesOf(changes, { title: name => titles.get(name) ?? '', about, beside, notes: () => [] })
}

/** Things by a key, in the order in which keys first occur. */
export function grouping<T>(things: Iterable<T>, keyOf: (thing: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>()
  for (const thing of things) {
    const group = groups.get(keyOf(thing))
    if (group === undefined) groups.set(keyOf(thing), [thing])
    else group.push(thing)
  }
  return groups
}

/** `[a, b], [c]`: as they are written, where that is known and means the same. */
export function keysText(keys: readonly UniqueKey[], written: readonly UniqueKey[] = []): string {
  const texts = (sameKeys(keys, written) ? written : canonicalKeys(keys)).map(key => `[${key.join(', ')}]`)
  return texts.length === 0 ? 'none' : texts.join(', ')
}

function isWhole({ kind }: Change): boolean {
  return kind === 'datastore-added' || kind === 'datastore-removed'
}

type PlainRow = Omit<Row, 'place' | 'beside' | 'notes'>

function rowsBeside(change: Change, margin: Margin): readonly Row[] {
  const written = margin.keys?.(change.datastore)
  if (change.kind === 'datastore-added') return addedRows(change.datastore, change.to, written, margin.places)
  if (isWhole(change)) return rowsOf(change, written).map(row => ({ ...row, beside: '', notes: [] }))
  const [place, beside] = [placeIn(margin, change), margin.beside(change)]
  const notes = margin.notes(change)
  const rows = rowsOf(change, written)
  return rows.map((row, index) => ({ ...row, place, beside, notes: index === rows.length - 1 ? notes : [] }))
}

// The fields of a new datastore stand as its file has them, each with its place. A new org has thousands of these rows.
function addedRows(datastore: string, to: Datastore, written?: readonly UniqueKey[], places?: Places): readonly Row[] {
  const fields = Array.from(to.fields, ([name, field]) => {
    const at = places?.get(changeKey({ kind: 'field-added', datastore, field: name, to: field }))
    return { name, field, at }
  })
  fields.sort((a, b) => byPlace(a.at, b.at) || byCodeUnit(a.name, b.name))
  return [
    ...ownRows(to, '+', written).map(row => ({ ...row, beside: '', notes: [] })),
    ...fields.map(({ name, field, at }): Row => {
      const place = at && { file: at.file, line: at.line, isGone: false }
      return { ...fieldRow(name, field, '+'), place, beside: '', notes: [] }
    }),
  ]
}

function placeIn({ places }: Margin, change: Change): Row['place'] {
  const at = places?.get(changeKey(change))
  return at && { file: at.file, line: at.line, isGone: change.kind === 'field-removed' }
}

function rowsOf(change: Change, written?: readonly UniqueKey[]): readonly PlainRow[] {
  const sign = signOf(change)
  const own = (attribute: string, value: Value): PlainRow => ({ sign, subject: '', attribute, value })
  switch (change.kind) {
    case 'datastore-added':
      return wholeRows(change.to, sign, written)
    case 'datastore-removed':
      return wholeRows(change.from, sign)
    case 'datastore-renamed':
      return [own('unique_name', pair(change.from, change.to))]
    case 'datastore-changed':
      if (change.attribute !== 'unique_keys') return [own(change.attribute, pair(change.from, change.to))]
      return [own('unique keys', { from: said(keysText(change.from)), to: said(keysText(change.to, written)) })]
    case 'datastore-recreated':
      return [own('id', { to: said('deleted and created again: its records are not those of the last apply') })]
    case 'field-recreated': {
      const value = { to: said('deleted and added again: its values are not those of the last apply') }
      return [{ sign, subject: change.field, attribute: 'id', value }]
    }
    case 'field-added':
      return [fieldRow(change.field, change.to, sign)]
    case 'field-removed':
      return [fieldRow(change.field, change.from, sign)]
    case 'field-renamed':
      return [
        { sign, subject: change.field, attribute: 'unique_name', value: pair(change.from, change.field) },
        ...(change.was.type === change.to.type
          ? []
          : [
              {
                sign,
                subject: change.field,
                attribute: 'type',
                value: { from: said(change.was.type), to: said(change.to.type) },
              },
            ]),
      ]
    case 'field-retyped':
      return retypedRows(change.field, change.from, change.to)
    case 'field-changed':
      return [attributeRow(change.field, change.attribute, change.from, change.to, change.hidden)]
  }
}

function wholeRows(datastore: Datastore, sign: Sign, written?: readonly UniqueKey[]): readonly PlainRow[] {
  const sorted = [...datastore.fields].sort(([a], [b]) => byCodeUnit(a, b))
  return [...ownRows(datastore, sign, written), ...sorted.map(([name, field]) => fieldRow(name, field, sign))]
}

// What a datastore has besides its fields.
function ownRows(
  { description, unique_keys }: Datastore,
  sign: Sign,
  written?: readonly UniqueKey[],
): readonly PlainRow[] {
  const own = (attribute: string, to: Side): PlainRow => ({ sign, subject: '', attribute, value: { to } })
  const keys = unique_keys.length > 0 ? [own('unique keys', said(keysText(unique_keys, written)))] : []
  return [own('description', { text: description }), ...keys]
}

function fieldRow(subject: string, field: Field, sign: Sign): PlainRow {
  return { sign, subject, attribute: '', value: { to: kindOf(field), default: defaultOf(field, isHidden(field)) } }
}

// `limited-text, optional`, and what else is not as usual.
function kindOf({ type, mandatory, masked }: Field): Side {
  return said(`${type}, ${mandatory ? 'mandatory' : 'optional'}${masked ? ', masked' : ''}`)
}

// An empty text is what Cliq shows where there is no default.
function defaultOf({ default_value }: Field, hidden: boolean): Side | undefined {
  if (default_value === undefined || default_value === '') return undefined
  return hidden ? said(HIDDEN) : { text: default_value }
}

// One field goes and another of its name comes, so both stand in one row; the display name only where it changes too.
function retypedRows(subject: string, from: Field, to: Field): readonly PlainRow[] {
  const hidden = isHidden(from) || isHidden(to)
  const defaults = { defaultFrom: defaultOf(from, hidden), default: defaultOf(to, hidden) }
  const value = { from: kindOf(from), to: kindOf(to), ...defaults }
  const row: PlainRow = { sign: '-/+', subject, attribute: '', value }
  return from.name === to.name ? [row] : [row, { ...row, attribute: 'name', value: pair(from.name, to.name) }]
}

// What stands for a masked or encrypted value that differs.
const HIDDEN_CHANGE: Value = { to: { said: '(hidden, changed)' } }

type Attribute = string | boolean | undefined

function attributeRow(subject: string, attribute: string, from: Attribute, to: Attribute, hidden: boolean): PlainRow {
  const value = hidden ? HIDDEN_CHANGE : { from: sideOf(from), to: sideOf(to) }
  return { sign: '~', subject, attribute, value }
}

function sideOf(value: Attribute): Side {
  if (value === undefined) return said('(server default)')
  return typeof value === 'string' ? { text: value } : said(String(value))
}

function pair(from: string, to: string): Value {
  return { from: { text: from }, to: { text: to } }
}

function said(text: string): Side {
  return { said: text }
}
