import type { Book } from './ledger.ts'

/** The book with all its times that much later: as it reads on a clock that was set, or on another machine's. */
export function movedBook(book: Book, step: number): Book {
  if (step === 0) return book
  const { calls, lockOuts, trials, mints, owners, learned, since, lostAt, shares } = book
  const each = <T>(named: Readonly<Record<string, T>>, move: (one: T) => T) =>
    Object.fromEntries(Object.entries(named).map(([name, one]) => [name, move(one)]))
  const byName = (times: Readonly<Record<string, number>>) => each(times, at => at + step)
  const dated = <T extends { readonly at: number }>(one: T): T => ({ ...one, at: one.at + step })
  return {
    calls: calls.map(({ sentAt, repliedAt, ...call }) => ({
      ...call,
      sentAt: sentAt + step,
      ...(repliedAt !== undefined && { repliedAt: repliedAt + step }),
    })),
    lockOuts: byName(lockOuts),
    trials: each(trials, trial => ({ ...trial, until: trial.until + step })),
    mints: mints.map(at => at + step),
    owners: byName(owners),
    learned: {
      apart: learned.apart,
      shared: byName(learned.shared),
      unexplained: each(learned.unexplained, dated),
      waits: each(learned.waits, dated),
      limits: each(learned.limits, one => ({ ...dated(one), busyAt: one.busyAt + step })),
    },
    ...(since !== undefined && { since: Math.max(0, since + step) }),
    ...(lostAt !== undefined && { lostAt: lostAt + step }),
    ...(shares && { shares }),
  }
}
