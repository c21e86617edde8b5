import { byCodeUnit } from '../core/model/catalog.ts'
import type { Definition } from '../core/model/definition.ts'
import { Failure, failure } from '../core/model/failure.ts'
import { hasErrors } from '../core/model/problem.ts'
import { shellQuoted } from '../core/model/shell.ts'
import type { Project } from './world.ts'

/** Files that are made of the definitions. Paths are relative to the working directory. */
export interface Outputs {
  /** Null for no file. */
  readOutput(path: string): Promise<string | null>
  /** Refuses when the file is not what it was when it was read. */
  writeOutput(path: string, text: string, before: string | null): Promise<void>
}

/** What the first line of every file that we make says, so that no other file is ever replaced. */
const MARK = 'Made by cliq-ds'

/** The definitions by unique_name. Throws a Failure of all problems when they have errors. */
export async function readSoundDefinitions(project: Pick<Project, 'readDefinitions'>): Promise<readonly Definition[]> {
  const read = await project.readDefinitions()
  const [first, ...rest] = read.problems.filter(each => each.severity === 'error')
  if (first !== undefined && hasErrors(read.problems)) throw new Failure([first, ...rest], read)
  return [...read.definitions, ...read.rowsOnly].sort((a, b) =>
    byCodeUnit(a.datastore.unique_name, b.datastore.unique_name),
  )
}

/** Writes what was made of the definitions; true when the file changed. Throws DF114 for a file that is not ours. */
export async function performGenerate(outputs: Outputs, path: string, text: string): Promise<boolean> {
  const before = await outputs.readOutput(path)
  if (before !== null && isSame(before, text)) return false
  const [line = ''] = (before ?? MARK).split('\n', 1)
  if (!line.includes(MARK)) {
    const hint = 'give another path, or move the file away'
    throw failure('DF114', `${path} was not made by cliq-ds`, { hint })
  }
  await outputs.writeOutput(path, text, before)
  return true
}

/** Throws DF113 where the file is not what would be made now; writes nothing. */
export async function performGenerateCheck(
  outputs: Outputs,
  path: string,
  text: string,
  command: string,
): Promise<void> {
  const before = await outputs.readOutput(path)
  if (before !== null && isSame(before, text)) return
  const message = before === null ? `${path} does not exist` : `${path} is out of date`
  throw failure('DF113', message, { hint: `run cliq-ds ${command} --out ${shellQuoted(path)}` })
}

// A checkout may have turned the line ends.
function isSame(a: string, b: string): boolean {
  return a.replaceAll('\r\n', '\n') === b
}
