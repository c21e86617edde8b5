import { byCodeUnit } from '../core/catalog.ts'
import type { Json } from '../core/plain.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { entry } from './layout.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './planJson.ts'

/** What a pull did. Names are unique_names. */
export interface PullResult {
  readonly environment: string
  readonly where: string
  /** Files by datastore. */
  readonly written: ReadonlyMap<string, string>
  readonly unchanged: readonly string[]
  /** New in the lock file. */
  readonly adopted: readonly string[]
  /** Asked for or known, and not in the org. */
  readonly absent: readonly string[]
  readonly calls: number
}

/** The files that a pull wrote, what it took into the lock file, and what was not there. */
export function pullText(pulled: PullResult, paint: Paint): string {
  const { environment, where, written, unchanged, adopted, absent, calls } = pulled
  const isNew = new Set(adopted)
  const rows = sorted(written).flatMap(([name, file]) =>
    entry(escapeText(name), `${escapeText(file)}${isNew.has(name) ? ', adopted' : ''}`),
  )
  const same = [...unchanged]
    .sort(byCodeUnit)
    .flatMap(name => entry(escapeText(name), isNew.has(name) ? 'no difference, adopted' : 'no difference'))
  const gone = [...absent]
    .sort(byCodeUnit)
    .flatMap(name => entry(escapeText(name), 'not in the org, so its definition stays as it is'))
  const sum = `${counted(written.size, 'file')} written, ${adopted.length} adopted, ${unchanged.length} unchanged, ${counted(calls, 'call')}`
  return [
    `Environment ${paint.bold(escapeText(environment))} · ${escapeText(where)}`,
    ...rows,
    ...same,
    ...gone.map(paint.yellow),
    paint.bold(sum),
  ].join('\n')
}

/** The same for programs. */
export function pullJson({ environment, where, written, unchanged, adopted, absent, calls }: PullResult): Json {
  const order = (names: readonly string[]) => [...names].sort(byCodeUnit)
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    written: Object.fromEntries(sorted(written)),
    unchanged: order(unchanged),
    adopted: order(adopted),
    absent: order(absent),
    calls,
  }
}

function sorted(files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...files].sort(([a], [b]) => byCodeUnit(a, b))
}
