import * as fc from 'fast-check'
import { TYPE_CAPS } from '../../src/core/model/catalog.ts'
import type { Catalog, Datastore } from '../../src/core/model/catalog.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import { isHidden } from '../../src/core/model/secrecy.ts'
import { field } from '../laws/build.ts'
import { migration } from './migrated.ts'

const VERBS = ['split', 'join', 'copy', 'map', 'fill', 'delete_records'] as const
type Verb = (typeof VERBS)[number]

// `null` and `constructor` are names.
const q = (name: string) => JSON.stringify(name)

/** A migration beside other changes: where its datastore goes, and what its one record, all sevens, has to hold then. */
export interface Moved {
  readonly to: Catalog
  readonly migrations: readonly Migration[]
  /** By datastore and field; undefined for a datastore whose record goes. */
  readonly expected: ReadonlyMap<string, Readonly<Record<string, string>> | undefined>
}

/** Between these catalogs a migration of any kind, where one has a text that stays; sometimes none. */
export function moved(from: Catalog, to: Catalog): fc.Arbitrary<Moved> {
  const none: Moved = { to, migrations: [], expected: new Map() }
  const all = [...to].flatMap(([name, now]) =>
    VERBS.flatMap(verb => movedIn(verb, name, from.get(name), now, to) ?? []),
  )
  return all.length === 0
    ? fc.constant(none)
    : fc.oneof(fc.constant(none), { weight: 3, arbitrary: fc.constantFrom(...all) })
}

function movedIn(verb: Verb, name: string, was: Datastore | undefined, now: Datastore, to: Catalog): Moved | undefined {
  const stays = [...now.fields].flatMap(([each, { type, masked }]) => {
    const before = was?.fields.get(each)
    const isSame = before?.type === type && !isHidden(before) && !masked
    return isSame && type !== 'boolean' ? [[each, type] as const] : []
  })
  const text = stays.find(([, type]) => type === 'limited-text')?.[0]
  const other = stays.find(([each]) => each !== text)?.[0]
  const number = stays.find(([, type]) => type === 'number')?.[0]
  if (text === undefined) return undefined
  const made = (
    step: string,
    values: Readonly<Record<string, string>> | undefined,
    ...heirs: readonly string[]
  ): Moved | undefined => {
    const fields = new Map([...now.fields, ...heirs.map(each => [each, field()] as const)])
    const texts = [...fields.values()].filter(each => each.type === 'limited-text').length
    if (fields.size > 19 || texts > TYPE_CAPS['limited-text']) return undefined
    return {
      to: new Map(to).set(name, { ...now, fields }),
      migrations: [migration('moved', `  - ${verb}: { datastore: ${q(name)}, ${step} }\n`)],
      expected: new Map([[name, values]]),
    }
  }
  switch (verb) {
    case 'split':
      return made(`field: ${q(text)}, by: v, into: [zza, zzb]`, { zza: 'se', zzb: 'en' }, 'zza', 'zzb')
    case 'join':
      if (other === undefined) return undefined
      return made(
        `fields: [${q(text)}, ${q(other)}], with: "-", into: zza`,
        { zza: `seven-${other === number ? '7' : 'seven'}` },
        'zza',
      )
    case 'copy':
      return made(`field: ${q(text)}, into: zza`, { zza: 'seven' }, 'zza')
    case 'map':
      return made(`field: ${q(text)}, values: { seven: eight }`, { [text]: 'eight' })
    case 'fill':
      return made('set: { zza: filled }, where: { zza: empty }', { zza: 'filled' }, 'zza')
    case 'delete_records':
      return made(`where: { ${q(text)}: seven }, at_most: 3`, undefined)
  }
}
