import type { Event, Wait } from '../core/model/ports.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Json } from '../core/model/plain.ts'
import type { Problem } from '../core/model/problem.ts'
import type { Step } from '../core/model/step.ts'
import { counted, duration, grouped } from './amounts.ts'
import { escapeText } from './escape.ts'
import { pad, wrapped } from './layout.ts'
import type { Paint } from './paint.ts'
import { problemJson } from './problemText.ts'
import { OPERATION_NAMES, stepJson, stepSubject } from './stepText.ts'

const LONGEST_CALL = 'delete-datastore'.length

/** What happened, on one line or as many as a screen needs; undefined where there is nothing to say. Waits have `waitLine`. */
export function eventLine(event: Event, paint: Paint): string | undefined {
  const said = saidOf(event, paint)
  if (said === undefined) return undefined
  const lines = wrapped(said.text, (paint.width ?? Infinity) - 2).map(each => said.mark(each.trimEnd()))
  return `${said.sign} ${lines.join('\n  ')}`
}

interface Said {
  readonly sign: string
  readonly text: string
  readonly mark: (text: string) => string
}

function saidOf(event: Event, paint: Paint): Said | undefined {
  const plain = (sign: string, text: string): Said => ({ sign, text, mark: each => each })
  switch (event.type) {
    case 'reading': {
      const what = event.datastore === undefined ? event.what : `${event.what} of ${escapeText(event.datastore)}`
      return { sign: paint.dim('…'), text: `reading ${what}`, mark: paint.dim }
    }
    case 'step-started':
      return plain('…', stepPart(event))
    case 'step-done':
      return plain(paint.green('✓'), stepPart(event))
    case 'step-skipped':
      return plain(paint.green('✓'), `${stepPart(event)}  is already done, nothing was sent`)
    case 'step-failed':
      return plain(
        paint.red('!'),
        `${placePart(event)}  ${escapeText(event.step.datastore)}  ${problemPart(event.problem)}`,
      )
    case 'rows':
      return plain('…', rowsPart(event))
    case 'note':
      return plain(paint.yellow('!'), problemPart(event.problem))
    case 'waiting':
    case 'resumed':
      return undefined
  }
}

/** The status line for a wait: which call, how long, and why. `now` is a Unix time in ms. */
export function waitLine(wait: Wait, now: number): string {
  const left = duration(Math.ceil(Math.max(0, wait.until - now) / 1000))
  const call = pad(OPERATION_NAMES[wait.operation], LONGEST_CALL)
  switch (wait.why) {
    case 'budget':
      return `… ${call}  waits ${left}: ${budgetText(wait)}`
    case 'lock-out':
      return `! ${call}  locked out by Cliq; retrying in ${left}`
    case 'settle':
      return `… ${call}  waits ${left}: what was read may be older than what was sent`
    case 'late-window':
      return `… ${call}  waits ${left}: ${openText(wait)} may still take effect`
    case 'lease':
      return `… lease  waits up to ${left}: ${escapeText(wait.holder ?? 'another run')} has it; checked every minute`
    case 'answer':
      return `… ${call}  no answer yet; waits ${left} more`
  }
}

/** An event as one object of an NDJSON stream. Times are ISO 8601; a lock-out carries `retry_at`. */
export function eventJson(event: Event): Json {
  const { type } = event
  switch (event.type) {
    case 'reading':
      return { type, what: event.what, ...(event.datastore !== undefined && { datastore: event.datastore }) }
    case 'step-started':
    case 'step-done':
    case 'step-skipped':
      return { type, index: event.index + 1, of: event.of, ...stepJson(event.step) }
    case 'step-failed':
      return {
        type,
        index: event.index + 1,
        of: event.of,
        ...stepJson(event.step),
        problem: problemJson(event.problem),
      }
    case 'rows':
      return {
        type,
        datastore: event.datastore,
        done: event.done,
        of: event.of,
        ...(event.perMinute !== undefined && { perMinute: event.perMinute }),
        ...(event.leftMs !== undefined && { seconds_left: Math.ceil(event.leftMs / 1000) }),
      }
    case 'waiting':
      return { type, ...waitJson(event.wait) }
    case 'resumed':
      return { type, operation: event.operation }
    case 'note':
      return { type, problem: problemJson(event.problem) }
  }
}

type RowsEvent = Extract<Event, { readonly type: 'rows' }>

function rowsPart({ datastore, done, of, perMinute, leftMs }: RowsEvent): string {
  const rate = perMinute === undefined ? '' : `, ${grouped(perMinute)} a minute`
  const left = leftMs === undefined || done === of ? '' : `, ${duration(Math.ceil(leftMs / 1000))} left`
  return `${escapeText(datastore)}  ${grouped(done)} of ${counted(of, 'row')} written${rate}${left}`
}

function problemPart({ code, message }: Problem): string {
  return `${code}: ${escapeText(message)}`
}

interface OfStep {
  readonly index: number
  readonly of: number
  readonly step: Step
}

function stepPart(event: OfStep): string {
  return `${placePart(event)}  ${stepSubject(event.step, 2)}`
}

function placePart({ index, of, step }: OfStep): string {
  return `${pad(`${index + 1}/${of}`, String(of).length * 2 + 1)}  ${pad(step.call, LONGEST_CALL)}`
}

function budgetText({ operation, spent, limit }: Wait): string {
  const what = OPERATIONS[operation].class
  return spent === undefined || limit === undefined
    ? `no ${what} left in this window`
    : `${spent} of ${limit} ${what} used`
}

// What Cliq said stands in full where the run ends.
const MOST_OF_ANSWER = 100

function openText({ answer }: Wait): string {
  if (answer === undefined) return 'a call without an answer'
  const text = answer.length > MOST_OF_ANSWER ? `${answer.slice(0, MOST_OF_ANSWER)}…` : answer
  return `a call whose answer leaves it open (${escapeText(text)})`
}

function waitJson({ why, operation, until, spent, limit, holder, answer }: Wait): { readonly [key: string]: Json } {
  const at = new Date(until).toISOString()
  return {
    why,
    operation,
    ...(why === 'lock-out' ? { retry_at: at } : { until: at }),
    ...(spent !== undefined && { spent }),
    ...(limit !== undefined && { limit }),
    ...(holder !== undefined && { holder }),
    ...(answer !== undefined && { answer }),
  }
}
