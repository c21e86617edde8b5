import { hintText } from '../model/carryFindings.ts'
import { isConvertible } from '../model/conversions.ts'
import type { Definition } from '../model/definition.ts'
import type { Lock, LockedDatastore } from '../model/lock.ts'
import type { FieldFormer, Former } from '../model/former.ts'

/** A hint that an environment needs, by what another one remembers, and that the definition does not have. */
export interface LostHint {
  /** Undefined for the whole datastore. */
  readonly field: string | undefined
  /** What the environment still has: a name, or a type of the field. */
  readonly old: string
  readonly isType: boolean
  /** Lines of the definition that say so. */
  readonly lines: readonly string[]
  /** The environment that remembers. */
  readonly by: string
  /** The datastore, as the environment knows it. */
  readonly datastore: string
}

/** What environments remember of one datastore, each by its name. */
type Remembered = readonly (readonly [string, Former])[]

/**
 * What environments of the lock file still have under an old name or type, though another one remembers where its values
 * belong, and no hint of the definition says so; by environment. `taken` are names of datastores that definitions have or
 * had. Most lock files remember nothing, and then nothing is looked at.
 */
export function lostHints(
  definition: Definition,
  lock: Lock,
  taken: ReadonlySet<string>,
): ReadonlyMap<string, readonly LostHint[]> {
  const own = definition.datastore.unique_name
  const remembered: Remembered = [...lock].flatMap(([by, { datastores }]) => {
    const past = datastores.get(own)?.past
    return past === undefined ? [] : [[by, past] as const]
  })
  if (remembered.length === 0) return new Map()
  return new Map(
    [...lock].map(([environment, { datastores }]) => {
      const found = remembered.flatMap(([by, past]): readonly LostHint[] => {
        if (by === environment) return []
        const unsaid = [...lostWhole(definition, past, datastores, taken), ...lostFields(definition, past, datastores)]
        return unsaid.map(each => ({ ...each, by }))
      })
      return [environment, found.filter((each, at) => found.findIndex(({ field }) => field === each.field) === at)]
    }),
  )
}

type Unsaid = Omit<LostHint, 'by'>

function lostWhole(
  { datastore, hints }: Definition,
  past: Former,
  there: ReadonlyMap<string, LockedDatastore>,
  taken: ReadonlySet<string>,
): readonly Unsaid[] {
  const hinted = hints?.renamed_from ?? []
  if ([datastore.unique_name, ...hinted].some(name => there.has(name))) return []
  const old = past.names.find(name => there.has(name) && !taken.has(name))
  if (old === undefined) return []
  return [{ field: undefined, old, isType: false, lines: [namesLine([...hinted, old])], datastore: old }]
}

function lostFields(
  definition: Definition,
  past: Former,
  there: ReadonlyMap<string, LockedDatastore>,
): readonly Unsaid[] {
  const { datastore, hints } = definition
  const names = [datastore.unique_name, ...(hints?.renamed_from ?? []), ...past.names]
  const name = names.find(each => there.has(each))
  const known = name === undefined ? undefined : there.get(name)
  if (name === undefined || known === undefined) return []
  return [...past.fields].flatMap(([field, was]) => {
    const unsaid = lostName(definition, field, was, known) ?? lostType(definition, field, was, known)
    return unsaid === undefined ? [] : [{ ...unsaid, field, datastore: name }]
  })
}

// One that has the heir already and does not own the old field was let go, or never renamed it.
function lostName(
  { datastore, hints }: Definition,
  field: string,
  { names }: FieldFormer,
  { definition, fields: owned }: LockedDatastore,
): Pick<Unsaid, 'old' | 'isType' | 'lines'> | undefined {
  const { fields } = definition
  const own = hints?.fields.get(field)
  const hinted = own?.renamed_from ?? []
  const to = datastore.fields.get(field)?.type
  if (to === undefined || hinted.some(name => fields.has(name))) return undefined
  const others = new Set([...(hints?.fields.values() ?? [])].flatMap(each => each.renamed_from))
  const old = names.find(
    name =>
      !datastore.fields.has(name) && !others.has(name) && fields.has(name) && (!fields.has(field) || owned.has(name)),
  )
  const from = old === undefined ? undefined : fields.get(old)?.type
  if (old === undefined || from === undefined || (from !== to && !isConvertible(from, to))) return undefined
  const convert = from === to || own?.convert !== undefined ? [] : [hintText({ hint: { key: 'convert', from } })]
  return { old, isType: false, lines: [namesLine([...hinted, old]), ...convert] }
}

function lostType(
  { datastore, hints }: Definition,
  field: string,
  { types }: FieldFormer,
  { definition }: LockedDatastore,
): Pick<Unsaid, 'old' | 'isType' | 'lines'> | undefined {
  const to = datastore.fields.get(field)?.type
  const from = definition.fields.get(field)?.type
  const isSaid = hints?.fields.get(field)?.convert !== undefined
  if (to === undefined || from === undefined || from === to || isSaid || !types.includes(from)) return undefined
  if (!isConvertible(from, to)) return undefined
  return { old: from, isType: true, lines: [hintText({ hint: { key: 'convert', from } })] }
}

function namesLine(names: readonly string[]): string {
  const [first = ''] = names
  return hintText({ hint: { key: 'renamed_from', from: names.length === 1 ? first : `[${names.join(', ')}]` } })
}
