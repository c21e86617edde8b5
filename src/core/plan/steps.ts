import { believedCaps } from '../model/caps.ts'
import type { TypeCaps } from '../model/caps.ts'
import { byCodeUnit, isTemporary, LIMITS, STAND_IN_FIELD } from '../model/catalog.ts'
import type { Catalog, Datastore, Field, FieldAttribute, FieldType } from '../model/catalog.ts'
import type { Change } from '../model/change.ts'
import type { Succession } from '../migrations/heirs.ts'
import { heirMark } from '../migrations/marks.ts'
import { carriesOf, finalEdit, marked } from './links.ts'
import { order } from './order.ts'
import type { Move, Rework } from './rework.ts'
import type { Carry, DatastoreEdit, DeletionWork, FieldEdit, MigrationWork, Step } from '../model/step.ts'
import { fieldsAtWork } from './workFields.ts'

/**
 * The fewest calls that turn `base` into `target`: creates first, then one datastore after another, deletes last.
 * `changes` is the diff of the two, `caps` how many fields of each type each datastore of the target takes. Where values are carried there may be no way within the caps: then their datastore
 * has no steps. Steps before a rename name the datastore as it still is, later ones as it then is.
 */
export function stepsFor(
  base: Catalog,
  target: Catalog,
  changes: readonly Change[],
  successions: ReadonlyMap<string, readonly Succession[]> = new Map(),
  caps: ReadonlyMap<string, TypeCaps> = new Map(),
  work: readonly (MigrationWork | DeletionWork)[] = [],
): readonly Step[] {
  const creates: Step[] = []
  const deletes: Step[] = []
  const touched = new Map<string, Change[]>()
  for (const change of changes) {
    if (change.kind === 'datastore-added')
      creates.push({ call: 'create-datastore', datastore: change.datastore, definition: change.to })
    else if (change.kind === 'datastore-removed')
      deletes.push({ call: 'delete-datastore', datastore: change.datastore })
    else touched.set(change.datastore, [...(touched.get(change.datastore) ?? []), change])
  }
  for (const name of successions.keys()) if (!touched.has(name)) touched.set(name, [])
  const edits = [...touched].flatMap(([name, own]): readonly Parts[] => {
    const renamed = own.find(change => change.kind === 'datastore-renamed')
    const from = base.get(renamed?.from ?? name)
    const to = target.get(name)
    if (from === undefined || to === undefined) return []
    const parts = datastoreSteps(
      from,
      to,
      own,
      successions.get(name) ?? [],
      caps.get(name) ?? believedCaps(from, to),
      work,
    )
    return parts === undefined ? [] : [parts]
  })
  // Where migrations go there is a way only if each of their datastores has one.
  const isStuck = work.length > 0 && edits.length < touched.size
  const [alone, around] = [edits.filter(each => !each.isAround), edits.filter(each => each.isAround)]
  return [
    ...creates,
    ...alone.flatMap(each => each.before),
    ...around.flatMap(each => each.before),
    ...(isStuck ? [] : work),
    ...around.flatMap(each => each.after),
    ...deletes,
  ]
}

/** The steps of one datastore before and after the turn of migrations. */
interface Parts {
  readonly before: readonly Step[]
  readonly after: readonly Step[]
  /** Whether migrations read or write here. */
  readonly isAround: boolean
}

function datastoreSteps(
  from: Datastore,
  to: Datastore,
  changes: readonly Change[],
  successions: readonly Succession[],
  caps: TypeCaps,
  work: readonly (MigrationWork | DeletionWork)[],
): Parts | undefined {
  const edit = editOf(changes)
  const ours = work.flatMap(each =>
    each.source === 'migration' && each.datastore === from.unique_name ? each.ours : [],
  )
  const way: Way = { from, to, edit, successions, carries: carriesOf(successions), ours: new Set(ours) }
  const atWork = fieldsAtWork(work, from.unique_name)
  const rework = { ...reworkOf(way, changes), ...(atWork.size > 0 && { work: atWork }) }
  const moves = movesOf(rework, caps)
  const heirs = new Set([...successions.map(each => each.heir), ...ours])
  const fieldEdits = fieldEditsOf(changes).filter(([name]) => !heirs.has(name))
  // New fields first, then edits of old ones, then the final keys, which may need both.
  const lastAdd = moves.findLastIndex(each => each.move === 'add' || each.move === 'carry' || each.move === 'work')
  const steps: Step[] = []
  let datastore = from.unique_name
  const editFields = (edits: readonly (readonly [string, FieldEdit])[]) => {
    for (const batch of chunks(edits, LIMITS.fieldsPerCall))
      steps.push({ call: 'edit-fields', datastore, fields: new Map(batch) })
  }
  if (lastAdd === -1) editFields(fieldEdits)
  let turn: number | undefined
  moves.forEach((move, index) => {
    if (move.move === 'work') turn = steps.length
    else steps.push(stepOf(move, datastore, way))
    if (move.move === 'settle') datastore = to.unique_name
    if (index === lastAdd) editFields(fieldEdits)
  })
  // An heir gets its own name once the old field is gone: until then the mark says whose values count.
  const made = ours.map(heir => ({ heir, source: '', standing: from.fields.has(heir) ? 'ours' : 'absent' }) as const)
  const finals = [...successions, ...made].flatMap(each => {
    const last = finalEdit(each, from, to)
    return last === undefined ? [] : [[each.heir, last] as const]
  })
  if (moves.length > 0 || successions.length === 0) editFields(finals)
  if (atWork.size === 0) return { before: steps, after: [], isAround: false }
  if (turn === undefined) return undefined
  return { before: steps.slice(0, turn), after: steps.slice(turn), isAround: true }
}

/** What a datastore turns from and into, and the values that move meanwhile. */
interface Way {
  readonly from: Datastore
  readonly to: Datastore
  readonly edit: DatastoreEdit
  readonly successions: readonly Succession[]
  readonly carries: readonly Carry[]
  /** Fields that migrations write and nobody else. */
  readonly ours: ReadonlySet<string>
}

function stepOf(move: Exclude<Move, { readonly move: 'work' }>, datastore: string, way: Way): Step {
  const { from, to, edit, carries } = way
  switch (move.move) {
    case 'add':
      return {
        call: 'add-fields',
        datastore,
        fields: new Map(move.fields.map(name => [name, addedField(name, way)])),
      }
    case 'delete':
      return { call: 'delete-fields', datastore, fields: move.fields }
    case 'carry': {
      const links = new Set(move.links.map(each => `${each.from} ${each.to}`))
      const own = carries.filter(each => links.has(`${each.reads} ${each.writes}`))
      return { call: 'row-work', source: 'carry', datastore, carries: own }
    }
    case 'loosen': {
      const staying = (name: string) => from.fields.get(name)?.type === to.fields.get(name)?.type
      return {
        call: 'edit-datastore',
        datastore,
        set: { unique_keys: from.unique_keys.filter(key => key.every(staying)) },
      }
    }
    case 'settle':
      return { call: 'edit-datastore', datastore, set: { ...edit, ...finalKeys(from, to, edit) } }
  }
}

// Keys that were loosened on the way are set again, although from and to agree on them.
function finalKeys(from: Datastore, to: Datastore, edit: DatastoreEdit): DatastoreEdit {
  return edit.unique_keys !== undefined || namesLeaving(from, to) ? { unique_keys: to.unique_keys } : {}
}

function namesLeaving(from: Datastore, to: Datastore): boolean {
  return from.unique_keys.flat().some(name => from.fields.get(name)?.type !== to.fields.get(name)?.type)
}

function addedField(name: string, { to, carries, successions, ours }: Way): Field {
  const carry = carries.find(each => each.writes === name)
  const own = to.fields.get(name)
  // What migrations write is marked as an heir is.
  if (carry === undefined && own !== undefined && ours.has(name))
    return { name: heirMark('', name), type: own.type, mandatory: false, masked: own.masked }
  if (carry === undefined) return own ?? STAND_IN
  // What comes for a time is as hidden as the field whose values it keeps.
  const heir = own ?? to.fields.get(successions.find(each => each.via === name)?.heir ?? '')
  return marked(carry, heir ?? STAND_IN, successions)
}

const STAND_IN: Field = { name: 'Placeholder', type: 'limited-text', mandatory: false, masked: false }

function movesOf(rework: Rework, types: TypeCaps): readonly Move[] {
  const caps = { ...LIMITS, types }
  const moves = order(rework, caps)
  if (moves !== undefined) return moves
  if (rework.links.length > 0 || rework.work !== undefined) return []
  // Only a datastore whose one field is retyped gets here: Cliq would have to hold it without any field.
  const present = new Set([...rework.present, STAND_IN_FIELD])
  const typesNow = new Map([...rework.typesNow, [STAND_IN_FIELD, STAND_IN.type] as const])
  const then = order({ ...rework, present, typesNow, gone: new Set([...rework.gone, STAND_IN_FIELD]) }, caps) ?? []
  return [{ move: 'add', fields: [STAND_IN_FIELD] }, ...then]
}

function reworkOf({ from, to, edit, carries }: Way, changes: readonly Change[]): Rework {
  const named = (kind: 'field-added' | 'field-removed' | 'field-retyped') =>
    changes.flatMap(change => (change.kind === kind ? [change.field] : []))
  const passing = carries.filter(each => isTemporary(each.writes) && !from.fields.has(each.writes))
  const heirs = new Set(carries.map(each => each.writes))
  // Heirs come first: the sooner all are there, the fewer passes over the records.
  const fresh = [
    ...passing.map(each => each.writes),
    ...named('field-added').sort((a, b) => Number(heirs.has(b)) - Number(heirs.has(a))),
  ]
  return {
    present: new Set(from.fields.keys()),
    gone: new Set([...named('field-removed'), ...passing.map(each => each.writes)]),
    fresh: new Set(fresh),
    retyped: new Set(named('field-retyped')),
    typesNow: typesOf(from),
    typesFinally: new Map([...typesOf(to), ...passing.map(each => [each.writes, each.to] as const)]),
    keyedNow: new Set(from.unique_keys.flat()),
    keyedFinally: new Set(to.unique_keys.flat()),
    links: carries.map(({ reads, writes }) => ({ from: reads, to: writes })),
    edit: Object.keys(edit).length > 0 || namesLeaving(from, to),
  }
}

function typesOf({ fields }: Datastore): ReadonlyMap<string, FieldType> {
  return new Map([...fields].map(([name, { type }]) => [name, type] as const))
}

function editOf(changes: readonly Change[]): DatastoreEdit {
  return Object.assign(
    {},
    ...changes.map((change): DatastoreEdit => {
      if (change.kind === 'datastore-renamed') return { unique_name: change.to }
      if (change.kind !== 'datastore-changed') return {}
      return { [change.attribute]: change.to }
    }),
  )
}

function fieldEditsOf(changes: readonly Change[]): readonly (readonly [string, FieldEdit])[] {
  const edits = new Map<string, Partial<Record<FieldAttribute, string | boolean>>>()
  for (const change of changes)
    if (change.kind === 'field-changed' && change.to !== undefined)
      edits.set(change.field, { ...edits.get(change.field), [change.attribute]: change.to })
  return [...edits].sort(([a], [b]) => byCodeUnit(a, b)) as readonly (readonly [string, FieldEdit])[]
}

function chunks<T>(items: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  )
}
