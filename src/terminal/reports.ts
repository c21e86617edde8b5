import { Option } from '@commander-js/extra-typings'
import { InvalidArgumentError } from 'commander'
import type { Project } from '../commands/world.ts'
import { Failure, failure } from '../core/model/failure.ts'
import { nearest } from '../core/rules/nearest.ts'
import type { Page } from '../report/page.ts'
import { formatsOf } from '../report/formats.ts'
import type { Format, ReportVerb } from '../report/formats.ts'
import { readVersion } from '../world/version.ts'
import { redactedPages } from './redact.ts'

/** A result that is also written to a file. */
export interface Report {
  readonly format: Format
  /** As it was typed. */
  readonly file: string
}

/** What the option of `reportOption` gives. */
export interface ReportFlags {
  readonly report?: readonly Report[] | undefined
}

/** `--report FORMAT=FILE`, as often as wanted. */
export function reportOption(verb: ReportVerb) {
  const formats = formatsOf(verb)
  const text = `also write the result to a file; may be repeated; formats: ${formats.join(', ')}`
  return new Option('--report <format=file>', text).argParser(
    (given: string, before: readonly Report[] | undefined): readonly Report[] => {
      const at = given.indexOf('=')
      const [name, file] = [given.slice(0, at), given.slice(at + 1)]
      const format = formats.find(each => each === name)
      if (at < 1 || file.trim() === '' || file === '-')
        throw new InvalidArgumentError('Write FORMAT=FILE, such as html=reports/plan.html.')
      if (format === undefined) {
        const meant = nearest(name, formats)
        const asked = meant === undefined ? '' : ` Did you mean ${meant}?`
        throw new InvalidArgumentError(`"${name}" is not a format here; one of ${formats.join(', ')}.${asked}`)
      }
      return [...(before ?? []), { format, file }]
    },
  )
}

/** Where reports are written. */
export type ReportTarget = Pick<Project, 'tryReport' | 'writeReport'>

/** Proves that all reports can be written, before anything is read or sent. `out` is what is written beside them. */
export async function tryReports(project: ReportTarget, { report = [] }: ReportFlags, out?: string): Promise<void> {
  const taken = new Set<string>(out === undefined ? [] : [out])
  for (const { file } of report) {
    const path = await project.tryReport(file)
    if (taken.has(path) || taken.has(file))
      throw failure('CL113', `${file} is named twice`, { hint: 'give each result its own file' })
    taken.add(path)
  }
}

/** Takes pages for a file that several environments share. */
export type Gather = (
  target: ReportTarget,
  reports: readonly Report[],
  pages: readonly Page[],
  environment?: string,
) => void

/** Writes the same pages in every form that was asked for, or gives them to whoever gathers those of several. */
export async function writeReports(
  project: ReportTarget,
  { report = [] }: ReportFlags,
  pages: readonly Page[],
  gather?: Gather,
): Promise<void> {
  if (report.length === 0) return
  const shown = redactedPages(pages)
  if (gather !== undefined) return gather(project, report, shown)
  const { render } = await import('../report/render.ts')
  for (const { format, file } of report) await project.writeReport(file, render(shown, format, readVersion()))
}

/** Runs a verb; what stops it with problems is reported too, so that a pipeline can show them, and thrown on. */
export async function reportingFailures<T>(
  project: ReportTarget,
  flags: ReportFlags,
  verb: string,
  work: () => Promise<T>,
  gather?: Gather,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof Failure && (flags.report ?? []).length > 0) {
      const { failurePage } = await import('../report/pages/failure.ts')
      await writeReports(project, flags, [failurePage(verb, error.problems, error.sources)], gather)
    }
    throw error
  }
}
