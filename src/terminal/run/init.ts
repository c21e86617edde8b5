import { performPull } from '../../commands/pull.ts'
import { escapeText } from '../../report/escape.ts'
import { pullText } from '../../report/pullText.ts'
import { scaffoldProject } from '../../world.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { otherCommand } from '../next.ts'
import { paintFor } from '../paint.ts'
import { withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'

export interface InitFlags {
  readonly fromLive?: true | undefined
  readonly yaml?: true | undefined
  readonly ci?: 'github' | 'gitlab' | 'none' | undefined
}

/** `init`: writes what is missing of a project, never over a file, and says what to do next. */
export async function runInit(io: Io, globals: Globals, flags: InitFlags): Promise<ExitCode> {
  const fromLive = flags.fromLive === true
  const { written, kept } = await scaffoldProject(io.cwd, { example: !fromLive, yaml: flags.yaml, ci: flags.ci })
  for (const file of written) io.out.write(`wrote  ${escapeText(file)}\n`)
  for (const file of kept) io.out.write(`kept   ${escapeText(file)}, unchanged\n`)
  if (fromLive) {
    const pulled = await withWorld(io, globals, {}, world => performPull(world, { names: [], all: true }))
    io.out.write(`${pullText(pulled, paintFor(io.out, io, globals.color))}\n`)
  }
  io.out.write(`Next  ${escapeText(otherCommand(['plan'], io, globals))}\n`)
  return EXIT.ok
}
