import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'

import { canonicalKeys } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { codeFacts } from '../../src/core/codes/codes.ts'
import type { Definition } from '../../src/core/model/definition.ts'
import { hasErrors } from '../../src/core/model/problem.ts'
import { checkDefinitions } from '../../src/core/rules/rules.ts'
import { decodeDefinition } from '../../src/core/rules/decode.ts'
import { patchDefinition, saysTheSame } from '../../src/files/definitions/pull.ts'
import { renderDefinition, shownDefault } from '../../src/files/yaml/render.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { datastore, reworked } from '../arbitraries.ts'
import { CORE_RUNS, RUNS } from './build.ts'

// About 1 ms a case, and the long run has many.
vi.setConfig({ testTimeout: 60_000 + CORE_RUNS * 100 })

const FILE = 'schemas/x.yaml'

function problemsAndDefinition(text: string) {
  const parsed = parseYaml(text, FILE)
  const decoded =
    parsed.value === undefined ? { problems: [] } : decodeDefinition(parsed.value, { file: FILE, ...parsed })
  const definition: Definition | undefined = 'definition' in decoded ? decoded.definition : undefined
  const laws = definition === undefined ? [] : checkDefinitions([definition])
  return { definition, problems: [...parsed.problems, ...decoded.problems, ...laws] }
}

function read(text: string): Definition {
  const { definition, problems } = problemsAndDefinition(text)
  expect(problems.filter(each => each.severity === 'error')).toEqual([])
  if (definition === undefined) throw new Error('no definition')
  return definition
}

/** What a file may hold of a datastore: all but the defaults that are not for the eye; keys in canonical form. */
function visible(from: Datastore): Datastore {
  const fields = [...from.fields].map(([name, { default_value: _, ...rest }]) => {
    const shown = shownDefault({ ...rest, ...(_ !== undefined && { default_value: _ }) })
    return [name, { ...rest, ...(shown !== undefined && { default_value: shown }) }] as const
  })
  return { ...from, fields: new Map(fields), unique_keys: canonicalKeys(from.unique_keys) }
}

const edits = datastore().chain(from =>
  reworked(new Map([[from.unique_name, from]])).map(catalog => ({ from, to: catalog.get(from.unique_name) ?? from })),
)

/** A comment above every line but those inside a field, which go with it. */
function remarked(text: string): string {
  return text.replace(
    /^ {0,2}[^ #].*$/gm,
    (line, at: number) => `${/^\s*/.exec(line)?.[0] ?? ''}# above ${at}\n${line}`,
  )
}

function inBlocks(text: string): string {
  const indented = (inner: string) => inner.replace(/, +(?=(?:type|mandatory|masked|default_value): )/g, '\n    ')
  return text.replace(/^( {2}\S+:) +\{ (.*) \}$/gm, (_, key: string, inner: string) => `${key}\n    ${indented(inner)}`)
}

test('read(render(x)) is x, for every type and hostile text', () => {
  fc.assert(
    fc.property(datastore(), fc.option(fc.boolean(), { nil: undefined }), (from, protect) => {
      const definition = read(renderDefinition(from, { protect }))
      expect({ ...definition.datastore, unique_keys: canonicalKeys(definition.datastore.unique_keys) }).toEqual(
        visible(from),
      )
      expect(definition.protect).toBe(protect)
    }),
    { numRuns: CORE_RUNS },
  )
})

test('the same datastore gives the same bytes, whatever the order of its fields and keys', () => {
  fc.assert(
    fc.property(datastore(), from => {
      const turned = {
        ...from,
        fields: new Map([...from.fields].reverse()),
        unique_keys: from.unique_keys.map(key => [...key].reverse()).reverse(),
      }
      expect(renderDefinition(turned)).toBe(renderDefinition(from))
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  )
})

test('a hidden default is in no rendered text', () => {
  const secret = 'hunter2hunter2'
  const field = { name: 'Pin', mandatory: false, default_value: secret }
  const fields = new Map([
    ['a', { ...field, type: 'encrypted-text', masked: false } as const],
    ['b', { ...field, type: 'limited-text', masked: true } as const],
  ])
  const text = renderDefinition({ unique_name: 'x', name: 'X', description: 'x', fields, unique_keys: [] })
  expect(text).not.toContain(secret)
})

const layouts = [
  ['as rendered', (text: string) => text],
  ['with a comment above every line', remarked],
  ['with fields in block style and comments', (text: string) => remarked(inBlocks(text))],
  ['with Windows line ends', (text: string) => remarked(text).replaceAll('\n', '\r\n')],
  ['without a last line break', (text: string) => text.trimEnd()],
] as const

for (const [layout, laidOut] of layouts)
  test(`a patched file says what it was patched to and keeps its comments: ${layout}`, () => {
    let anew = 0
    fc.assert(
      fc.property(edits, fc.option(fc.boolean(), { nil: undefined }), ({ from, to }, protect) => {
        const text = laidOut(renderDefinition(from, { protect }))
        const patched = patchDefinition(text, FILE, to)
        const now = read(patched)
        expect(saysTheSame(now.datastore, to)).toBe(true)
        expect(now.protect).toBe(protect)
        expect(patchDefinition(patched, FILE, to)).toBe(patched)
        const kept = (text.match(/# above \d+/g) ?? []).every(comment => patched.includes(comment))
        if (!kept) anew += 1
        expect(text.includes('\r\n') && kept && /[^\r]\n/.test(patched)).toBe(false)
      }),
      { numRuns: Math.ceil(RUNS / 4) },
    )
    expect(anew).toBe(0)
  })

test('a file that says the same already keeps every byte', () => {
  fc.assert(
    fc.property(datastore(), from => {
      const text = remarked(renderDefinition(from))
      expect(patchDefinition(text, FILE, from)).toBe(text)
    }),
    { numRuns: Math.ceil(RUNS / 4) },
  )
})

test('random bytes in a valid file give problems with known codes and places, never a crash', () => {
  const junk = fc.constantFrom(
    ...'\u0000\t\n\r :-[]{},&*!|>\'"%@`#?~.<0x9é\u202e\ud800\ufeff',
    'fields',
    '  ',
    ': ',
    '- ',
    '\n\n',
  )
  const cut = fc.record({ at: fc.nat(2_000), drop: fc.nat(12), put: fc.array(junk, { maxLength: 4 }) })
  fc.assert(
    fc.property(datastore(), fc.array(cut, { minLength: 1, maxLength: 6 }), (from, cuts) => {
      const mutated = cuts.reduce((text, { at, drop, put }) => {
        const start = at % (text.length + 1)
        return text.slice(0, start) + put.join('') + text.slice(start + drop)
      }, renderDefinition(from))
      const { definition, problems } = problemsAndDefinition(mutated)
      expect(definition !== undefined || hasErrors(problems)).toBe(true)
      for (const { code, at, message } of problems) {
        expect(codeFacts(code)).toBeDefined()
        expect(at).toMatchObject({ file: FILE })
        expect(message).not.toMatch(/^[A-Z]|[.\n]$/)
      }
      if (definition !== undefined && !hasErrors(problems)) read(patchDefinition(mutated, FILE, visible(from)))
    }),
    { numRuns: RUNS },
  )
})
