import { isTemporary } from '../model/catalog.ts'
import type { Datastore, Field, FieldType } from '../model/catalog.ts'
import { placeOf } from '../model/definition.ts'
import type { ConvertHint, Definition, FieldHints } from '../model/definition.ts'
import type { Problem } from '../model/problem.ts'
import { nearest } from '../rules/nearest.ts'
import { isConvertible } from '../model/conversions.ts'
import { detourMark, heirMark, temporaryField } from './marks.ts'

/** The values of one field on their way to another, as the org stands. */
export interface Succession {
  /** The field that they go to, as the definition names it. */
  readonly heir: string
  /** The live field that they are in. */
  readonly source: string
  /** The field that they go over, where the heir has the name of the source or the caps leave no room for both. */
  readonly via?: string | undefined
  /** The type of that field, where it is not the one that they go to. */
  readonly over?: FieldType | undefined
  /** The field that had the values before the one that they are in now. */
  readonly origin?: string | undefined
  readonly from: FieldType
  readonly to: FieldType
  readonly invalid: ConvertHint['invalid']
  /** Of the field that they go to next: not there yet, marked as ours, or made by somebody. */
  readonly standing: HeirStanding
  /** Whether the old field stays for now. */
  readonly isWaiting: boolean
  readonly conflicts: FieldHints['conflicts']
}

export type HeirStanding = 'absent' | 'ours' | 'theirs'

/** What the hints of one definition mean for a datastore as it is live. */
export interface Heritage {
  readonly successions: readonly Succession[]
  /** Heirs that hold their values already, beside an old field that stays until its hint says otherwise. */
  readonly waiting: readonly { readonly heir: string; readonly old: string }[]
  readonly problems: readonly Problem[]
}

/** Decides by what is live what each hint asks for. `owns` says which live fields the lock file knows as ours. */
export function heritageOf(definition: Definition, now: Datastore, owns: (field: string) => boolean): Heritage {
  const found: Found = { definition, now, owns, successions: [], waiting: [], problems: [], refused: new Set() }
  for (const [heir, hints] of definition.hints?.fields ?? []) {
    const wanted = definition.datastore.fields.get(heir)
    if (wanted !== undefined) findHeir(heir, wanted, hints, found)
  }
  const used = new Set(found.successions.flatMap(({ source, via }) => [source, via]))
  for (const name of now.fields.keys())
    if (isTemporary(name) && !used.has(name) && !found.refused.has(name))
      found.problems.push(leftOver(definition, now, name))
  return found
}

interface Found {
  readonly definition: Definition
  readonly now: Datastore
  readonly owns: (field: string) => boolean
  readonly successions: Succession[]
  readonly waiting: { readonly heir: string; readonly old: string }[]
  readonly problems: Problem[]
  /** Temporary fields that a problem speaks of already. */
  readonly refused: Set<string>
}

function findHeir(heir: string, wanted: Field, hints: FieldHints, found: Found): void {
  const { now } = found
  const live = hints.renamed_from.filter(name => now.fields.has(name))
  const [old, ...others] = live
  const path = `fields.${heir}.renamed_from`
  if (others.length > 0) {
    const message = `${[...live].join(' and ')} of ${now.unique_name} are both live, and only one of them can be ${heir}`
    return tellOf(
      found,
      'LV110',
      path,
      message,
      'keep one of the names in the hint; the values of the other are not carried',
    )
  }
  if (old !== undefined) return findRenamed(old, heir, wanted, hints, found)
  const via = temporaryField(heir)
  const kept = now.fields.get(via)
  const origin = hints.renamed_from.find(name => kept?.name === detourMark(name, wanted.type, via))
  if (kept !== undefined && origin !== undefined) {
    const standing = standingOf(now.fields.get(heir), heirMark(via, heir))
    const { conflicts } = hints
    const way = { heir, source: via, origin, from: kept.type, to: wanted.type }
    return void found.successions.push({ ...way, invalid: 'refuse', standing, isWaiting: false, conflicts })
  }
  findRetyped(heir, wanted, hints, found)
}

function findRenamed(old: string, heir: string, wanted: Field, hints: FieldHints, found: Found): void {
  const { now, owns } = found
  const [source, there] = [now.fields.get(old), now.fields.get(heir)]
  if (source === undefined || !fits(old, source, heir, wanted, hints, found)) return
  const path = `fields.${heir}.renamed_from`
  if (there !== undefined && there.type !== wanted.type) {
    const message = `${now.unique_name} has ${old} and a ${heir} of type ${there.type}, where ${wanted.type} is defined`
    return tellOf(found, 'LV110', path, message, `remove one of the two in Cliq, or define another name for ${heir}`)
  }
  const isWaiting = hints.contract === 'later'
  if (!isWaiting && !owns(old)) {
    const message = `${now.unique_name}.${old} is not in the lock file: its values may be carried, and it may not be deleted`
    const hint = `adopt it first with cliq-ds pull ${now.unique_name}, or write \`contract: later\` at ${heir}`
    return tellOf(found, 'LV112', path, message, hint)
  }
  const via = temporaryField(heir)
  const kept = now.fields.get(via)
  const isDetour = kept?.name === detourMark(old, wanted.type, via)
  const standing = isDetour ? 'ours' : standingOf(there, heirMark(old, heir))
  if (isWaiting && standing === 'theirs') return void found.waiting.push({ heir, old })
  const { convert, conflicts } = hints
  const invalid = convert?.invalid ?? 'refuse'
  found.successions.push({
    heir,
    source: old,
    ...(isDetour && { via, over: kept.type }),
    from: source.type,
    to: wanted.type,
    invalid,
    standing,
    isWaiting,
    conflicts,
  })
}

function findRetyped(heir: string, wanted: Field, hints: FieldHints, found: Found): void {
  const { now } = found
  const { convert } = hints
  if (convert === undefined) return noteMissing(heir, hints, found)
  const via = temporaryField(heir)
  const [there, kept] = [now.fields.get(heir), now.fields.get(via)]
  const to = wanted.type
  const common = { heir, to, isWaiting: false, conflicts: hints.conflicts }
  const isDetour = kept?.name === detourMark(heir, to, via)
  if (kept !== undefined && kept.type !== to && !isDetour) {
    const message = `the values of ${now.unique_name}.${heir} are being converted to ${kept.type}, but ${to} is defined now`
    const hint = `define ${kept.type} until an apply has finished, then ${to}`
    found.refused.add(via)
    return tellOf(found, 'LV113', `fields.${heir}.type`, message, hint)
  }
  if (there !== undefined && there.type !== to) {
    const standing = isDetour ? 'ours' : standingOf(kept, heirMark(heir, via))
    const over = isDetour ? kept.type : undefined
    // A type that the hint does not name is not what it speaks of.
    if (kept === undefined && convert.from !== undefined && convert.from !== there.type) return
    if (!fits(heir, there, heir, wanted, hints, found)) return
    found.successions.push({ ...common, source: heir, via, over, from: there.type, invalid: convert.invalid, standing })
  } else if (kept !== undefined) {
    const standing = standingOf(there, heirMark(via, heir))
    found.successions.push({ ...common, source: via, from: kept.type, invalid: 'refuse', standing })
  } else if (there === undefined) noteMissing(heir, hints, found)
}

// Nothing carries and nothing leaves: likely a name that was mistyped.
function noteMissing(heir: string, { renamed_from }: FieldHints, found: Found): void {
  const { now, definition } = found
  if (renamed_from.length === 0 || now.fields.has(heir)) return
  const leaving = [...now.fields.keys()].filter(name => !definition.datastore.fields.has(name) && found.owns(name))
  const heirs = new Set([...(definition.hints?.fields.values() ?? [])].flatMap(each => each.renamed_from))
  const near = nearest(renamed_from[0] ?? '', leaving)
  const message = `${now.unique_name} has neither ${heir} nor ${renamed_from.join(' nor ')}`
  const isError = leaving.some(name => !heirs.has(name))
  const hint = near === undefined ? `${heir} will be added empty` : `did you mean \`renamed_from: ${near}\`?`
  if (isError) tellOf(found, 'LV114', `fields.${heir}.renamed_from`, `${message}, and a field would be deleted`, hint)
  else tellOf(found, 'LV114', `fields.${heir}.renamed_from`, message, hint, 'warning')
}

function fits(old: string, source: Field, heir: string, wanted: Field, { convert }: FieldHints, found: Found): boolean {
  const where = `${found.now.unique_name}.${old}`
  if (!isConvertible(source.type, wanted.type)) {
    const message = `${where} is ${source.type}, which has no conversion to ${wanted.type}`
    const hint = 'keep the old type, or consent to the loss'
    tellOf(found, 'LV111', `fields.${heir}.type`, message, hint)
    return false
  }
  if (convert?.from === undefined || convert.from === source.type || source.type === wanted.type) return true
  const message = `${where} is ${source.type}, and the hint says ${convert.from}`
  tellOf(found, 'LV111', `fields.${heir}.convert.from`, message, `write \`from: ${source.type}\` if that is meant`)
  return false
}

function standingOf(field: Field | undefined, mark: string): HeirStanding {
  return field === undefined ? 'absent' : field.name === mark ? 'ours' : 'theirs'
}

function leftOver(definition: Definition, now: Datastore, name: string): Problem {
  const field = [...definition.datastore.fields.keys(), ...now.fields.keys()].find(
    each => temporaryField(each) === name,
  )
  const whose = field === undefined ? 'a field' : field
  return {
    code: 'LV113',
    severity: 'error',
    message: `${now.unique_name} has values of ${whose} that are being carried to another field, but the hint is gone`,
    at: placeOf(definition, field === undefined ? 'fields' : `fields.${field}`),
    hint: `write the hint of ${whose} again, \`renamed_from\` or \`convert\`, apply, and remove it then`,
  } as Problem
}

function tellOf(
  { definition, problems }: Found,
  code: string,
  path: string,
  message: string,
  hint: string,
  severity: Problem['severity'] = 'error',
): void {
  const at = placeOf(definition, path)
  problems.push({ code, severity, message, ...(at && { at }), hint })
}
