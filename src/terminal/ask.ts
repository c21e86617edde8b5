import type { PlanDocument } from '../core/document.ts'
import type { Risk } from '../core/risk.ts'
import { escapeText } from '../report/escape.ts'
import type { Io } from './io.ts'

/** Asks for the plan's approval on stderr: first the name of each loss, then yes or no. */
export async function askApproval(document: PlanDocument, missing: readonly Risk[], io: Io): Promise<boolean> {
  const { confirm, isCancel, text } = await import('@clack/prompts')
  const common = { output: process.stderr, signal: io.signal }
  for (const { consent = '', because } of missing) {
    const name = consent.slice(consent.indexOf(':') + 1)
    const answer = await text({
      ...common,
      message: `${escapeText(consent)}: ${escapeText(because)}. Type ${escapeText(name)} to let it go`,
    })
    if (isCancel(answer) || answer !== name) return false
  }
  const answer = await confirm({
    ...common,
    message: `Apply to ${escapeText(document.environment)}?`,
    initialValue: false,
  })
  return !isCancel(answer) && answer
}

/** Asks yes or no on stderr; no is the way out. */
export async function askYes(message: string, io: Io): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts')
  const answer = await confirm({
    message: escapeText(message),
    initialValue: false,
    output: process.stderr,
    signal: io.signal,
  })
  return !isCancel(answer) && answer
}
