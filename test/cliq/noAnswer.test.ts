import { expect, test } from 'vitest'

import { unfit, unsound } from '../../src/cliq/noAnswer.ts'

test.each([
  [200, 'NT106'],
  [299, 'NT106'],
  [300, 'NT107'],
  [399, 'NT107'],
  [400, 'NT106'],
  [499, 'NT106'],
  [500, 'NT105'],
  [503, 'NT105'],
])('an answer of %d that cannot be used is %s', (status, code) => {
  expect(unsound(status, 'accounts.example').code).toBe(code)
  const { message, hint } = unfit(status, 'accounts.example', 'the request', 'accountsUrl')
  expect(message).toContain(`(HTTP ${status})`)
  expect(hint === 'check accountsUrl').toBe(code === 'NT107')
})
