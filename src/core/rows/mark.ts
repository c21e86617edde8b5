// No value that a seed may hold begins like this: NUL is refused in texts.
const MARK = '\u0000ref:'

/** The value that stands in a row for a reference until it is known. */
export function markOf(ref: string): string {
  return MARK + ref
}

/** The reference that a value stands for; undefined for a value that is one. */
export function markedRef(value: string | boolean): string | undefined {
  return typeof value === 'string' && value.startsWith(MARK) ? value.slice(MARK.length) : undefined
}
