import { expect, test } from 'vitest'

import type { Forge, Pull } from '../../src/core/review/forge.ts'
import { refusal } from '../files/temporary.ts'
import type { Scene } from '../forge/client.ts'
import { gateOf, whole } from './gate.ts'

test('a merge that the forge does not tell of yet is asked for through a minute, among a hundred at most', async () => {
  const pull: Pull = { number: '1', head: 'h1', into: 'main', isMerged: true, isForeign: false }
  const asked = async (toldAfter: number) => {
    let ms = 0
    let times = 0
    const most: number[] = []
    const forge: Partial<Forge> = {
      fetchPullsOf: async () => ((times += 1), ms >= toldAfter ? [pull] : []),
      fetchMerged: async (_, each) => (most.push(each), []),
      fetchComments: async () => [],
    }
    const clock = { now: () => ms, monotonic: () => ms, sleep: async (more: number) => void (ms += more) }
    const gate = gateOf({ forge, clock, notes: [] } as unknown as Scene, 'github', 'c1')
    const problems = await refusal(() => gate.approve(whole))
    return [new Set(problems.map(each => each.code)), times, new Set(most)]
  }
  const refused = new Set(['ST109'])
  expect(await asked(0)).toEqual([refused, 1, new Set([100])])
  expect(await asked(25_000)).toEqual([refused, 4, new Set([100])])
  expect(await asked(Infinity)).toEqual([refused, 7, new Set([100])])
})
