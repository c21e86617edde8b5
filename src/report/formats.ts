/** Verbs whose result is also written to files. */
export type ReportVerb = 'plan' | 'validate' | 'apply' | 'seed' | 'restore' | 'drift'

const ALL = ['plan', 'validate', 'apply', 'seed', 'restore', 'drift'] as const
const WITH_FINDINGS = ['plan', 'validate', 'drift'] as const

/** What a report can be written as, and the verbs whose results have that form. `render.ts` has the renderer of each. */
export const FORMATS = {
  text: ALL,
  markdown: ALL,
  json: ALL,
  html: ALL,
  sarif: WITH_FINDINGS,
  junit: [...WITH_FINDINGS, 'apply'],
  codequality: WITH_FINDINGS,
  terraform: ['plan'],
} as const satisfies Readonly<Record<string, readonly ReportVerb[]>>

/** One of them. */
export type Format = keyof typeof FORMATS

/** The forms that the result of a verb has. */
export function formatsOf(verb: ReportVerb): readonly Format[] {
  const all: readonly (readonly [string, readonly ReportVerb[]])[] = Object.entries(FORMATS)
  return all.flatMap(([format, verbs]) => (verbs.includes(verb) ? [format as Format] : []))
}
