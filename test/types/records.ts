import type { DatastoreDefinition, FieldDefinition, RecordOf } from '../../src/index.ts'
import type { DatastoresRecord, DoorBadgesRecord, RecordsByDatastore } from './generated.ts'
import type { datastores, door_badges } from './datastores.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
type Flat<T> = { [K in keyof T]: T[K] }
type Badge = RecordOf<typeof door_badges>

/** What `cliq-ds types` writes is what a definition in TypeScript gives by itself. The type check is the test. */
export const SAME: readonly true[] = [
  true satisfies Same<Badge, Flat<DoorBadgesRecord>>,
  true satisfies Same<RecordOf<typeof datastores>, Flat<DatastoresRecord>>,
  true satisfies Same<RecordsByDatastore['door_badges'], DoorBadgesRecord>,
]

/** What the exported types take. */
export const TAKEN: readonly unknown[] = [
  { badge_no: '7', active: true } satisfies Badge,
  { name: 'Pin', type: 'number', masked: true, default_value: '0' } satisfies FieldDefinition,
  {
    unique_name: 'a',
    name: 'A',
    description: 'a',
    fields: {} as Record<string, FieldDefinition>,
  } satisfies DatastoreDefinition,
]

/** What they refuse: without the error on its line, the type check fails. */
export const REFUSED: readonly unknown[] = [
  // @ts-expect-error a mandatory field is missing
  { badge_no: '7' } satisfies Badge,
  // @ts-expect-error numbers are text
  { badge_no: 7, active: true } satisfies Badge,
  // @ts-expect-error no field has this name
  { badge_no: '7', active: true, sites: 'hq' } satisfies Badge,
  // @ts-expect-error a large text cannot be masked
  { name: 'Notes', type: 'large-text', masked: true } satisfies FieldDefinition,
  // @ts-expect-error the default of a boolean is "true" or "false"
  { name: 'Active', type: 'boolean', default_value: '1' } satisfies FieldDefinition,
  // @ts-expect-error a text is not a number
  { name: 'Level', type: 'number', default_value: 'high' } satisfies FieldDefinition,
  // @ts-expect-error fields are required
  { unique_name: 'a', name: 'A', description: 'a' } satisfies DatastoreDefinition,
]
