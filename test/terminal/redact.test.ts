import { expect, test } from 'vitest'

import { redacted, redacting, redactSecrets } from '../../src/terminal/redact.ts'
import type { Io } from '../../src/terminal/io.ts'

test('a secret of six characters or more is never shown, and a shorter one only garbles', () => {
  const later = new Set(['abcde'])
  redactSecrets(later)
  expect(redacted('x abcde y 6162636465')).toBe('x abcde y 6162636465')
  // A set that is live may get more.
  later.add('qvxzjk')
  expect(redacted('x qvxzjk y QVXZJK 71767a6a')).toBe('x (secret) y QVXZJK 71767a6a')
  expect(redacted(Buffer.from('qvxzjk').toString('hex'))).toBe('(secret)')
  expect(redacted('qvxzj')).toBe('qvxzj')
})

test('of two secrets, one a part of the other, no tail is left, in whichever order they came', () => {
  redactSecrets(['zwxyqp', 'zwxyqp-and-more', 'begin-vkwqzz', 'vkwqzz'])
  expect(redacted('a zwxyqp-and-more b zwxyqp c begin-vkwqzz d')).toBe('a (secret) b (secret) c (secret) d')
})

test('what a terminal writes is redacted and orders no runner, and an order goes on a line of its own', () => {
  const written: string[] = []
  const sink = { write: (text: string) => void written.push(text), isTTY: true, columns: 7 }
  redactSecrets(['jkqwzx'])
  const { out } = redacting({ out: sink, err: sink } as unknown as Io)
  out.write('a jkqwzx\n::error::b\n')
  out.order?.('::add-mask::jkqwzx')
  expect(written.join('')).not.toContain('jkqwzx')
  expect(written.join('')).not.toContain('\n::error')
  expect(written.at(-1)).toBe('::add-mask::(secret)\n')
  expect([out.isTTY, out.columns]).toEqual([true, 7])
})
