import type { Field, FieldType } from '../model/catalog.ts'
import { converted } from '../model/conversions.ts'
import type { Unfit } from '../model/conversions.ts'
import type { LiveRecord, LiveValue } from '../model/live.ts'
import { fieldsAround } from '../model/migration.ts'
import type { DataMove } from '../model/migration.ts'
import { isCovered } from '../model/secrecy.ts'
import { comparableForm, isEmptyValue, isMeant } from './conditions.ts'

type Fields = ReadonlyMap<string, Field>
type Values = Record<string, LiveValue>

/** Records of other datastores that copies read, by their name. */
export type Partners = ReadonlyMap<string, readonly LiveRecord[]>

/** Why a value does not become what a move asks for. */
export type MoveMisfit = Unfit | 'fewer parts' | 'covered' | 'two partners differ' | 'record too long'

/** What moves make of one record. */
export interface Moved {
  /** The values of the fields that are written, where the moves have anything to say. */
  readonly values: Readonly<Record<string, string | boolean>>
  /** Fields that were read and whose value does not fit, where the move refuses that or nobody sees it. */
  readonly misfits: readonly { readonly field: string; readonly why: MoveMisfit }[]
}

/** Plays moves on records of one datastore, one after another as their file has them. */
export interface MovePlayer {
  played(record: Pick<LiveRecord, 'values'>): Moved
}

/**
 * Opens the play of moves. What `ours` names is written by nobody else, so the moves alone say what it holds: what it
 * holds now does not count. Of any other field what it holds counts, as far as the move says so.
 */
export function movePlayer(
  moves: readonly DataMove[],
  ours: ReadonlySet<string>,
  fields: Fields,
  partners: Partners,
): MovePlayer {
  const known = moves.map(move => ({ move, partner: partnerOf(move, fields, partners) }))
  return {
    played({ values }) {
      const state: Values = { ...values }
      for (const name of ours) state[name] = undefined
      const written: Record<string, string | boolean> = {}
      const misfits: { field: string; why: MoveMisfit }[] = []
      for (const { move, partner } of known) {
        const open = fieldsAround(move)
          .writes.map(each => each.field)
          .filter(name => move.onlyIfEmpty === false || isEmptyValue(state[name]))
        if (open.length === 0) continue
        const made = resultOf(move, { state, fields, partner })
        const result = made.kind === 'misfit' && made.why !== 'covered' ? insteadOf(move, made, fields) : made
        if (result.kind === 'misfit') misfits.push({ field: result.field, why: result.why })
        if (result.kind !== 'values') continue
        for (const [name, value] of result.values) if (open.includes(name)) written[name] = state[name] = value
      }
      return { values: written, misfits }
    },
  }
}

type Result =
  | { readonly kind: 'values'; readonly values: readonly (readonly [string, string | boolean])[] }
  | { readonly kind: 'misfit'; readonly field: string; readonly why: MoveMisfit }

interface Playing {
  readonly state: Readonly<Values>
  readonly fields: Fields
  readonly partner: Partner | undefined
}

const NOTHING: Result = { kind: 'values', values: [] }

function resultOf(move: DataMove, playing: Playing): Result {
  const { state, fields } = playing
  const hidden = fieldsAround(move).reads.find(
    each => each.datastore === move.datastore && isCovered(fields.get(each.field), state[each.field]),
  )
  if (hidden !== undefined) return { kind: 'misfit', field: hidden.field, why: 'covered' }
  switch (move.kind) {
    case 'split': {
      const value = state[move.field]
      if (isEmptyValue(value)) return NOTHING
      const parts = partsOf(String(value), move.by, move.into.length)
      if (parts.length < move.into.length) return { kind: 'misfit', field: move.field, why: 'fewer parts' }
      return fitted(
        move.into.map((name, at) => [name, parts[at] ?? ''] as const),
        move.field,
        fields,
      )
    }
    case 'join': {
      const parts = move.fields.map(each => state[each]).filter(each => !isEmptyValue(each))
      return fitted([[move.into, parts.map(String).join(move.with)]], move.fields[0] ?? '', fields)
    }
    case 'copy':
      return copied(move, playing)
    case 'map': {
      const value = state[move.field]
      const type = fields.get(move.field)?.type
      const found = isEmptyValue(value)
        ? undefined
        : [...move.values].find(([source]) => comparableForm(source, type) === comparableForm(value, type))
      return found === undefined ? NOTHING : fitted([[move.into, found[1].text]], move.field, fields)
    }
    case 'fill':
      if (!isMeant(move.where, state, fields)) return NOTHING
      return fitted(
        [...move.set].map(([name, { text }]) => [name, text] as const),
        '',
        fields,
      )
  }
}

function copied(move: Extract<DataMove, { readonly kind: 'copy' }>, { state, fields, partner }: Playing): Result {
  if (move.from === undefined) {
    const value = state[move.field]
    return isEmptyValue(value) ? NOTHING : fitted([[move.into, value]], move.field, fields)
  }
  const key = state[move.from.key]
  const found = isEmptyValue(key) ? undefined : partner?.get(comparableForm(key, fields.get(move.from.key)?.type))
  // No partner: untouched.
  if (found === undefined || isEmptyValue(found.value)) return NOTHING
  if (found.differs) return { kind: 'misfit', field: move.from.key, why: 'two partners differ' }
  if (/^\*+$/u.test(String(found.value)) && found.isHidden) return { kind: 'misfit', field: move.into, why: 'covered' }
  return fitted([[move.into, found.value]], move.field, fields)
}

// Each value in the type of its field; what is empty there is nothing to write.
function fitted(values: readonly (readonly [string, string | boolean])[], field: string, fields: Fields): Result {
  const found: (readonly [string, string | boolean])[] = []
  for (const [name, value] of values) {
    const made = converted(value, typeOf(name, fields))
    if (made.kind === 'invalid') return { kind: 'misfit', field: field === '' ? name : field, why: made.why }
    if (made.kind === 'value' && made.value !== '') found.push([name, made.value])
  }
  return { kind: 'values', values: found }
}

function insteadOf(move: DataMove, misfit: Extract<Result, { readonly kind: 'misfit' }>, fields: Fields): Result {
  const { invalid } = move
  if (invalid === 'refuse') return misfit
  if (invalid === 'skip') return NOTHING
  const targets = fieldsAround(move).writes.map(each => [each.field, invalid.text] as const)
  return fitted(targets, misfit.field, fields)
}

function typeOf(name: string, fields: Fields): FieldType {
  return fields.get(name)?.type ?? 'limited-text'
}

// One cut fewer than there are parts, from the left; the rest stays in the last.
function partsOf(text: string, by: string, count: number): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (parts.length < count - 1) {
    const at = rest.indexOf(by)
    if (at < 0) break
    parts.push(rest.slice(0, at))
    rest = rest.slice(at + by.length)
  }
  return [...parts, rest]
}

interface Found {
  readonly value: LiveValue
  readonly differs: boolean
  readonly isHidden: boolean
}
type Partner = ReadonlyMap<string, Found>

function partnerOf(move: DataMove, fields: Fields, partners: Partners): Partner | undefined {
  if (move.kind !== 'copy' || move.from === undefined) return undefined
  const { from, field } = move
  const type = fields.get(from.key)?.type
  const found = new Map<string, Found>()
  for (const { values } of partners.get(from.datastore) ?? []) {
    const key = values[from.key]
    if (isEmptyValue(key)) continue
    const text = comparableForm(key, type)
    const before = found.get(text)
    const differs = before !== undefined && (before.differs || before.value !== values[field])
    // Stars are taken for a covered value whatever the other field is said to be: a text of stars alone is none.
    found.set(text, { value: values[field], differs, isHidden: true })
  }
  return found
}
