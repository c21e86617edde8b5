import type { UniqueKey } from './catalog.ts'
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

/** What may go wrong with a carry, and that its old field will be deleted, as far as the records were read. */
export function carryFindings(carry: Carry, known: Known | undefined): readonly CarryFinding[] {
  const { unfit = 0, covered = 0, records = 0, complete = false } = known ?? {}
  const most = complete ? '' : 'at least '
  const found: CarryFinding[] = []
  const find = (level: CarryFinding['level'], code: string, because: string, isDrop = false) =>
    void found.push({ level, code, because, isDrop })
  if (covered > 0)
    find('refused', 'DS113', `${most}${covered} values are shown as stars, and what nobody sees nobody can carry`)
  if (unfit > 0) {
    const what = `${most}${unfit} of ${records} values do not fit ${carry.to}`
    if (carry.invalid === 'refuse') find('refused', 'DS111', what)
    else find('loss', 'DS112', `${what} and will be ${carry.invalid === 'empty' ? 'left out' : 'replaced'}`, true)
  }
  find('note', 'DS114', `${steps(carry)}; ${windowText(carry, records, complete)}`)
  return found
}

function steps({ reads, writes }: Carry): string {
  return `the values of ${reads} are copied to ${writes} and checked, then ${reads} is deleted`
}

// The pages of the last look, at 30 a minute; a look at few takes a moment.
function windowText({ reads }: Carry, records: number, complete: boolean): string {
  const pages = Math.ceil(records / 100)
  const span = pages <= 30 ? `${10 + pages} s` : `${Math.ceil(pages / 30)} min`
  const between = complete ? `in the ${span} between` : 'between'
  return `what is written to ${reads} ${between} the last look and that is lost: pause its writers`
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
