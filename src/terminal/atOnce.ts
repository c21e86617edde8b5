import { readFileSync } from 'node:fs'

import { readVersion } from '../world/version.ts'

/** What a command line says that needs nothing of the project: its version or its help. Undefined for all others. */
export function saidAtOnce(argv: readonly string[], columns: number): string | undefined {
  const [only = '', ...more] = argv
  if (more.length > 0) return undefined
  if (['--version', '-v', '-V'].includes(only)) return `${readVersion()}\n`
  return ['--help', '-h'].includes(only) ? readHelp(columns) : undefined
}

// As the build laid it out for this width; undefined from source and for other widths.
function readHelp(columns: number): string | undefined {
  try {
    return readFileSync(new URL(`./help-${columns}.txt`, import.meta.url), 'utf8')
  } catch {
    return undefined
  }
}
