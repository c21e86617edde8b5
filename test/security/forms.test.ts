import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { formsOfSecret } from '../../src/core/model/secretForms.ts'

const secret = fc.string({
  minLength: 6,
  maxLength: 40,
  unit: fc.constantFrom(...'aZ0.-_~/+=?&#%"\\ é漢😉'.match(/./gu)!),
})

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
  'between others in base64url': each => Buffer.from(`me@x:${each}\n`).toString('base64url'),
}
test.each(Object.entries(ways))('a secret is known %s', (_, made) => {
  fc.assert(
    fc.property(secret, each => {
      expect(formsOfSecret(each).some(form => form.length >= 6 && made(each).includes(form))).toBe(true)
    }),
  )
})
