import { performHints } from '../commands/hint.ts'
import type { WrittenHint } from '../commands/hint.ts'
import type { Project } from '../commands/world.ts'
import { codeHint, hintText } from '../core/model/carryFindings.ts'
import type { LackingHint } from '../core/model/carryFindings.ts'
import { escapeText } from '../report/escape.ts'
import type { Io } from './io.ts'

/** Hears of a hint that somebody wants instead of a loss. */
export type Keep = (lacking: LackingHint) => void

/**
 * Performs what asks for losses; where somebody says that one is no loss, its hint goes into the definition and it is
 * performed anew. Where a hint is for the person to write, it is shown, and nothing more is performed.
 */
export async function keepingValues<R>(
  io: Io,
  project: Pick<Project, 'readDefinitions' | 'writeHint'>,
  perform: (keep: Keep) => Promise<R>,
): Promise<R> {
  for (;;) {
    const wanted: LackingHint[] = []
    const result = await perform(lacking => void wanted.push(lacking))
    if (wanted.length === 0) return result
    const written = await performHints(project, wanted)
    io.err.write(`${written.map(hintLine).join('\n')}\n\n`)
    if (written.some(each => !each.isWritten)) return result
  }
}

function hintLine({ lacking, file, isWritten }: WrittenHint): string {
  const at = lacking.field === undefined ? lacking.datastore : `${lacking.datastore}.${lacking.field}`
  return isWritten
    ? `wrote  ${escapeText(`${hintText(lacking)} at ${at} in ${file}`)}`
    : `write at ${escapeText(`${at} in ${file}, then run the same command again:`)}\n  ${escapeText(codeHint(lacking))}`
}
