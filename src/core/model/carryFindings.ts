import { isConvertible } from './conversions.ts'
import { isTemporary, TYPE_CAPS } from './catalog.ts'
import type { Datastore, FieldType, UniqueKey } from './catalog.ts'
import { changeName } from './change.ts'
import type { Change } from './change.ts'
import type { Carry } from './step.ts'

/** What is known of the records of a carry. */
interface Known {
  readonly records: number
  readonly complete: boolean
  readonly unfit?: number
  readonly covered?: number
}

/** What is to be said of a carry; `isDrop` where values go that only a consent lets go. */
export interface CarryFinding {
  readonly level: 'loss' | 'refused' | 'note'
  readonly code: string
  readonly because: string
  readonly isDrop: boolean
}

/**
 * What may go wrong with a carry, and that its old field will be deleted, as far as the records were read. `to` is the type
 * that its values have in the end.
 */
export function carryFindings(
  carry: Carry,
  known: Known | undefined,
  to: FieldType = carry.to,
): readonly CarryFinding[] {
  const { unfit = 0, covered = 0, records = 0, complete = false } = known ?? {}
  const most = complete ? '' : 'at least '
  const found: CarryFinding[] = []
  const find = (level: CarryFinding['level'], code: string, because: string, isDrop = false) =>
    void found.push({ level, code, because, isDrop })
  if (covered > 0)
    find(
      'refused',
      'DS113',
      `${most}${covered === 1 ? '1 value is' : `${covered} values are`} shown as stars and cannot be carried`,
    )
  if (unfit > 0) {
    const what = `${most}${unfit} of ${records} values ${unfit === 1 ? 'does' : 'do'} not fit ${carry.to}`
    if (carry.invalid === 'refuse') find('refused', 'DS111', `${what}${detourText(carry, to)}`)
    else find('loss', 'DS112', `${what} and will be ${carry.invalid === 'empty' ? 'left out' : 'replaced'}`, true)
  }
  find('note', 'DS114', `${steps(carry)}; ${windowText(carry, records, complete)}`)
  return found
}

/** Why values go over a field of another type; empty where they do not. */
export function detourText({ to: over, writes }: Pick<Carry, 'to' | 'writes'>, to: FieldType): string {
  if (over === to || !isTemporary(writes)) return ''
  const cap = TYPE_CAPS[to]
  const fields = cap === 1 ? `the only field of ${to}` : `all ${cap} fields of ${to}`
  return `, and they have to go over it, because the datastore has ${fields} that Cliq allows`
}

/** What to do where values do not fit the field that they have to go over. */
export const DETOUR_WAYS =
  'shorten them in Cliq, define one field less of that type for one apply, or change only the display name; to give the values up, remove the hint'

function steps({ reads, writes }: Carry): string {
  if (isTemporary(writes))
    return `the values of ${reads} go to a temporary field and are checked, then ${reads} is deleted and they are copied to the new field`
  return `the values of ${reads} are copied to ${writes} and checked, then ${reads} is deleted`
}

// The pages of the last look, at 30 a minute; a look at few takes a moment.
function windowText({ reads }: Carry, records: number, complete: boolean): string {
  const pages = Math.ceil(records / 100)
  const span = pages <= 30 ? `${10 + pages} s` : `${Math.ceil(pages / 30)} min`
  const between = complete ? `in the ${span} between` : 'between'
  return `what is written to ${reads} ${between} the last read and that is lost: pause its writers`
}

/** Whether a unique key only follows renames of its fields: the same values under other names are as unique as before. */
export function followsRename(key: UniqueKey, change: Change, carried: ReadonlyMap<string, Carry>): boolean {
  if (change.kind !== 'datastore-changed' || change.attribute !== 'unique_keys') return false
  const before = key.map(name => {
    const carry = carried.get(`field-renamed:${change.datastore}.${name}`)
    return carry?.from === carry?.to ? (carry?.reads ?? name) : name
  })
  return change.from.some(each => each.every(name => before.includes(name)))
}

/** A hint that a definition lacks: of a field, or of the whole datastore. */
export interface LackingHint {
  readonly datastore: string
  readonly field?: string | undefined
  /** What it was called before, or the type that it had. */
  readonly hint:
    | { readonly key: 'renamed_from'; readonly from: string }
    | { readonly key: 'convert'; readonly from: FieldType }
}

/** A hint as it stands in a definition. */
export function hintText({ hint }: Pick<LackingHint, 'hint'>): string {
  return hint.key === 'renamed_from' ? `renamed_from: ${hint.from}` : `convert: { from: ${hint.from}, invalid: refuse }`
}

/** The same in TypeScript. */
export function codeHint({ hint }: LackingHint): string {
  return hint.key === 'renamed_from'
    ? `renamed_from: '${hint.from}',`
    : `convert: { from: '${hint.from}', invalid: 'refuse' },`
}

/**
 * The hint that would keep the values of a change. A removal and an addition of one type may be a rename that a diff
 * cannot know; undefined where none would keep them.
 */
export function lackingHint(change: Change, changes: readonly Change[]): LackingHint | undefined {
  const { datastore } = change
  if (change.kind === 'field-removed') {
    const twin = changes.find(
      each => each.kind === 'field-added' && each.datastore === datastore && each.to.type === change.from.type,
    )
    const hint = { key: 'renamed_from', from: change.field } as const
    return twin?.kind === 'field-added' ? { datastore, field: twin.field, hint } : undefined
  }
  if (change.kind === 'datastore-removed') {
    const twin = changes.find(each => each.kind === 'datastore-added' && sameShape(each.to, change.from))
    return twin && { datastore: twin.datastore, hint: { key: 'renamed_from', from: datastore } }
  }
  if (change.kind !== 'field-retyped' || !isConvertible(change.from.type, change.to.type)) return undefined
  return { datastore, field: change.field, hint: { key: 'convert', from: change.from.type } }
}

/** The line in a definition that would keep the values of a change, and why; undefined where no line would keep them. */
export function lineToKeep(
  change: Change,
  changes: readonly Change[],
  carried: ReadonlyMap<string, Carry>,
): { readonly because: string; readonly hint: string } | undefined {
  const lacking = carried.has(changeName(change)) ? undefined : lackingHint(change, changes)
  if (lacking === undefined) return undefined
  const at = lacking.field ?? lacking.datastore
  const line = `\`${hintText(lacking)}\` at ${at}`
  const because =
    lacking.hint.key === 'renamed_from'
      ? `this may be a rename: write ${line}, or ${at} starts empty`
      : `the values can be converted: write ${line}`
  return { because, hint: `write ${line}` }
}

function sameShape(a: Datastore, b: Datastore): boolean {
  return a.fields.size === b.fields.size && [...a.fields].every(([name, { type }]) => b.fields.get(name)?.type === type)
}
