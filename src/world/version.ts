import { readFileSync } from 'node:fs'

/** The version in package.json; it lies two folders up from the source and from dist alike. */
export function readVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8')
  const { version } = JSON.parse(text) as { readonly version: string }
  return version
}
