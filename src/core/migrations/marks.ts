import { RESERVED_PREFIX } from '../model/catalog.ts'
import type { FieldType } from '../model/catalog.ts'

/**
 * The display name of a field that takes the values of another: as long as it is so called the old field is the truth,
 * and any machine knows it for ours without a lock file or a journal.
 */
export function heirMark(old: string, heir: string): string {
  // 12 hexadecimal digits make at most 15 decimal ones; a display name has 20 characters.
  return `Carries ${Number.parseInt(digest(`${old} ${heir}`), 16) % 1_000_000_000_000}`
}

/**
 * The display name of a field that keeps values in another type than the one they go to, where the caps leave no room for
 * that type twice. It names that type, so that no other definition takes the values for its own.
 */
export function detourMark(old: string, to: FieldType, via: string): string {
  return heirMark(`${old} ${to}`, via)
}

/** The field that keeps the values of another while that one is replaced under its own name. */
export function temporaryField(field: string): string {
  return `${RESERVED_PREFIX}${digest(field)}`
}

// Two rounds of FNV-1a with other starts, 24 bits of each: no secret hangs on it, only that names differ.
function digest(text: string): string {
  const half = (start: number) => {
    let hash = start
    for (const character of text) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0
    return ((hash ^ (hash >>> 24)) & 0xffffff).toString(16).padStart(6, '0')
  }
  return half(0x811c9dc5) + half(0x9747b28c)
}
