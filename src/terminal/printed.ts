import { CommanderError } from 'commander'
import { Failure } from '../core/model/failure.ts'
import { retryAtOf } from '../core/pace/pace.ts'
import type { Problem } from '../core/model/problem.ts'
import { escapeText } from '../report/escape.ts'
import { jsonText } from '../report/json.ts'
import { problemsJson, problemsText } from '../report/problemText.ts'
import { EXIT, exitCodeOf, exitCodeOfSignal } from './exit.ts'
import type { ExitCode } from './exit.ts'
import { commandIn } from './globals.ts'
import type { Io } from './io.ts'
import { paintFor } from './paint.ts'

/** Prints what ended a run, and gives the exit code that it stands for. */
export function printed(error: unknown, io: Io): ExitCode {
  if (error instanceof CommanderError) return usage(error, io)
  if (io.signal.aborted && error === io.signal.reason) return exitCodeOfSignal(io.signal.reason)
  if (error instanceof Failure) printProblems(error.problems, error.sources, io, retryAtOf(error))
  else printProblems([unexpected(error)], new Map(), io)
  if (io.argv.includes('--debug')) io.err.write(`${stackOf(error)}\n`)
  return error instanceof Failure ? exitCodeOf(error.code) : EXIT.unexpected
}

/** Problems to stderr, with the lines they stand on; with --json the one document on stdout is theirs. */
function printProblems(
  problems: readonly Problem[],
  sources: ReadonlyMap<string, string>,
  io: Io,
  retryAt?: number,
): void {
  io.err.write(`${problemsText(problems, sources, paintFor(io.err, io, !io.argv.includes('--no-color')))}\n`)
  printFailureJson(problems, io, retryAt)
}

function printFailureJson(problems: readonly Problem[], io: Io, retryAt?: number): void {
  if (!io.argv.includes('--json')) return
  const document = problemsJson(problems, retryAt)
  const streams = STREAMS.has(commandIn(io.argv))
  io.out.write(`${streams ? jsonText({ type: 'result', ...document }, 0) : jsonText(document, 2)}\n`)
}

// These print one event a line, and the last line is the result, also of a run that was refused.
const STREAMS: ReadonlySet<string> = new Set(['apply', 'seed', 'restore'])

// Commander has printed the sentence already.
function usage(error: CommanderError, io: Io): ExitCode {
  const problem: Problem = { code: 'CL101', severity: 'error', message: error.message.replace(/^error: /u, '') }
  printFailureJson([problem], io)
  return EXIT.usage
}

function unexpected(error: unknown): Problem {
  const message = error instanceof Error ? error.message : String(error)
  return {
    code: 'XX000',
    severity: 'error',
    message: `something went wrong inside cliq-ds: ${message}`,
    hint: 'run it again with --debug and report what it prints',
  }
}

function stackOf(error: unknown): string {
  const own = error instanceof Error ? (error.stack ?? error.message) : String(error)
  const cause = error instanceof Error && error.cause !== undefined ? `\ncaused by ${stackOf(error.cause)}` : ''
  return own.split('\n').map(escapeText).join('\n') + cause
}
