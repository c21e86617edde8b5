import { performExport } from '../../commands/export.ts'
import type { ExportWish } from '../../commands/export.ts'
import { exportText } from '../../report/exportText.ts'
import { problemsText } from '../../report/problemText.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { withExporting } from '../session.ts'

export interface ExportFlags {
  readonly type: ExportWish['fileType']
  readonly passwordEnv?: string | undefined
}

/** `export`: starts Cliq's own export once, and says what is known of it. */
export async function runExport(
  io: Io,
  globals: Globals,
  name: string,
  { type, passwordEnv }: ExportFlags,
): Promise<ExitCode> {
  const exported = await withExporting(io, globals, exporting => performExport(exporting, name, { type, passwordEnv }))
  io.out.write(`${exportText(exported, paintFor(io.out, io, globals.color))}\n`)
  if (exported.doubt === undefined) return EXIT.ok
  io.err.write(`${problemsText([exported.doubt], new Map(), paintFor(io.err, io, globals.color))}\n`)
  return EXIT.stopped
}
