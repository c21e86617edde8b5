import type { UniqueKey } from './catalog.ts'
import { changeName } from './change.ts'
import type { Change } from './change.ts'
import { carryFindings, followsRename, lineToKeep } from './carryFindings.ts'
import type { Carry } from './step.ts'

/** How bad: `loss` needs consent, `refused` cannot be consented to, `may-fail` warns, `note` informs. */
export type RiskLevel = 'loss' | 'refused' | 'may-fail' | 'note'

/** What a change touches in the records, as far as it was read. */
export interface Held {
  /** Records of the datastore that were read. */
  readonly records: number
  /** Those with a value in the field that goes; equal to `records` for a whole datastore. */
  readonly withValue: number
  /** False when there are more records than were read: the figures are then lower bounds. */
  readonly complete: boolean
  /** Records that a new unique key would not tell apart; a key without any is absent. */
  readonly repeats?: readonly Repetition[]
  /** Records with a value that goes and that Cliq would not take back: over 1,000 characters. Absent for none. */
  readonly tooLong?: number
  /** Values that are carried and do not fit their new type, or that Cliq would not take; absent for none. */
  readonly unfit?: number
  /** Values that are carried and that Cliq shows as stars; absent for none. */
  readonly covered?: number
}

/** Two records with the same values in the fields of a unique key, and how many do such a thing. */
export interface Repetition {
  readonly key: UniqueKey
  readonly ids: readonly [string, string]
  /** What the two share, by field; `(hidden)` where it is not for the eye, and nothing for values that are carried. */
  readonly values: Readonly<Record<string, string>>
  /** Records that share their values with another one. */
  readonly records: number
}

/** What a change may destroy, or why it may fail, with its reason. */
export interface Risk {
  readonly level: RiskLevel
  /** Stable, as a problem's code. */
  readonly code: string
  readonly change: Change
  readonly because: string
  /** The line to write in a definition instead, where one keeps the values. */
  readonly hint?: string | undefined
  /** What --allow must name, where consent helps. */
  readonly consent?: string
  readonly granted: boolean
  readonly held?: Held
}

/** What the risks of a change depend on, besides the change. */
export interface RiskGrounds {
  readonly consents: ReadonlySet<string>
  /** unique_names that the lock file or the definition protects. */
  readonly protects: ReadonlySet<string>
  /** Fields by datastore that are live, kept and would go with a removed datastore. */
  readonly foreign: ReadonlyMap<string, readonly string[]>
  /** By change name, as far as records were read. */
  readonly held: ReadonlyMap<string, Held>
  /** Carries by the name of their change: its values do not go. */
  readonly carried: ReadonlyMap<string, Carry>
  /** unique_names that a definition gives to a datastore that it says had another one. */
  readonly declared: ReadonlySet<string>
}

/** The risks of changes, in their order; most changes have none. */
export function risksOf(changes: readonly Change[], about: RiskGrounds): readonly Risk[] {
  return changes.flatMap(change => [
    ...lossesOf(change, about),
    ...hazardsOf(change, about),
    ...doubtsOf(change, changes, about),
  ])
}

/** Whether the change destroys values, so that records are worth counting before it. */
export function losesData(change: Change): boolean {
  return change.kind === 'datastore-removed' || change.kind === 'field-removed' || change.kind === 'field-retyped'
}

/** The unique keys that a change sets and that no earlier key implied. */
export function tightenedKeys(change: Change): readonly UniqueKey[] {
  if (change.kind !== 'datastore-changed' || change.attribute !== 'unique_keys') return []
  return change.to.filter(key => !change.from.some(each => each.every(name => key.includes(name))))
}

function lossesOf(change: Change, about: RiskGrounds): readonly Risk[] {
  switch (change.kind) {
    case 'datastore-removed': {
      const foreign = about.foreign.get(change.datastore) ?? []
      if (about.protects.has(change.datastore))
        return [refused('DS105', change, 'it is protected; apply protect: false in its definition first')]
      if (foreign.length > 0)
        return [
          refused(
            'DS106',
            change,
            `it also has fields that are not ours: ${foreign.join(', ')}; adopt or delete them first`,
          ),
        ]
      return [needsConsent('DS101', change, 'deleting a datastore cannot be undone', about)]
    }
    case 'field-removed':
      return [needsConsent('DS102', change, 'deleting a field cannot be undone', about)]
    case 'field-renamed':
      return carryRisks(change, about)
    case 'field-retyped':
      if (about.carried.has(changeName(change))) return carryRisks(change, about)
      return [
        needsConsent('DS103', change, 'Cliq cannot change a type: the field is deleted and added again, empty', about),
      ]
    case 'datastore-renamed':
      if (about.declared.has(change.datastore)) return []
      return [
        needsConsent(
          'DS104',
          change,
          `it was renamed outside, and what uses the name ${change.from} would stop working`,
          about,
        ),
      ]
    case 'datastore-added':
    case 'datastore-changed':
    case 'datastore-recreated':
    case 'field-added':
    case 'field-changed':
    case 'field-recreated':
      return []
  }
}

function hazardsOf(change: Change, about: RiskGrounds): readonly Risk[] {
  const held = about.held.get(changeName(change))
  const hazard = (code: string, because: string, isClear: boolean, clear: string): readonly Risk[] => {
    const shown = held !== undefined && held.complete && isClear
    return [
      {
        level: shown ? 'note' : 'may-fail',
        code,
        change,
        because: shown ? clear : because,
        granted: false,
        ...(held && { held }),
      },
    ]
  }
  const count = held?.records ?? 0
  const noneLacks = count === held?.withValue
  const isFull = count === 0 ? 'there are no records yet' : `all ${count} records have a value`
  switch (change.kind) {
    case 'datastore-changed': {
      const tightened = tightenedKeys(change).filter(key => !followsRename(key, change, about.carried))
      const keys = tightened.map(key => `[${key.join(', ')}]`).join(', ')
      if (tightened.length === 0) return []
      const because = `Cliq may refuse the key ${keys} if records have duplicate values`
      return hazard('MF101', because, held?.repeats === undefined, `no duplicates of ${keys} in ${count} records`)
    }
    case 'field-changed':
      if (change.attribute !== 'mandatory' || change.to !== true) return []
      return hazard('MF102', 'Cliq may reject updates to records that have no value', noneLacks, isFull)
    case 'field-added':
      if (!change.to.mandatory || change.to.default_value !== undefined) return []
      return hazard(
        'MF103',
        'a mandatory field without default_value leaves old records without a value',
        noneLacks,
        isFull,
      )
    case 'field-retyped': {
      if (about.carried.has(changeName(change))) return []
      const keys = (held?.repeats ?? []).map(({ key }) => `[${key.join(', ')}]`).join(', ')
      if (keys === '') return []
      return hazard(
        'MF101',
        `every record will have the default of ${change.field}: Cliq may refuse the key ${keys}`,
        false,
        '',
      )
    }
    case 'datastore-added':
    case 'datastore-removed':
    case 'datastore-renamed':
    case 'datastore-recreated':
    case 'field-removed':
    case 'field-renamed':
    case 'field-recreated':
      return []
  }
}

function carryRisks(change: Change, about: RiskGrounds): readonly Risk[] {
  const name = changeName(change)
  const [carry, held] = [about.carried.get(name), about.held.get(name)]
  if (carry === undefined) return []
  const isCarried = change.kind === 'field-renamed' || change.kind === 'field-retyped'
  return carryFindings(carry, held, isCarried ? change.to.type : carry.to).map(({ isDrop, ...found }): Risk => {
    const consent = isDrop ? `values-dropped:${change.datastore}.${'field' in change ? change.field : ''}` : undefined
    return {
      ...found,
      change,
      granted: consent !== undefined && about.consents.has(consent),
      ...(consent !== undefined && { consent }),
      ...(held && { held }),
    }
  })
}

// Consent to the removal settles the doubt.
function doubtsOf(change: Change, changes: readonly Change[], about: RiskGrounds): readonly Risk[] {
  const line = lineToKeep(change, changes, about.carried)
  return line === undefined ? [] : [{ level: 'note', code: 'DS107', change, ...line, granted: false }]
}

function refused(code: string, change: Change, because: string): Risk {
  return { level: 'refused', code, change, because, granted: false }
}

function needsConsent(code: string, change: Change, because: string, about: RiskGrounds): Risk {
  const consent = changeName(change)
  const held = about.held.get(consent)
  return { level: 'loss', code, change, because, consent, granted: about.consents.has(consent), ...(held && { held }) }
}
