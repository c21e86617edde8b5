import { Ajv } from 'ajv'

import { parseYaml } from '../../src/files/yaml/yaml.ts'

/** What editors read in a schema and validators do not. */
export const EDITOR_KEYWORDS = [
  'markdownDescription',
  'enumDescriptions',
  'markdownEnumDescriptions',
  'patternErrorMessage',
  'errorMessage',
]

/** A schema as a validator knows it that tells every misfit. */
export function validatorOf(schema: object): ReturnType<Ajv['compile']> {
  const options = { allErrors: true, verbose: true, strictTypes: false, strictRequired: false, allowUnionTypes: true }
  return new Ajv({ ...options, keywords: EDITOR_KEYWORDS }).compile(schema)
}

/**
 * What an editor says of a text by a schema: as the YAML language server does, it shows the schema's own words for a
 * pattern, and for a type, a choice or a missing key; for what has none, `KEYWORD of PATH`.
 */
export function editorOf(schema: object): (text: string) => readonly string[] {
  const valid = validatorOf(schema)
  return text => {
    if (valid(parseYaml(text, 'a.yaml').value)) return []
    const said = (valid.errors ?? []).map(({ keyword, instancePath, parentSchema = {} }) => {
      const own: unknown = keyword === 'pattern' ? parentSchema['patternErrorMessage'] : undefined
      const shown = ['type', 'enum', 'const', 'required', 'pattern'].includes(keyword)
      return String(own ?? (shown ? parentSchema['errorMessage'] : undefined) ?? `${keyword} of ${instancePath}`)
    })
    // That a branch of a condition fails is said by what fails in it.
    return [...new Set(said)].filter(each => !/^(?:if|anyOf|propertyNames) of /u.test(each))
  }
}

/** Every part of a schema, itself first, with the path to it. */
export function partsOf(schema: unknown, path = ''): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
  if (typeof schema !== 'object' || schema === null) return []
  const below = Object.entries(schema).flatMap(([key, each]) =>
    key === 'examples' ? [] : partsOf(each, `${path}/${key}`),
  )
  return Array.isArray(schema) ? below : [[path, schema as Readonly<Record<string, unknown>>], ...below]
}
