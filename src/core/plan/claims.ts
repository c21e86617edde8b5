import { typeCounts, typeOver } from '../model/caps.ts'
import type { TypeCaps } from '../model/caps.ts'
import { LIMITS } from '../model/catalog.ts'
import type { Datastore, Field } from '../model/catalog.ts'
import type { Problem } from '../model/problem.ts'

/** Why a live datastore cannot be as it is wanted: no room beside fields that are not ours, or one of those in the way. */
export function claims(
  now: Datastore,
  wanted: Datastore,
  foreign: ReadonlyMap<string, Field>,
  caps: TypeCaps,
  owns: (field: string) => boolean,
): readonly Problem[] {
  const name = wanted.unique_name
  const problems: Problem[] = []
  const size = wanted.fields.size + foreign.size
  const all = [...wanted.fields.values(), ...foreign.values()]
  const over = typeOver(all, caps)
  const tooMany = (count: number, what: string, others: number, cap: number) =>
    problems.push({
      code: 'LV101',
      severity: 'error',
      message: `${name} would have ${count} fields${what}, ${others} of them not ours; Cliq allows ${cap}`,
      hint: `define fewer fields, or adopt the others with cliq-ds pull ${name}`,
    })
  if (size > LIMITS.fields) tooMany(size, '', foreign.size, LIMITS.fields)
  else if (over !== undefined)
    tooMany(typeCounts(all)[over], ` of type ${over}`, typeCounts(foreign.values())[over], caps[over])
  for (const [field, { type }] of wanted.fields) {
    const there = now.fields.get(field)
    if (there === undefined || there.type === type || owns(field)) continue
    problems.push({
      code: 'LV102',
      severity: 'error',
      message: `${name}.${field} is ${there.type} and not in the lock file, so it cannot be replaced by ${type}`,
      hint: `adopt it first with cliq-ds pull ${name}, or define another name`,
    })
  }
  return problems
}
