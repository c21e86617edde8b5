import type { Project } from '../../commands/world.ts'
import type { Outcome } from '../../core/model/outcome.ts'
import type { AfterRun } from '../../report/pages/outcome.ts'
import type { Page } from '../../report/page.ts'
import { exitCodeAfter } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { nextAfter } from '../next.ts'
import { reportingFailures, tryReports, writeReports } from '../reports.ts'
import type { ReportFlags, ReportTarget } from '../reports.ts'

/** How a verb that writes ended, and its page. */
export interface ReportedRun<R> {
  readonly result: R
  readonly page: Page
  readonly exit: ExitCode
}

/** Runs a verb that writes, and tells its end in every report that was asked for. Throws what kept it from running. */
export async function reportedRun<R extends Outcome>(
  io: Io,
  flags: ReportFlags,
  project: ReportTarget & Pick<Project, 'committed'>,
  verb: string,
  { perform, pageOf }: { readonly perform: () => Promise<R>; readonly pageOf: (result: R, after: AfterRun) => Page },
): Promise<ReportedRun<R>> {
  await tryReports(project, flags)
  const result = await reportingFailures(project, flags, verb, perform, io.gather)
  const exit = exitCodeAfter(result, io.signal)
  const page = pageOf(result, { next: nextAfter(result, exit, io), exit, committed: project.committed })
  await writeReports(project, flags, [page], io.gather)
  return { result, page, exit }
}
