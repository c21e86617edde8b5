import { byCodeUnit } from '../core/model/catalog.ts'
import type { Json } from '../core/model/plain.ts'
import type { Pulled } from '../core/results/pull.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { entry, paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './json.ts'
import { headLines } from './text/screen.ts'

/** The files that a pull wrote, what it took into the lock file, and what was not there. */
export function pullText(pulled: Pulled, paint: Paint): string {
  const { environment, where, written, unchanged, adopted, absent, byHand, calls } = pulled
  const isNew = new Set(adopted)
  const row = (name: string, text: string) => entry(escapeText(name), text, 2, paint.width)
  const rows = sorted(written).flatMap(([name, file]) =>
    row(name, `${escapeText(file)}${isNew.has(name) ? ', adopted' : ''}`),
  )
  const same = [...unchanged]
    .sort(byCodeUnit)
    .flatMap(name => row(name, isNew.has(name) ? 'no difference, adopted' : 'no difference'))
  const gone = [...absent]
    .sort(byCodeUnit)
    .flatMap(name => row(name, 'not in the org, so its definition stays as it is'))
  const left = [...byHand].flatMap(([name, problems]) =>
    problems.flatMap(({ code, message }) =>
      row(name, `not changed, ${code}: ${escapeText(message)}; fix it in Cliq, then pull again`),
    ),
  )
  const hands = byHand.size === 0 ? '' : `, ${byHand.size} left to fix by hand`
  const sum = `${counted(written.size, 'file')} written, ${adopted.length} adopted, ${unchanged.length} unchanged${hands}, ${counted(calls, 'call')}`
  return [
    ...headLines(environment, where, paint),
    ...rows,
    ...same,
    ...[...gone, ...left].map(paint.yellow),
    ...paragraph(sum, 0, paint.width).map(paint.bold),
  ].join('\n')
}

/** The same for programs. */
export function pullJson(pulled: Pulled): Json {
  const { environment, where, written, unchanged, adopted, absent, byHand, calls } = pulled
  const order = (names: readonly string[]) => [...names].sort(byCodeUnit)
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    written: Object.fromEntries(sorted(written)),
    unchanged: order(unchanged),
    adopted: order(adopted),
    absent: order(absent),
    byHand: [...byHand].map(([datastore, problems]) => ({
      datastore,
      problems: problems.map(({ code, message }) => ({ code, message })),
    })),
    calls,
  }
}

function sorted(files: ReadonlyMap<string, string>): readonly (readonly [string, string])[] {
  return [...files].sort(([a], [b]) => byCodeUnit(a, b))
}
