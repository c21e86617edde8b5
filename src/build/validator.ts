import { Ajv } from 'ajv'
import standalone from 'ajv/dist/standalone/index.js'

import { configSchema } from '../files/schema/config.ts'

/** The module that checks a config's shape: made ahead, because compiling a schema takes longer than most commands. */
export function configValidator(): string {
  const code = { source: true, esm: true }
  const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, messages: false, code })
  const made = standalone.default(ajv, ajv.compile(bare(configSchema())))
  const [, name, body] = /^"use strict";export const validate = (\w+);export default \1;(.*)$/su.exec(made) ?? []
  if (name === undefined || body === undefined || body.includes('require('))
    throw new Error('ajv wrote a validator of another form than expected')
  return [
    '// @ts-nocheck',
    '// Made by src/build.ts from src/files/schema/config.ts.',
    body.trim(),
    '/** Whether a value has the shape of a config; `errors` then tells what ajv found. */',
    `export const validate: { (value: unknown): boolean; errors?: unknown } = ${name}`,
    '',
  ].join('\n')
}

const FOR_EDITORS = new Set(['description', 'markdownDescription', 'patternErrorMessage', 'errorMessage'])

// The validator would carry along what is only for editors.
function bare(schema: object): object {
  return JSON.parse(JSON.stringify(schema, (key, value: unknown) => (FOR_EDITORS.has(key) ? undefined : value)))
}
