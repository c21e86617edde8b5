import { sortedProblems } from '../core/model/problem.ts'
import type { Definitions, Project } from './world.ts'

/** Checks every definition offline; all problems at once, sorted, errors and warnings alike. */
export async function performValidate(project: Project): Promise<Definitions> {
  const read = await project.readDefinitions()
  return { ...read, problems: sortedProblems(read.problems) }
}
