import { existsSync, readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = new URL('../', import.meta.url)
const built = new URL('dist/terminal/bin.js', root)
const sources = new URL('src/', root)

/**
 * The command that tests start as a process of its own: the built one, which starts in half the time, where no source is
 * newer; otherwise the sources themselves, so that nobody tests what was built yesterday.
 */
export const BIN = fileURLToPath(isFresh() ? built : new URL('terminal/bin.ts', sources))

function isFresh(): boolean {
  if (!existsSync(built)) return false
  const since = statSync(built).mtimeMs
  return readdirSync(sources, { recursive: true, encoding: 'utf8' }).every(
    each => statSync(new URL(each, sources)).mtimeMs <= since,
  )
}
