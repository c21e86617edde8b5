import type { Json } from '../core/model/plain.ts'
import { UNASKED } from '../core/model/probe.ts'
import type { ProbeReport } from '../core/model/probe.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { paragraph } from './layout.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './json.ts'

/** A report with whom it is of. */
export interface ShownProbe extends ProbeReport {
  readonly environment: string
  readonly where: string
}

const WIDEST = 100

/** Each question with what was seen and what to set; then what was not asked, and why. */
export function probeText({ environment, where, answers, isEmulated, calls }: ShownProbe, paint: Paint): string {
  const head = `Probe of ${escapeText(environment)} · ${escapeText(where)}  ${counted(calls, 'call')}`
  const emulated = 'An emulator answered: this says nothing about Cliq.'
  const width = Math.min(WIDEST, paint.width ?? WIDEST)
  return [
    ...paragraph(head, 0, width).map(paint.bold),
    ...(isEmulated ? paragraph(emulated, 0, width).map(paint.yellow) : []),
    ...answers.flatMap(({ asked, found, setting }) => [
      '',
      ...paragraph(asked, 0, width),
      ...paragraph(escapeText(found), 4, width),
      ...(setting === undefined ? [] : paragraph(`Set  ${setting}`, 4, width).map(paint.cyan)),
    ]),
    '',
    'Not asked',
    ...UNASKED.flatMap(({ asked, why }) => paragraph(`${asked}: ${why}`, 4, width)),
    '',
    ...paragraph('These are observations: Cliq may change what it does not document.', 0, width),
  ].join('\n')
}

/** The same for programs. */
export function probeJson({
  environment,
  where,
  answers,
  lagMs,
  isEmulated,
  askedAt,
  version,
  calls,
}: ShownProbe): Json {
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    where,
    version,
    askedAt: new Date(askedAt).toISOString(),
    emulated: isEmulated,
    answers: answers.map(({ question, asked, found, setting }) => ({
      question,
      asked,
      found,
      ...(setting !== undefined && { setting }),
    })),
    ...(lagMs !== undefined && { lagMs }),
    unasked: UNASKED.map(({ asked, why }) => ({ asked, why })),
    calls,
  }
}
