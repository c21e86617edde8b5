import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { COMPILE_CACHE } from '../compileCache.ts'
import type { Command, CommandEnd } from './terminal.ts'

const TERMINAL = fileURLToPath(new URL('./terminal.ts', import.meta.url))

// Each loads the program once, and journeys are played in it one after another.
const idle: ChildProcess[] = []

/** A process for the commands of one journey. */
export function openTerminal(): ChildProcess {
  return idle.pop() ?? fork(TERMINAL, { execArgv: [], env: { ...process.env, ...COMPILE_CACHE } })
}

/** Gives it back. Where a journey went wrong nobody knows what else it would spoil. */
export function leaveTerminal(terminal: ChildProcess, isSound: boolean): void {
  if (isSound) idle.push(terminal)
  else terminal.kill()
}

/** Ends those that were given back. */
export function endTerminals(): void {
  for (const each of idle.splice(0)) each.kill()
}

/** Runs one command line there. */
export function commanded(terminal: ChildProcess, command: Command): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error(`the process ended during cliq-ds ${command.args.join(' ')}`))
    terminal.once('exit', gone)
    terminal.once('message', end => {
      terminal.off('exit', gone)
      resolve(end as CommandEnd)
    })
    terminal.send(command)
  })
}
