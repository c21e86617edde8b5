const KINDS = [
  'datastore-removed',
  'datastore-renamed',
  'field-removed',
  'field-retyped',
  'records-removed',
  'values-dropped',
]

/** What a consent may be for. */
export const CONSENT_KINDS: readonly string[] = [...KINDS, 'unkeyed-seed']

/** What a consent looks like, as the source of a regular expression: a seed bears the name of its file, all else those of Cliq. */
export const CONSENT_FORM: string = `^(?:(?:${KINDS.join('|')}):[a-z0-9_]+(?:\\.[a-z0-9_]+)?|unkeyed-seed:[A-Za-z0-9_.-]+)$`
