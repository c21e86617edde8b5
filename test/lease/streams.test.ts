import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Operation } from '../../src/core/model/operations.ts'
import type { Sends } from '../../src/core/pace/leaseRows.ts'
import { renewing } from '../../src/engine/tasks/streams.ts'

const OPERATIONS = ['records.insert', 'records.update', 'records.delete'] as const
const write = fc.record({ operation: fc.constantFrom(...OPERATIONS), more: fc.integer({ min: 1, max: 40 }) })

test('the rows of a lease tell of each operation at least as many calls as were sent of it, before they are sent', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(write, { maxLength: 60 }), async writes => {
      const told: (Sends & { readonly digest: string })[] = []
      const before = renewing(
        {
          renew: async () => undefined,
          intend: async (digest, _, sends) => void (sends && told.push({ ...sends, digest })),
          doubt: () => undefined,
          through: async () => undefined,
          release: async () => undefined,
        },
        'rooms',
      )
      const sent = new Map<Operation, number>()
      const toldOf = (operation: Operation) =>
        told.filter(each => each.operation === operation).reduce((sum, { calls }) => sum + calls, 0)
      for (const { operation, more } of writes) {
        await before(operation, more)
        sent.set(operation, (sent.get(operation) ?? 0) + more)
        expect(toldOf(operation)).toBeGreaterThanOrEqual(sent.get(operation) ?? 0)
      }
      // No two rows are taken for one, and no more is told than the last twenty that were begun.
      expect(new Set(told.map(each => each.digest)).size).toBe(told.length)
    }),
    { numRuns: 100 },
  )
})
