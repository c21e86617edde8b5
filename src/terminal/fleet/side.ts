import { escapeText } from '../../report/escape.ts'
import type { Json } from '../../core/model/plain.ts'
import { jsonText } from '../../report/json.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import type { FleetLine } from './argv.ts'
import { keptSink, lineSink } from './sinks.ts'

/** Runs one command line of one environment to its exit code. */
export type Run = (io: Io) => Promise<ExitCode>

/** How one environment ended; without an exit code it was not begun. */
export interface FleetEnd {
  readonly name: string
  readonly exit: ExitCode | undefined
}

/** What one environment printed, and what is said of it beside the others. */
export interface FleetText extends FleetEnd {
  readonly text: string
  readonly more?: Readonly<Record<string, Json>> | undefined
}

/** These print one event a line with --json; the others one document. */
export const EVENTS: ReadonlySet<string> = new Set(['apply', 'seed'])

/** Environments of one process at a time. */
const AT_ONCE = 8

/** Does the work for each item, a few at a time; the results are in the order of the items. */
export async function sideBySide<I, T>(items: readonly I[], work: (item: I) => Promise<T>): Promise<readonly T[]> {
  const results: T[] = []
  let next = 0
  const lane = async () => {
    for (let at = next++; at < items.length; at = next++) {
      const item = items[at]
      if (item !== undefined) results[at] = await work(item)
    }
  }
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, lane))
  return results
}

/** One environment: its progress and problems come as they are, its result when it ends. */
export async function shown(
  io: Io,
  fleet: FleetLine,
  name: string,
  run: Run,
  own: { readonly argv: readonly string[]; readonly hear?: Io['hear'] },
): Promise<FleetText> {
  const json = isJson(fleet)
  const tell = (line: string) => io.out.write(tagged(line, name))
  const out = json && EVENTS.has(own.argv[0] ?? '') ? lineSink(io.out, tell) : keptSink(io.out)
  const err = lineSink(io.err, line => io.err.write(`${line === '' ? '' : `[${escapeText(name)}] ${line}`}\n`))
  const gather: Io['gather'] = io.gather && ((...given) => io.gather?.(given[0], given[1], given[2], name))
  const exit = await run({ ...io, out, err, hasKeyboard: false, argv: own.argv, hear: own.hear, gather })
  err.end()
  if ('end' in out) out.end()
  const text = 'text' in out ? out.text() : ''
  if (!json && text !== '') io.out.write(text.endsWith('\n') ? text : `${text}\n`)
  return { name, exit, text }
}

/** Whether programs read what is printed. */
export function isJson({ rest }: FleetLine): boolean {
  return rest.includes('--json')
}

function tagged(line: string, environment: string): string {
  return line === '' ? '' : `${jsonText({ environment, ...documentIn(line) }, 0)}\n`
}

/** The document in a text that was printed; nothing for no text. */
export function documentIn(text: string): Readonly<Record<string, unknown>> {
  if (text.trim() === '') return {}
  const value: unknown = JSON.parse(text)
  return typeof value === 'object' && value !== null ? { ...value } : {}
}
