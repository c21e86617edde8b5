import { pathToFileURL } from 'node:url'
import { BIN } from '../bin.ts'

/** One command line for the process of a journey. */
export interface Command {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** How it ended. */
export interface CommandEnd {
  readonly code: number
  readonly out: string
  readonly err: string
}

// The code that the command itself would load, from beside it.
const { main }: typeof import('../../src/terminal/main.ts') = await import(
  new URL(BIN.endsWith('.ts') ? 'main.ts' : 'main.js', pathToFileURL(BIN)).href
)

// Runs one command line after the other as `cliq-ds` would, so that a journey loads the program once.
process.on('message', (command: Command) => void run(command).then(end => process.send?.(end)))

async function run({ args, cwd, env }: Command): Promise<CommandEnd> {
  process.chdir(cwd)
  process.argv.splice(2, Infinity, ...args)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, env)
  const out: string[] = []
  const err: string[] = []
  const sinkOf = (parts: string[]) => ({ write: (text: string) => void parts.push(text), isTTY: false, columns: 0 })
  const { signal } = new AbortController()
  const io = { argv: args, env: process.env, cwd, out: sinkOf(out), err: sinkOf(err), hasKeyboard: false, signal }
  const code = await main(io, '0.1.0')
  return { code, out: out.join(''), err: err.join('') }
}
