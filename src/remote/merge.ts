import type { Book, SpentCall } from '../core/pace/ledger.ts'

/** The book that all share with what one run did while it was cut off: each call once, and the longer of all lock-outs. */
export function togetherAgain(there: Book, apart: Book): Book {
  const lockOuts = Object.entries(apart.lockOuts).map(
    ([name, until]) => [name, Math.max(until, there.lockOuts[name] ?? 0)] as const,
  )
  const { shared, limits, unexplained, waits } = apart.learned
  return {
    ...there,
    calls: united(there.calls, apart.calls),
    lockOuts: { ...there.lockOuts, ...Object.fromEntries(lockOuts) },
    trials: { ...apart.trials, ...there.trials },
    owners: { ...apart.owners, ...there.owners },
    mints: [...new Set([...there.mints, ...apart.mints])].sort((a, b) => a - b),
    learned: {
      apart: [...new Set([...there.learned.apart, ...apart.learned.apart])],
      shared: { ...shared, ...there.learned.shared },
      limits: { ...limits, ...there.learned.limits },
      unexplained: { ...unexplained, ...there.learned.unexplained },
      waits: { ...waits, ...there.learned.waits },
    },
  }
}

// A reply that one of both knows of is one; a call that the others knew and this run no more has aged there.
function united(there: readonly SpentCall[], apart: readonly SpentCall[]): readonly SpentCall[] {
  const calls = new Map(there.map(call => [call.id, call] as const))
  for (const call of apart) if (calls.get(call.id)?.repliedAt === undefined) calls.set(call.id, call)
  return [...calls.values()]
}
