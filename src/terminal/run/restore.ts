import { performRestore } from '../../commands/restore.ts'
import { restorePage, restorePlanPage } from '../../report/pages/restore.ts'
import { pageText } from '../../report/text/text.ts'
import { askYes } from '../ask.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import { isAsked } from '../io.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { printResult } from '../printResult.ts'
import type { ReportFlags } from '../reports.ts'
import { withWorld } from '../session.ts'
import { reportedRun } from './reported.ts'

export interface RestoreFlags extends ReportFlags {
  readonly asWas?: true | undefined
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
  const ask = isAsked(io, flags) ? askYes : undefined
  const { page, exit } = await withWorld(io, globals, { maxDurationMs: flags.maxDuration }, (world, progress) =>
    reportedRun(io, flags, world.project, 'restore', {
      perform: () =>
        performRestore(world, {
          folders,
          asWas: flags.asWas === true,
          yes: flags.yes === true,
          approve: ask && (plan => ask(`Restore into ${plan.environment}?`, io)),
          show: plan => {
            if (!json) io.out.write(`${pageText(restorePlanPage(plan), paint)}\n\n`)
            progress.expect(plan.plan.steps)
          },
        }),
      pageOf: restorePage,
    }),
  )
  printResult(io, globals, flags, page.json, () => pageText(page, paint))
  return exit
}
