import { CODES } from '../core/codes/codes.ts'
import { GROUPS } from '../core/codes/groups.ts'

/** All codes by group, one line each: what `explain` can be asked about. */
export function codesText(): string {
  const groups = Object.entries(GROUPS).flatMap(([letters, heading]) => {
    const own = Object.entries(CODES).filter(([code]) => code.startsWith(letters))
    const lines = own.map(([code, { title }]) => `  ${code}  ${title}`).sort()
    return own.length === 0 ? [] : [[`${letters}  ${heading}`, ...lines].join('\n')]
  })
  return `${groups.join('\n\n')}\n\ncliq-ds explain CODE says why, and what to do. It also takes Cliq's own codes.`
}
