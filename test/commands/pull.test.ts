import { expect, test } from 'vitest'

import { performPull } from '../../src/commands/pull.ts'
import type { World } from '../../src/commands/world.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { Problem } from '../../src/core/model/problem.ts'

const problem = (code: string, severity: Problem['severity'] = 'error'): Problem => ({ code, severity, message: code })

/** What a pull over definitions with such problems ends in; `reached` where it looks at the org. */
async function ended(...problems: readonly Problem[]): Promise<string> {
  const world = {
    project: {
      readDefinitions: async () => ({ definitions: [], rowsOnly: [], problems, sources: new Map() }),
      readLock: async () => new Map(),
    },
    environment: { name: 'live', ignore: [], connectReadOnly: () => Promise.reject(new Error('reached')) },
  } as unknown as World
  try {
    await performPull(world, { names: [], all: true })
    return 'done'
  } catch (error) {
    return error instanceof Failure ? error.problems.map(each => each.code).join(' ') : String(error)
  }
}

test.each([
  ['none at all', [problem('DF001')], 'Error: reached'],
  ['no problems', [], 'Error: reached'],
  ['warnings', [problem('LT102', 'warning')], 'Error: reached'],
  ['an error', [problem('DF102')], 'DF102'],
  [
    'several, and what they hide',
    [problem('DF001'), problem('YM105'), problem('LT102', 'warning'), problem('DF102')],
    'YM105 DF102',
  ],
] as const)('definitions with %s are pulled into, or not', async (_, problems, ends) => {
  expect(await ended(...problems)).toBe(ends)
})
