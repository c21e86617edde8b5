import { hintText, lackingHint } from '../core/model/carryFindings.ts'
import type { LackingHint } from '../core/model/carryFindings.ts'
import type { PlanDocument } from '../core/plan/document.ts'
import type { Risk } from '../core/model/risk.ts'
import { escapeText } from '../report/escape.ts'
import type { Io } from './io.ts'
import type { Keep } from './renames.ts'

/**
 * Asks for the plan's approval on stderr: first the name of each loss, then yes or no. A loss that may be none is asked
 * about first: `keep` hears of its hint, and then this plan is none to carry out. Throws the signal's reason for Ctrl-C.
 */
export async function askApproval(
  document: PlanDocument,
  missing: readonly Risk[],
  io: Io,
  keep?: Keep,
): Promise<boolean> {
  const { text } = await import('@clack/prompts')
  let isOther = false
  for (const { consent = '', because, change } of missing) {
    const lacking = keep && lackingHint(change, document.plan.changes)
    const answer = lacking && (await askKeeping(lacking, io))
    if (lacking !== undefined && answer === undefined) return false
    if (lacking !== undefined && answer === 'keep') {
      keep?.(lacking)
      isOther = true
      continue
    }
    const name = consent.slice(consent.indexOf(':') + 1)
    const message = `${escapeText(consent)}: ${escapeText(because)}. Type ${escapeText(name)} to accept the loss`
    if ((await answered(io, common => text({ ...common, message }))) !== name) return false
  }
  return !isOther && askYes(`Apply to ${document.environment}?`, io)
}

// Nobody but a person knows whether what goes and what comes are the same.
function askKeeping(lacking: LackingHint, io: Io): Promise<'keep' | 'delete' | undefined> {
  const { datastore, field = datastore, hint } = lacking
  const what = field === datastore ? 'datastore' : 'field'
  const message =
    hint.key === 'renamed_from'
      ? `${hint.from} is gone and ${field} is new. Is it the same ${what} under a new name?`
      : `${field} of ${datastore} has a new type. Should its values be converted?`
  const keep = { value: 'keep', label: 'yes, keep its values', hint: `writes ${hintText(lacking)}` } as const
  const none = { value: 'delete', label: `no, delete ${what === 'field' ? 'its values' : 'it'}` } as const
  return askChoice(escapeText(message), [keep, none], io)
}

/** Asks yes or no on stderr; no is the way out. Throws the signal's reason for Ctrl-C. */
export async function askYes(message: string, io: Io): Promise<boolean> {
  const { confirm } = await import('@clack/prompts')
  const question = { message: escapeText(message), initialValue: false }
  return (await answered(io, common => confirm({ ...common, ...question }))) === true
}

/** One answer of several that a question offers. */
export interface OfferedAnswer<T> {
  readonly value: T
  readonly label: string
  readonly hint?: string | undefined
}

/** Asks on stderr to choose one; undefined for Ctrl-D. Throws the signal's reason for Ctrl-C. */
export async function askChoice<T extends string>(
  message: string,
  choices: readonly [OfferedAnswer<T>, ...OfferedAnswer<T>[]],
  io: Io,
): Promise<T | undefined> {
  const { select } = await import('@clack/prompts')
  const options = choices.map(({ value, label, hint }) => ({ value: value as string, label, ...(hint && { hint }) }))
  const answer = await answered(io, common => select({ ...common, message, options }))
  return choices.find(each => each.value === answer)?.value
}

interface Common {
  readonly output: NodeJS.WriteStream
  readonly signal: AbortSignal
}

// The prompts wait for ever after Ctrl-D, which is a no, and take Ctrl-C for one, which ends the run.
async function answered<T>(io: Io, question: (common: Common) => Promise<T>): Promise<T> {
  const closed = new AbortController()
  const { stdin } = process
  const close = () => closed.abort()
  const listen = (_text: unknown, key?: { readonly ctrl?: boolean; readonly name?: string }) => {
    if (key?.ctrl !== true) return
    if (key.name === 'd') close()
    if (key.name === 'c') process.emit('SIGINT')
  }
  stdin.on('keypress', listen).once('end', close)
  try {
    const answer = await question({ output: process.stderr, signal: AbortSignal.any([io.signal, closed.signal]) })
    io.signal.throwIfAborted()
    return answer
  } finally {
    stdin.off('keypress', listen).off('end', close)
  }
}
