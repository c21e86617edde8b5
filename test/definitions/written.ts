import type { Definition } from '../../src/core/model/definition.ts'
import { sortedProblems } from '../../src/core/model/problem.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { checkDefinitions } from '../../src/core/rules/rules.ts'
import { decodeDefinition } from '../../src/core/rules/decode.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'

/** A right definition, line by line from 1. */
export const RIGHT = [
  'unique_name: empdir',
  'name: Employee Directory',
  'description: Staff of all sites',
  'fields:',
  '  empid: { name: Employee ID, type: number, mandatory: true }',
  '  notes: { name: Notes, type: large-text }',
  'unique_keys:',
  '  - [empid]',
]

/** The right definition with other lines in place of some, by number; an empty text leaves the line out. */
export function right(other: Readonly<Record<number, string>> = {}): string {
  const lines = RIGHT.flatMap((line, index) => {
    const by = other[index + 1] ?? line
    return by === '' ? [] : [by]
  })
  return `${lines.join('\n')}\n`
}

/** The definition in a text, and every problem of it. */
export function written(
  text: string,
  file = 'a.yaml',
): { readonly definition?: Definition; readonly problems: readonly Problem[] } {
  const parsed = parseYaml(text, file)
  if (parsed.value === undefined) return { problems: sortedProblems(parsed.problems) }
  const { definition, problems } = decodeDefinition(parsed.value, { file, ...parsed })
  const laws = definition === undefined ? [] : checkDefinitions([definition])
  return { ...(definition && { definition }), problems: sortedProblems([...parsed.problems, ...problems, ...laws]) }
}

/** Problems as `CODE line:col`, the way the tables write them. */
export function marks(problems: readonly Problem[]): readonly string[] {
  return problems.map(({ code, at }) => `${code} ${at?.line ?? 0}:${at?.col ?? 0}`)
}
