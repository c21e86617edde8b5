import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { formsOfSecret } from '../../src/core/model/secretForms.ts'

const secret = fc.string({
  minLength: 6,
  maxLength: 40,
  unit: fc.constantFrom(...'aZ0.-_~/+=?&#%"\\ é漢😉'.match(/./gu)!),
})

const unicode = (text: string) =>
  text.replaceAll(/[^]/g, each => `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`)
const entities = (text: string, made: (code: number) => string) =>
  text.replaceAll(/[^]/gu, each => made(each.codePointAt(0) ?? 0))
const named = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')

/** What others make of a secret on its way into a text. */
const ways: Readonly<Record<string, (secret: string) => string>> = {
  'as it is': each => each,
  'in lower case': each => each.toLowerCase(),
  'as a part of JSON': each => JSON.stringify({ each }),
  'in hex': each => Buffer.from(each).toString('hex'),
  'in capital hex': each => Buffer.from(each).toString('hex').toUpperCase(),
  'as a part of a URL': encodeURIComponent,
  'as a URL': encodeURI,
  'with small %xx': each => encodeURIComponent(each).replaceAll(/%../gu, found => found.toLowerCase()),
  'in %xx alone': each =>
    Buffer.from(each)
      .toString('hex')
      .replaceAll(/../gu, found => `%${found}`),
  'in base64': each => Buffer.from(each).toString('base64'),
  'in base64url': each => Buffer.from(each).toString('base64url'),
  'beside a user in base64': each => Buffer.from(`user:${each}`).toString('base64'),
  'behind two characters in base64': each => Buffer.from(`u:${each}`).toString('base64'),
  'in escapes of JSON': unicode,
  'in JSON that escapes its slashes': each => JSON.stringify(each).replaceAll('/', '\\/'),
  'in numbers of HTML': each => entities(each, code => `&#${code};`),
  'in hex numbers of HTML': each => entities(each, code => `&#x${code.toString(16)};`),
  'in names of HTML': named,
  'between others in base64url': each => Buffer.from(`me@x:${each}\n`).toString('base64url'),
}
test.each(Object.entries(ways))('a secret is known %s', (_, made) => {
  fc.assert(
    fc.property(secret, each => {
      expect(formsOfSecret(each).some(form => form.length >= 6 && made(each).includes(form))).toBe(true)
    }),
  )
})

/** A secret in base64, of which only letters that do not hang on what is around it count. */
function base64Of(bytes: Buffer, before: number): string {
  const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64url')
  return text.slice([0, 2, 3][before], (before + bytes.length) % 3 === 0 ? undefined : -1)
}

const coded = (bytes: Buffer, kept: RegExp) =>
  [...bytes]
    .map(each => [String.fromCharCode(each), `%${each.toString(16).padStart(2, '0')}`] as const)
    .map(([as, code]) => (kept.test(as) ? as : code))
    .join('')
const capital = (text: string) =>
  /^[0-9a-f]+$/u.test(text) ? text.toUpperCase() : text.replaceAll(/%[0-9a-f]{2}/gu, each => each.toUpperCase())

test('the forms of a secret are these and no others, the longest first', () => {
  fc.assert(
    fc.property(
      fc.oneof(secret, fc.constantFrom('a', '\u007f\u0080', '\u07ff\u0800', '\uffff\u{10000}', '\u{10ffff}')),
      each => {
        const bytes = Buffer.from(each)
        const plain = [
          each,
          bytes.toString('hex'),
          coded(bytes, /[^]{2}/u),
          coded(bytes, /[\w.~-]/u),
          coded(bytes, /[\w.!~*'();/?:@&=+$,#-]/u),
          JSON.stringify(each).slice(1, -1),
        ]
        const filled = [bytes.toString('base64'), ...[0, 1, 2].map(before => base64Of(bytes, before))]
        const letters = filled.flatMap(text => [
          text.replaceAll('-', '+').replaceAll('_', '/'),
          text.replaceAll('+', '-').replaceAll('/', '_'),
        ])
        const escapes = [
          unicode(each),
          unicode(each).replaceAll(/(?<=\\u)[\da-f]{4}/gu, code => code.toUpperCase()),
          JSON.stringify(each).slice(1, -1).replaceAll('/', '\\/'),
          entities(each, code => `&#${code};`),
          entities(each, code => `&#x${code.toString(16)};`),
          entities(each, code => `&#x${code.toString(16).toUpperCase()};`),
          named(each),
        ]
        const expected = [...plain.flatMap(text => [text, text.toLowerCase(), capital(text)]), ...letters, ...escapes]
        const forms = formsOfSecret(each)
        expect(new Set(forms)).toEqual(new Set(expected.filter(text => text !== '')))
        expect(new Set(forms).size).toBe(forms.length)
        expect(forms.map(text => text.length)).toEqual(forms.map(text => text.length).toSorted((a, b) => b - a))
      },
    ),
    { numRuns: 200 },
  )
})
