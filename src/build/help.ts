import { arrangeHelp } from '../terminal/help.ts'
import { programOf } from '../terminal/program.ts'
import type { Io } from '../terminal/io.ts'

/** Widths in columns for which the help is made ahead: of pipes and plain terminals, and the widest it gets. */
export const HELP_WIDTHS = [80, 100] as const

/** What `cliq-ds --help` prints at a width: made ahead, because laying it out takes longer than Node to start. */
export function helpText(columns: number): string {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: false, columns }
  const io: Io = {
    argv: [],
    env: {},
    cwd: '.',
    out,
    err: out,
    hasKeyboard: false,
    signal: new AbortController().signal,
  }
  const program = programOf(io, '', async () => undefined)
  arrangeHelp(program)
  program.outputHelp()
  return text
}
