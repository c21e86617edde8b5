import { enableCompileCache } from 'node:module'
import type { Io, Sink } from './io.ts'
import { ownCacheFolder } from '../world/compileCache.ts'
import { readVersion } from '../world/version.ts'

/** Runs the command line of this process and sets its exit code; never exits, so that pipes get everything. */
export async function start(): Promise<void> {
  const argv = process.argv.slice(2)
  const cache = ownCacheFolder(process.env)
  if (cache !== undefined) enableCompileCache(cache)
  watchOutputs()
  const { main } = await import('./main.ts')
  keepYoungSpaceSmall()
  const { signal, stop } = interrupts()
  const cwd = workingFolder()
  if (cwd === undefined) {
    process.stderr.write('FS101 the working folder no longer exists: change to one that does\n')
    process.exitCode = 4
  } else process.exitCode = await main(ioOf(argv, cwd, signal), readVersion())
  stop()
}

// What a run makes dies young, and V8 would grow the room for it to three times what a plan of a thousand datastores
// keeps. What loading the program has made of it is enough. A V8 that no longer knew the flag would say so on stderr, so newer ones than were tried are left alone.
function keepYoungSpaceSmall(): void {
  if (Number.parseInt(process.versions.v8, 10) > 13) return
  process.getBuiltinModule('node:v8').setFlagsFromString('--semi-space-growth-factor=1')
}

function workingFolder(): string | undefined {
  try {
    return process.cwd()
  } catch {
    return undefined
  }
}

function ioOf(argv: readonly string[], cwd: string, signal: AbortSignal): Io {
  return {
    argv,
    env: process.env,
    cwd,
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    hasKeyboard: process.stdin.isTTY === true,
    signal,
  }
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return {
    write: text => void stream.write(text),
    isTTY: stream.isTTY === true,
    columns: stream.columns ?? 0,
  }
}

// The first signal lets the call in flight finish and be recorded; the second ends at once.
function interrupts(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController()
  const codes = { SIGINT: 130, SIGTERM: 143 } as const
  const listeners = (['SIGINT', 'SIGTERM'] as const).map(name => {
    const listener = () => {
      if (controller.signal.aborted) process.exit(codes[name])
      process.stderr.write('\nStopping after the current call; press Ctrl-C again to stop now\n')
      controller.abort(codes[name])
    }
    process.on(name, listener)
    return () => process.off(name, listener)
  })
  return { signal: controller.signal, stop: () => listeners.forEach(off => off()) }
}

// `cliq-ds plan | head` closes our stdout; that is no fault of ours. A full disk below it ends with 1, and not at once: what
// a run does to an org must not stop half-way because nobody can read of it.
function watchOutputs(): void {
  let said = false
  for (const stream of [process.stdout, process.stderr])
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || said) return
      said = true
      process.on('exit', () => void (process.exitCode ||= 1))
      process.stderr.write(`FS107 the output cannot be written: ${error.code ?? 'for an unknown reason'}\n`)
    })
}
