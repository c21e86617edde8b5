import { createHash } from 'node:crypto'

/** The digest of a text: the algorithm's name, then the SHA-256 of its UTF-8 bytes in hex. */
export function digestOf(text: string): string {
  return `sha256-v1:${createHash('sha256').update(text, 'utf8').digest('hex')}`
}
