/**
 * Mistakes that change nothing anybody can see, as the sampler names them, with the reason. They are drawn no more; an entry
 * whose line is gone is told, and goes.
 */
export const EQUIVALENT: Readonly<Record<string, string>> = {
  'src/report/secrets.ts | return (line.split(\'"\').length - 1) % 2 === 1 || (line.split("\'").length - 1) % 2 === 1 | - -> +':
    'one less and one more are odd together',
  'src/report/secrets.ts | return (line.split(\'"\').length - 1) % 2 === 1 || (line.split("\'").length - 1) % 2 === 1 | - -> + #2':
    'one less and one more are odd together',
  'src/cliq/trials.ts | const sentAt = book.calls.find(call => call.id === id)?.sentAt ?? now | .find( -> .findLast(':
    'no two calls of a book have one id',
  'src/cliq/trials.ts | const sentAt = book.calls.find(call => call.id === id)?.sentAt ?? -Infinity | .find( -> .findLast(':
    'no two calls of a book have one id',
  'src/cliq/trials.ts | const doubled = Math.min(MOST_MS, 2 * Math.max(0, ...tested.map(trial => trial.ms))) | 0 -> 1':
    'two milliseconds are less than any stated lock-out',
  'src/cliq/trials.ts | const until = Math.max(now + ms, ...buckets.map(each => book.lockOuts[each] ?? 0)) | 0 -> 1':
    'a millisecond after 1970 is less than now',
}
