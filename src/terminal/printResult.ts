import type { Json } from '../core/model/plain.ts'
import { jsonText } from '../report/json.ts'
import type { Paint } from '../report/paint.ts'
import type { Globals } from './globals.ts'
import type { Io } from './io.ts'
import { paintFor } from './paint.ts'

/** Prints what came of a command: with `--json` the one document for programs, else the text for people. */
export function printResult(
  io: Io,
  globals: Globals,
  { json }: { readonly json?: true | undefined },
  document: Json,
  text: (paint: Paint) => string,
): void {
  io.out.write(`${json === true ? jsonText(document, 2) : text(paintFor(io.out, io, globals.color))}\n`)
}
