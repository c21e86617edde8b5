import { performRestore } from '../../commands/restore.ts'
import type { Restored } from '../../core/results/restore.ts'
import type { RestorePlan } from '../../core/results/restore.ts'
import { jsonText } from '../../report/json.ts'
import { restoredText, restoreJson, restoreText } from '../../report/restoreText.ts'
import type { RestoreResult, RestoreShown } from '../../report/restoreText.ts'
import { askYes } from '../ask.ts'
import { exitCodeAfter, problemsOfStop } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import { canAsk } from '../io.ts'
import type { Io } from '../io.ts'
import { nextAfter } from '../next.ts'
import { paintFor } from '../paint.ts'
import { withWorld } from '../session.ts'

export interface RestoreFlags {
  readonly yes?: true | undefined
  readonly maxDuration?: number | undefined
  readonly json?: true | undefined
}

/** `restore`: shows what comes back and what does not, asks, and brings it back; run again it goes on. */
export async function runRestore(
  io: Io,
  globals: Globals,
  folders: readonly string[],
  flags: RestoreFlags,
): Promise<ExitCode> {
  const json = flags.json === true
  const paint = paintFor(io.out, io, globals.color)
  const ask = flags.yes === true || json || !canAsk(io) ? undefined : askYes
  const restored = await withWorld(io, globals, { maxDurationMs: flags.maxDuration }, (world, progress) =>
    performRestore(world, {
      folders,
      yes: flags.yes === true,
      approve: ask && (plan => ask(`Restore into ${plan.environment}?`, io)),
      show: plan => {
        if (!json) io.out.write(`${restoreText(shownOf(plan), paint)}\n\n`)
        progress.expect(plan.plan.steps)
      },
    }),
  )
  const code = exitCodeAfter(restored, io.signal)
  const result = resultOf(restored, code, io)
  if (json) io.out.write(`${jsonText(restoreJson(shownOf(restored.plan), result), 2)}\n`)
  else io.out.write(`${restoredText(result, paint)}\n`)
  return code
}

function shownOf({ environment, where, plan, returning, calls, seconds }: RestorePlan): RestoreShown {
  const shown = returning.map(each => ({ ...each, records: each.backup.records.length }))
  return { environment, where, steps: plan.steps, returning: shown, calls, seconds }
}

function resultOf(restored: Restored, code: ExitCode, io: Io): RestoreResult {
  const { kind, plan, journal, left } = restored
  return {
    environment: plan.environment,
    kind,
    journal,
    left,
    problems: [
      ...[...journal.unknown, ...journal.failed].map(each => each.problem),
      ...journal.rows.flatMap(each => each.troubles.map(({ problem }) => problem)),
      ...problemsOfStop(restored),
    ],
    next: nextAfter(restored, code, io),
  }
}
