import type { LackingHint } from '../core/model/carryFindings.ts'
import { failure } from '../core/model/failure.ts'
import type { Project } from './world.ts'

/** A hint that a person wants, and whether its file has it now. */
export interface WrittenHint {
  readonly lacking: LackingHint
  readonly file: string
  readonly isWritten: boolean
}

/** Writes hints into the definitions that they are about. Throws a Failure for a file that changed meanwhile. */
export async function performHints(
  project: Pick<Project, 'readDefinitions' | 'writeHint'>,
  hints: readonly LackingHint[],
): Promise<readonly WrittenHint[]> {
  const { definitions } = await project.readDefinitions()
  const written: WrittenHint[] = []
  for (const lacking of hints) {
    const file = definitions.find(each => each.datastore.unique_name === lacking.datastore)?.file
    if (file === undefined) throw failure('DF001', `no definition of ${lacking.datastore} is there any more`)
    written.push({ lacking, file, isWritten: await project.writeHint(file, lacking) })
  }
  return written
}
