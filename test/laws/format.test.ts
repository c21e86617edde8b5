import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'

import { canonicalText } from '../../src/core/model/plain.ts'
import type { Json } from '../../src/core/model/plain.ts'
import { digestOf } from '../../src/files/disk/digest.ts'
import { formatDefinition } from '../../src/files/definitions/format.ts'
import { remarksOf } from '../../src/files/definitions/remarks.ts'
import { patchDefinition } from '../../src/files/definitions/pull.ts'
import { renderDefinition } from '../../src/files/yaml/render.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { datastore, reworked } from '../arbitraries.ts'
import { messy } from './messy.ts'

const RUNS = Math.ceil(Number(process.env['LAW_RUNS'] ?? 1_000) / 20)
vi.setConfig({ testTimeout: 60_000 + RUNS * 400 })

const FILE = 'schemas/x.yaml'

function format(text: string): string {
  const formatted = formatDefinition(text, FILE)
  if (!('text' in formatted)) throw new Error(`${JSON.stringify(formatted.problems)}\n${text}`)
  return formatted.text
}

function digestOfMeaning(text: string): string {
  return digestOf(canonicalText(parseYaml(text, FILE).value as Json))
}

function commentsOf(text: string): readonly string[] {
  return remarksOf(text)
    .map(each => each.text)
    .sort()
}

test('fmt keeps the digest of the meaning and every comment, of every layout', () => {
  fc.assert(
    fc.property(messy(), text => {
      const formatted = format(text)
      expect(digestOfMeaning(formatted)).toBe(digestOfMeaning(text))
      expect(commentsOf(formatted)).toEqual(commentsOf(text))
    }),
    { numRuns: RUNS },
  )
})

test('fmt of what is formatted changes nothing, and no layout is beyond it', () => {
  fc.assert(
    fc.property(messy(), text => {
      const once = format(text)
      expect(format(once)).toBe(once)
      const lines = once.split(/\r?\n/u)
      const keys = lines.flatMap(line => /^(\w+):/u.exec(line)?.[1] ?? [])
      expect(keys).toEqual(
        ['unique_name', 'name', 'description', 'fields', 'unique_keys', 'protect'].filter(each => keys.includes(each)),
      )
      expect(keys.length).toBeGreaterThan(3)
    }),
    { numRuns: RUNS },
  )
})

test('what pull writes is formatted', () => {
  fc.assert(
    fc.property(datastore(), fc.option(fc.boolean(), { nil: undefined }), (from, protect) => {
      const text = renderDefinition(from, { protect })
      expect(format(text)).toBe(text)
    }),
    { numRuns: RUNS },
  )
})

test('what pull patches stays formatted, where it was', () => {
  const edits = datastore().chain(from =>
    reworked(new Map([[from.unique_name, from]])).map(catalog => ({ from, to: catalog.get(from.unique_name) ?? from })),
  )
  fc.assert(
    fc.property(edits, ({ from, to }) => {
      const patched = patchDefinition(renderDefinition(from), FILE, to)
      expect(format(patched)).toBe(patched)
    }),
    { numRuns: RUNS },
  )
})
