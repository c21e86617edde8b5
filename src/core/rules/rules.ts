import type { Definition } from '../model/definition.ts'
import type { Policy } from './policy.ts'
import type { Problem } from '../model/problem.ts'
import { betweenLaws } from './between.ts'
import { fieldLaws } from './fields.ts'
import { hintLaws, hintLawsBetween } from './hints.ts'
import { keyLaws } from './keys.ts'
import { lawOf } from './law.ts'
import { descriptionLaws, nameLaws, uniqueNameLaws } from './names.ts'
import { ignoreRules, namingRules, prefixLaws } from './project.ts'

/** What of a policy is about names; none of it by default. */
export type NamePolicy = Pick<Policy, 'naming' | 'orgs'>

const NO_POLICY: NamePolicy = { naming: {}, orgs: [] }

/** Every law and rule that definitions can break without Cliq being asked: inside each one, between them, and by the project's policy. */
export function checkDefinitions(
  definitions: readonly Definition[],
  { naming, orgs }: NamePolicy = NO_POLICY,
): readonly Problem[] {
  const problems: Problem[] = []
  for (const definition of definitions) {
    const law = lawOf(definition, problems)
    const { unique_name, name, description, fields } = definition.datastore
    // A missing one is told where its shape is read.
    if (unique_name !== '') uniqueNameLaws(unique_name, 'unique_name', law)
    nameLaws(name, 'name', law)
    descriptionLaws(description, law)
    fieldLaws(fields, law)
    keyLaws(definition.datastore, law)
    hintLaws(definition, law)
    namingRules(definition.datastore, naming, law)
    // Its own name, which nobody puts a prefix before.
    if (definition.extension !== undefined) continue
    prefixLaws(definition.datastore, orgs, law)
    ignoreRules(definition.datastore, orgs, law)
  }
  betweenLaws(definitions, problems)
  hintLawsBetween(definitions, each => lawOf(each, problems))
  return problems
}
