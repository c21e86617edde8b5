import { performLockForget, performLockMove, performLockRepair, performLockShow } from '../../commands/lock.ts'
import type { LockedEnvironment } from '../../core/model/lock.ts'
import { escapeText } from '../../report/escape.ts'
import { lockJson, lockText } from '../../report/lockText.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { printResult } from '../printResult.ts'
import { openProject } from '../../world.ts'
import { chosen, outsideOf, withWorld } from '../session.ts'
import type { Globals } from '../globals.ts'

/** `lock show`: what we last left in the environment. */
export async function runLockShow(
  io: Io,
  globals: Globals,
  flags: { readonly json?: true | undefined },
): Promise<ExitCode> {
  return withWorld(io, globals, {}, async world => {
    print(world.environment.name, await performLockShow(world), io, globals, flags)
    return EXIT.ok
  })
}

/** `lock repair`: rebuilt from the org, then shown. */
export async function runLockRepair(io: Io, globals: Globals): Promise<ExitCode> {
  return withWorld(io, globals, {}, async world => {
    print(world.environment.name, await performLockRepair(world), io, globals)
    return EXIT.ok
  })
}

/** `lock forget`: one datastore less, then shown. */
export async function runLockForget(io: Io, globals: Globals, name: string): Promise<ExitCode> {
  return withWorld(io, globals, {}, async world => {
    print(world.environment.name, await performLockForget(world, name), io, globals)
    return EXIT.ok
  })
}

/** `lock move`: from the project to the place that machines share. */
export async function runLockMove(io: Io, globals: Globals): Promise<ExitCode> {
  const silent = { notify: () => undefined }
  const project = await openProject(outsideOf(io, globals, silent), chosen(globals))
  const moved = await performLockMove(project)
  const what = moved.length === 0 ? 'no environment' : escapeText(moved.join(', '))
  io.out.write(`Moved to ${escapeText(project.lockFile)}: ${what}\n\n Next  git rm cliq-ds.lock.json\n`)
  return EXIT.ok
}

function print(
  environment: string,
  locked: LockedEnvironment,
  io: Io,
  globals: Globals,
  flags: { readonly json?: true | undefined } = {},
): void {
  printResult(io, globals, flags, lockJson(environment, locked), paint => lockText(environment, locked, paint))
}
