import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { scheduleRun } from '../../src/core/pace/runs.ts'
import type { ChainCosts, LinkCosts } from '../../src/core/pace/runs.ts'

interface Ring {
  /** For each link of the ring, whether it goes in one chain with the one that waits for it. */
  readonly joined: readonly boolean[]
  /** Chains beside the ring that wait for nothing. */
  readonly free: number
  readonly shuffle: readonly number[]
}

const ring = fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }).chain(joined =>
  fc.record({
    joined: fc.constant(joined),
    free: fc.nat(3),
    shuffle: fc.array(fc.nat(100), { minLength: 9, maxLength: 9 }),
  }),
)

/** Links of which each waits for the one before it, and the first for the last unless the circle is `open`. */
function chainsOf({ joined, free, shuffle }: Ring, open: boolean): readonly ChainCosts[] {
  const links: { calls: LinkCosts['calls']; after?: readonly LinkCosts[] }[] = joined.map(() => ({
    calls: [['fields.add']],
  }))
  const chains: LinkCosts[][] = []
  links.forEach((link, at) => {
    const before = links[at - 1] ?? (open ? undefined : links.at(-1))
    const last = chains.at(-1)
    // What goes right behind another in its chain waits for it without saying so.
    if (at > 0 && joined[at] === true && last !== undefined) return void last.push(link)
    if (before !== undefined) link.after = [before]
    chains.push([link])
  })
  const others = Array.from({ length: free }, (): LinkCosts[] => [{ calls: [['records.insert']] }])
  return [...chains, ...others]
    .map((own, at) => ({ chain: { links: own }, key: shuffle[at] ?? 0 }))
    .sort((a, b) => a.key - b.key)
    .map(each => each.chain)
}

const planned = (chains: readonly ChainCosts[]) => scheduleRun(chains, [], [], budgetsOf())

test('links that wait for each other in a circle are refused, and without the circle each call has its place', () => {
  fc.assert(
    fc.property(ring, about => {
      expect(() => planned(chainsOf(about, false))).toThrow('in a circle')
      expect(planned(chainsOf(about, true)).order).toHaveLength(about.joined.length + about.free)
    }),
    { numRuns: 60 },
  )
})
