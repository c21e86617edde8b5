import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { placesInCode } from '../../src/files/code/places.ts'
import { scan } from '../../src/files/code/scan.ts'

function at(text: string, path: string): string {
  const place = placesInCode(text, 'a.ts').places.get(path)
  return place === undefined ? 'unknown' : `${place.line}:${place.col}`
}

const LITERAL = `import { defineDatastore } from 'cliq-ds'

// { name: 'not this one' }
export default defineDatastore({
  unique_name: 'empdir', /* name: 'nor this' */ name: 'Staff',
  "description": \`of \${'all { sites'} and \${{ name: 1 }.name}\`,
  fields: {
    empid: { name: 'ID', type: 'number', mandatory: true },
    'notes': { name: 'Notes', type: 'large-text' },
  },
  unique_keys: [['empid'], ['empid', 'notes']],
} as const)
`

test.each([
  ['', '4:32'],
  ['unique_name', '5:16'],
  ['name', '5:55'],
  ['description', '6:18'],
  ['fields', '7:3'],
  ['fields.empid', '8:5'],
  ['fields.empid.type', '8:32'],
  ['fields.notes', '9:5'],
  ['fields.notes.type', '9:37'],
  ['unique_keys', '11:3'],
  ['unique_keys.1', '11:28'],
  ['unique_keys.1.1', '11:38'],
  ['fields.empid.masked', 'unknown'],
])('a literal shows where %s stands', (path, place) => expect(at(LITERAL, path)).toBe(place))

const forms = [
  ['a plain object', 'export default {\n a: 1 }', '2:5'],
  ['a constant', 'const x: Of<{ a: 1 }> = {\n a: 1 }\nexport default x', '2:5'],
  ['a constant in a call', 'const x = {\n a: 1 }\nexport default define(x)', '2:5'],
  ['a spread', 'const x = {\n a: 1 }\nexport default { ...x, b: 2 }', '2:5'],
  ['a key that overrides a spread', 'const x = { a: 1 }\nexport default { ...x,\n a: 2 }', '3:5'],
  ['a shorthand', 'const a = 1\nexport default {\n a }', '3:2'],
  ['module.exports', 'module.exports = {\n a: 1 }', '2:5'],
  ['behind a method', 'export default { f() { return { a: 2 } },\n a: 1 }', '2:5'],
  ['behind a pattern', 'export default { f: /a: {/u,\n a: 1 }', '2:5'],
  ['behind a division', "export default { f: 4 / 2, g: '/',\n a: 1 }", '2:5'],
  ['behind a computed key', "export default { ['b']: 2,\n a: 1 }", '2:5'],
  ['what is computed', 'export default make()', 'unknown'],
  ['a constant of itself', 'const x = x\nexport default x', 'unknown'],
  ['no export', 'const a = { a: 1 }', 'unknown'],
] as const

test.each(forms)('%s is looked through', (_, text, place) => expect(at(text, 'a')).toBe(place))

test('a place stands where its value does, for every literal of plain values', () => {
  const key = fc.constantFrom('a', 'b', 'name', 'x_1', '$', 'constructor')
  const { tree } = fc.letrec<{ tree: unknown }>(tie => ({
    tree: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('text', '}', '{ a: 1', '// x', "it's", '`', '${', 7, true, null),
      fc.dictionary(key, tie('tree'), { noNullPrototype: true }),
      fc.array(tie('tree'), { maxLength: 3 }),
    ),
  }))
  fc.assert(
    fc.property(fc.record({ top: tree }), value => {
      const text = `export default ${JSON.stringify(value, null, 1)}`
      const lines = text.split('\n')
      for (const [path, { line, col }] of placesInCode(text, 'a.ts').places) {
        const keys = path === '' ? [] : path.split('.')
        const held = keys.reduce<unknown>((inner, each) => Object(inner)[each], value)
        const rest = lines[line - 1]?.slice(col - 1) ?? ''
        if (typeof held !== 'object' || held === null) expect(rest).toMatch(new RegExp(`^${literal(held)},?$`))
      }
    }),
    { numRuns: 300 },
  )
})

function literal(value: unknown): string {
  return JSON.stringify(value).replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`)
}

test('no text breaks the scanner, and its tokens are pieces of the text in order', () => {
  const unit = fc.constantFrom(
    ...'{}[]()`\'"/\\$,:.\n =a1#',
    '${',
    '//',
    '/*',
    '*/',
    '...',
    'const ',
    'export default ',
  )
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 60 }), text => {
      let end = 0
      for (const { source, offset } of scan(text)) {
        expect(text.slice(offset, offset + source.length)).toBe(source)
        expect(offset).toBeGreaterThanOrEqual(end)
        end = offset + source.length
      }
      placesInCode(text, 'a.ts')
    }),
    { numRuns: 2_000 },
  )
})

test('constants that multiply each other end', () => {
  const all = Array.from({ length: 11 }, (_, n) => `const c${n} = [${`c${n + 1},`.repeat(10)}]`).join('\n')
  expect(placesInCode(`${all}\nexport default { a: c0 }`, 'a.ts').places.size).toBeLessThan(20_100)
})
