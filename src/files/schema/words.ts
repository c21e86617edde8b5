import { LIMITS, RECORD_PARTS, RESERVED_PREFIX } from '../../core/model/catalog.ts'

/** A JSON Schema or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** A description, for editors that read Markdown and for those that do not. */
export function words(description: string): JsonSchema {
  return { description, markdownDescription: description }
}

/** A pattern, and what editors say in place of it where a text does not match. */
export function patternInWords(pattern: string, says: string): JsonSchema {
  return { pattern, patternErrorMessage: says }
}

/** Text where YAML may read something else: editors then ask for the quotes that are missing. */
export function textInQuotes(example: string): JsonSchema {
  return {
    type: 'string',
    errorMessage: `must be text: put it in quotes, such as "${example}"; without them YAML reads a number, true, false or null`,
  }
}

/** What a unique_name of a datastore looks like. */
export function uniqueNamePattern(): JsonSchema {
  return named(RESERVED_PREFIX, `names that start with ${RESERVED_PREFIX} are reserved`)
}

/** The same for a field: it cannot be called like what every record has already. */
export function fieldNamePattern(): JsonSchema {
  const [last, ...others] = RECORD_PARTS.toReversed()
  const taken = `${others.toReversed().join(', ')} and ${last}`
  return named(
    `${RESERVED_PREFIX}|(?:${RECORD_PARTS.join('|')})$`,
    `${taken} are taken, as are names that start with ${RESERVED_PREFIX}`,
  )
}

function named(not: string, taken: string): JsonSchema {
  const says = `use lower-case letters, digits and _, with a letter first; ${taken}`
  return { ...patternInWords(`^(?!${not})[a-z][a-z0-9_]*$`, says), maxLength: LIMITS.uniqueName }
}
