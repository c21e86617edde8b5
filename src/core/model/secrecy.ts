import type { Field } from './catalog.ts'
import type { LiveValue } from './live.ts'

/** Whether the values of a field are not for the eye: no text, file or report may hold one. */
export function isHidden(field: Pick<Field, 'masked' | 'type'> | undefined): boolean {
  return field !== undefined && (field.masked || field.type === 'encrypted-text')
}

/** Whether Cliq shows asterisks in place of the value: then nobody here knows what it is. */
export function isCovered(field: Pick<Field, 'masked' | 'type'> | undefined, value: LiveValue): boolean {
  return typeof value === 'string' && /^\*+$/u.test(value) && isHidden(field)
}
