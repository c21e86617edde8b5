import type { Migration, MigrationStep } from '../model/migration.ts'
import type { Problem } from '../model/problem.ts'
import { childPath, isMapping, kindOf, part, tell } from '../rules/shape.ts'
import type { Origin, Reader } from '../rules/shape.ts'
import { decodeStep } from './decodeStep.ts'
import { namesPart, textPart, unknownKeys } from './parts.ts'

/** What a value of unknown shape says of one migration; given beside problems too, so that every law is checked at once. */
export interface DecodedMigration {
  readonly migration?: Migration
  readonly problems: readonly Problem[]
}

/** Each step reads records, so nobody waits for so many. */
const MOST_STEPS = 1_000
const KEYS = ['description', 'after', 'steps']
const ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/u

/** Gives a migration its type: every part of the right kind, nothing unknown, nothing missing. */
export function decodeMigration(value: unknown, id: string, origin: Origin): DecodedMigration {
  const reader: Reader = { origin, problems: [] }
  if (!ID.test(id))
    tell(
      reader,
      'MG102',
      '',
      `\`${id}\` is not a name of a migration: letters, digits, - and _, at most 64`,
      'rename the file',
    )
  if (!isMapping(value)) {
    const hint = 'start with `description:` and `steps:`'
    tell(reader, 'MG102', '', `a migration must be a mapping, found ${kindOf(value)}`, hint)
    return { problems: reader.problems }
  }
  unknownKeys(value, '', KEYS, reader)
  const description = textPart(value, 'description', '', reader, 'write what it is for') ?? ''
  const after = part(value, 'after') === undefined ? [] : (namesPart(value, 'after', '', reader) ?? [])
  const steps = stepsOf(part(value, 'steps'), reader)
  const { file, places } = origin
  return { migration: { id, file, description, after, steps, places }, problems: reader.problems }
}

function stepsOf(value: unknown, reader: Reader): readonly MigrationStep[] {
  if (!Array.isArray(value) || value.length === 0) {
    const hint = 'write `- copy: { datastore: staff, field: phone, into: mobile }`'
    tell(reader, 'MG102', 'steps', '`steps` must be a list of at least one step', hint)
    return []
  }
  if (value.length > MOST_STEPS) {
    const message = `a migration has at most ${MOST_STEPS} steps, and this has ${value.length}`
    tell(reader, 'MG102', 'steps', message, 'split it into several, or give many values in one `map`')
    return []
  }
  return value.flatMap((each: unknown, at) => decodeStep(each, childPath('steps', at), reader) ?? [])
}
