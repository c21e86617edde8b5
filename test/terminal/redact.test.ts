import { expect, test } from 'vitest'

import { failurePage } from '../../src/report/pages/failure.ts'
import { redacted, redactSecrets } from '../../src/terminal/redact.ts'
import { redacting } from '../../src/terminal/redacting.ts'
import { writeReports } from '../../src/terminal/reports.ts'
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

const LONG = '1000.9f8e7d6c5b4a39281706.f5e4d3c2b1a09f8e7d6c5b4a39281706'

test('what is left of a secret that was cut, or broken over lines, is not shown either', () => {
  redactSecrets([LONG])
  const forms = [
    LONG,
    encodeURIComponent(LONG),
    Buffer.from(LONG).toString('base64'),
    Buffer.from(LONG).toString('hex'),
  ]
  for (const form of forms)
    for (const part of [
      form.slice(0, 40),
      form.slice(-40),
      `${form.slice(0, 30)}\n  ${form.slice(30)}`,
      form.split('').join('\u200B'),
    ]) {
      expect(redacted(`type ${part}…`)).toBe('type (secret)…')
      expect(redacted(`"${part}" and "${part}"`)).toBe('"(secret)" and "(secret)"')
    }
  expect(redacted(`${LONG.slice(0, 20)}\\u{a}${LONG.slice(20)}`)).toBe('(secret)')
})

test('a text that is full of parts of a secret is cleaned in the time of one pass', () => {
  redactSecrets([LONG])
  const text = `${LONG.slice(0, 30)} \n`.repeat(5_000)
  expect(redacted(text)).toBe('(secret) \n'.repeat(5_000))
})

test('an address that is a secret hides no other address of its host', () => {
  redactSecrets(['https://cliq.zoho.eu/api/v3/secret-path'])
  expect(redacted('https://cliq.zoho.eu/api/v3/other')).toBe('https://cliq.zoho.eu/api/v3/other')
})

test('reports have no secret in any format, however a renderer writes it', async () => {
  const written: string[] = []
  const target = {
    tryReport: async (file: string) => file,
    writeReport: async (_: string, text: string) => void written.push(text),
  }
  const secret = 'a&b<c>"d-quite-long-and-secret"'
  redactSecrets([secret])
  const message = `the org says ${secret} of it`
  const page = failurePage('plan', [{ code: 'RF107', severity: 'error', message, hint: secret }], new Map())
  const formats = ['text', 'markdown', 'json', 'html', 'sarif', 'junit'] as const
  await writeReports(target, { report: formats.map(format => ({ format, file: format })) }, [page])
  expect(written).toHaveLength(formats.length)
  for (const text of written) expect(text).not.toContain('quite-long')
})
