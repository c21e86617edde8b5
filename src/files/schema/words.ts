/** A JSON Schema or a part of one. */
export type JsonSchema = Readonly<Record<string, unknown>>

/** What a unique_name matches; those of cliq-ds itself do not. */
export const UNIQUE_NAME_PATTERN = '^(?!cliqds_)[a-z][a-z0-9_]*$'

/** A description, for editors that read Markdown and for those that do not. */
export function words(description: string): JsonSchema {
  return { description, markdownDescription: description }
}
