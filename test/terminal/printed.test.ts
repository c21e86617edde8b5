import { CommanderError } from 'commander'
import { expect, test } from 'vitest'

import { failure } from '../../src/core/model/failure.ts'
import type { Io } from '../../src/terminal/io.ts'
import { main } from '../../src/terminal/main.ts'
import { printed } from '../../src/terminal/printed.ts'

/** Prints what ended a run, with these words typed and perhaps a signal that came. */
function ended(error: unknown, argv: readonly string[] = ['plan'], reason?: number) {
  const [out, err]: [string[], string[]] = [[], []]
  const sink = (parts: string[]) => ({ write: (text: string) => void parts.push(text), isTTY: false, columns: 0 })
  const stop = new AbortController()
  if (reason !== undefined) stop.abort(reason)
  const { signal } = stop
  const io: Io = { argv, env: {}, cwd: '/', out: sink(out), err: sink(err), hasKeyboard: false, signal }
  return { code: printed(error, io), out: out.join(''), err: err.join('') }
}

const locked = failure('RL101', 'Cliq is locked', { hint: 'wait' })

test('what a signal ended says nothing and exits as it does, and a failure meanwhile is told as one', () => {
  for (const reason of [130, 143]) expect(ended(reason, ['plan'], reason)).toEqual({ code: reason, out: '', err: '' })
  const other = ended(locked, ['plan'], 130)
  expect([other.code, other.out, other.err]).toEqual([8, '', expect.stringContaining('Cliq is locked')])
  // A reason that nobody gave is no signal.
  expect(ended(130).code).toBe(1)
})

test('with --json a failure is the one document, or the last line of those that print a line for each event', () => {
  const { out, err, code } = ended(locked, ['plan', '--json'])
  expect([code, JSON.parse(out), out.split('\n').length > 2]).toEqual([
    8,
    expect.objectContaining({ problems: [expect.objectContaining({ code: 'RL101' })] }),
    true,
  ])
  expect(err).toContain('Cliq is locked')
  for (const streams of ['apply', 'seed', 'restore']) {
    const told = ended(locked, [streams, 'a', '--json']).out
    expect([told.split('\n').length, JSON.parse(told).type]).toEqual([2, 'result'])
    const behind = ended(locked, ['--env', 'plan', '--config', 'plan', '--quiet', streams, '--json']).out
    expect([behind.split('\n').length, JSON.parse(behind).type]).toEqual([2, 'result'])
  }
})

test('what was typed wrong is told by who reads the words, and with --json as the one document', () => {
  const usage = new CommanderError(1, 'commander.x', "error: unknown option '--x'")
  expect(ended(usage)).toEqual({ code: 64, out: '', err: '' })
  const { code, out } = ended(usage, ['plan', '--json'])
  const problem = { code: 'CL101', message: "unknown option '--x'" }
  expect([code, JSON.parse(out)]).toEqual([
    64,
    expect.objectContaining({ problems: [expect.objectContaining(problem)] }),
  ])
})

test('what nobody foresaw asks for --debug, which shows where it came from, cause and all', () => {
  const error = new Error('odd', { cause: new Error('deeper') })
  const plain = ended(error)
  expect([plain.code, plain.err.includes('--debug'), plain.err.includes('    at ')]).toEqual([1, true, false])
  const told = ended(error, ['plan', '--debug']).err
  expect(told).toMatch(/Error: odd\n {4}at [^]*caused by Error: deeper\n {4}at /u)
})

test('help without a screen is laid out for eighty columns', async () => {
  const shown = async (columns: number) => {
    let text = ''
    const out = { write: (each: string) => void (text += each), isTTY: false, columns }
    const { signal } = new AbortController()
    await main({ argv: ['apply', '--help'], env: {}, cwd: '/', out, err: out, hasKeyboard: false, signal }, '1.0.0')
    return text
  }
  const [none, eighty, hundred, wide] = [await shown(0), await shown(80), await shown(100), await shown(200)]
  expect([none === eighty, hundred === wide, eighty === hundred]).toEqual([true, true, false])
})
