import { LIMITS, RESERVED_PREFIX } from '../model/catalog.ts'
import type { Datastore } from '../model/catalog.ts'
import { firstMatching } from '../model/patterns.ts'
import type { NamedOrg, Naming } from './policy.ts'
import type { Law } from './law.ts'
import { patternOf } from './pattern.ts'
import { lengthOf } from '../model/length.ts'

/** The names that a project's own patterns ask for. */
export function namingRules({ unique_name, fields }: Datastore, naming: Naming, law: Law): void {
  const rule = (what: string, pattern: string | undefined, names: Iterable<readonly [name: string, path: string]>) => {
    if (pattern === undefined) return
    const test = patternOf(pattern)
    for (const [name, path] of names) {
      // A name that is too long is told already.
      if (lengthOf(name) > LIMITS.uniqueName || name === '' || test?.found(name) !== false) continue
      law('LT109', path, `\`${name}\` does not match the project's pattern for ${what}, ${pattern}`, 'rename it')
    }
  }
  rule('datastores', naming.datastores, [[unique_name, 'unique_name']])
  rule(
    'fields',
    naming.fields,
    [...fields.keys()].map(name => [name, `fields.${name}`] as const),
  )
}

/** What an org leaves alone is not applied, whatever its definition says. A pattern that names it in full is meant. */
export function ignoreRules({ unique_name }: Datastore, orgs: readonly NamedOrg[], law: Law): void {
  for (const { environment, ignore } of orgs) {
    const pattern = firstMatching(ignore, unique_name)
    if (pattern === undefined || pattern === unique_name) continue
    const message = `\`${unique_name}\` is ignored in ${environment} by the \`ignore\` pattern \`${pattern}\``
    law('LT110', 'unique_name', message, 'narrow the pattern, or remove the definition')
  }
}

/** The name with an environment's prefix, which is the one that Cliq gets, has 20 characters at most too. */
export function prefixLaws({ unique_name }: Datastore, orgs: readonly NamedOrg[], law: Law): void {
  if (unique_name === '' || lengthOf(unique_name) > LIMITS.uniqueName) return
  for (const { environment, prefix, ignore } of orgs) {
    if (firstMatching(ignore, unique_name) !== undefined) continue
    if (prefix !== '' && (prefix + unique_name).toLowerCase().startsWith(RESERVED_PREFIX)) {
      const message = `\`${prefix}${unique_name}\` in ${environment} starts with \`${RESERVED_PREFIX}\`, which belongs to cliq-ds itself`
      law('NM103', 'unique_name', message, 'choose another name, or another prefix in the config')
    }
    if (lengthOf(prefix + unique_name) <= LIMITS.uniqueName) continue
    const length = lengthOf(prefix + unique_name)
    const message = `too long with \`${prefix}\` of ${environment}: ${length} characters; Cliq allows ${LIMITS.uniqueName}`
    law('LM106', 'unique_name', message, 'shorten it, or the prefix in the config')
  }
}
