import type { EnvironmentConfig } from '../../config.ts'
import type { Problem } from '../../core/model/problem.ts'
import { nearest } from '../../core/rules/nearest.ts'
import type { ConfigPlaces } from './places.ts'
import { expand } from './variables.ts'
import type { Variables } from './variables.ts'

/** An extension as record calls reach it; its key is a secret. */
export interface ResolvedExtension {
  readonly id: string
  readonly key: string
}

/** The extension, or what is wrong with it: CF132 where there is none of this name, CF133 for its id, AU202 for its variables. */
export type ReadExtension =
  | { readonly extension: ResolvedExtension }
  | { readonly problems: readonly [Problem, ...Problem[]] }

/** Reads the extensions of an environment by their names, each when it is asked for. */
export function extensionsOf(
  extensions: EnvironmentConfig['extensions'] = {},
  path: string,
  variables: Variables,
  places: ConfigPlaces,
): (name: string) => ReadExtension {
  return name => {
    const at = `${path}.extensions.${name}`
    const written = Object.hasOwn(extensions, name) ? extensions[name] : undefined
    if (written === undefined) return { problems: [absent(name, path, Object.keys(extensions))] }
    const { value, problems } = expand(written, at, variables, places)
    // The same shape as before, and each secret is text by now.
    const extension = value as ResolvedExtension
    const found = problems.map(each => ({ ...each, code: 'AU202' }))
    const [first, ...more] = found.length > 0 ? found : extensionIdProblems(at, extension.id, places)
    return first === undefined ? { extension } : { problems: [first, ...more] }
  }
}

// Where it is missing is no place: the definition that names it is one.
function absent(name: string, path: string, known: readonly string[]): Problem {
  const near = nearest(name, known)
  const hint =
    near === undefined ? `give id and key in the config: \`${path}.extensions.${name}\`` : `did you mean \`${near}\`?`
  return { code: 'CF132', severity: 'error', message: `\`${path}\` has no extension \`${name}\``, hint }
}

/** What is wrong with the id of an extension: CF133. */
export function extensionIdProblems(path: string, id: string, places: ConfigPlaces): readonly Problem[] {
  if (/^\d{1,26}$/u.test(id)) return []
  const message = `\`${path}.id\` must be digits`
  const hint = 'copy it from the address of the extension'
  return [{ code: 'CF133', severity: 'error', message, at: places.value(`${path}.id`), hint }]
}
