import { byCodeUnit } from '../core/model/catalog.ts'
import type { Change } from '../core/model/change.ts'
import { plainChange } from '../core/model/plain.ts'
import type { Json } from '../core/model/plain.ts'
import type { Accepted, LeftByHand } from '../core/results/accept.ts'
import { counted } from './amounts.ts'
import { sortedChanges } from './pages/order.ts'
import { changeTree } from './changeTree.ts'
import { escapeText } from './escape.ts'
import { entry, paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './json.ts'
import { blockLines } from './text/blocks.ts'
import { headLines, nextLines } from './text/screen.ts'

/** The files that were written, what stays with the definitions, and what takes a hand. */
export function acceptText(accepted: Accepted, paint: Paint, options: { readonly next: readonly string[] }): string {
  const { environment, where, written, settled, conflicts, byHand, calls } = accepted
  const rows = [...settled].sort(byCodeUnit).flatMap(name => {
    const file = written.get(name)
    const text = file === undefined ? 'definition unchanged; lock file only' : escapeText(file)
    return entry(escapeText(name), text, 2, paint.width)
  })
  const sum = `${counted(written.size, 'file')} written, ${counted(settled.length, 'datastore')} accepted, ${byHand.length} left to edit by hand, ${counted(calls, 'call')}`
  const kept = conflicts.length === 0 ? [] : [conflictText(conflicts, paint)]
  const head = [...headLines(environment, where, paint), ...rows].join('\n')
  const hands = byHand.map(each => handText(each, paint))
  return [
    head,
    ...kept,
    ...hands,
    [...paragraph(sum, 0, paint.width).map(paint.bold), ...nextLines(options.next, paint)].join('\n'),
  ].join('\n\n')
}

/** The same for programs. */
export function acceptJson({ environment, where, written, settled, conflicts, byHand, calls }: Accepted): Json {
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    written: Object.fromEntries([...written].sort(([a], [b]) => byCodeUnit(a, b))),
    settled: [...settled].sort(byCodeUnit),
    conflicts: sortedChanges(conflicts).map(plainChange),
    byHand: byHand.map(({ datastore, file, because, changes }) => ({
      datastore,
      file,
      because,
      changes: sortedChanges(changes).map(plainChange),
    })),
    calls,
  }
}

function conflictText(conflicts: readonly Change[], paint: Paint): string {
  const says = 'the edits in the definitions stay, and the next apply applies them'
  const head = blockLines({ kind: 'group', title: 'In conflict', says: [says], tone: 'plain', items: [] }, paint).flat()
  return [...head, ...below(conflicts, paint)].join('\n')
}

function handText({ file, because, changes }: LeftByHand, paint: Paint): string {
  const why = paragraph(`By hand: ${escapeText(file)}, ${escapeText(because)}`, 0, paint.width).map(paint.yellow)
  return [...why, ...below(changes, paint)].join('\n')
}

function below(changes: readonly Change[], paint: Paint): readonly string[] {
  const narrower = paint.width === undefined ? paint : { ...paint, width: paint.width - 2 }
  return changeTree(changes, () => '', narrower).map(text => text.replaceAll(/^/gmu, '  '))
}
