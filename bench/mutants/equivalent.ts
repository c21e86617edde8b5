/**
 * Mistakes that change nothing anybody can see, as the sampler names them, with the reason. They are drawn no more; an entry
 * whose line is gone is told, and goes.
 */
export const EQUIVALENT: Readonly<Record<string, string>> = {
  'src/report/secrets.ts | return (line.split(\'"\').length - 1) % 2 === 1 || (line.split("\'").length - 1) % 2 === 1 | - -> +':
    'one less and one more are odd together',
  'src/cliq/trials.ts | const sentAt = book.calls.find(call => call.id === id)?.sentAt ?? now | .find( -> .findLast(':
    'no two calls of a book have one id',
  'src/cliq/trials.ts | const sentAt = book.calls.find(call => call.id === id)?.sentAt ?? -Infinity | .find( -> .findLast(':
    'no two calls of a book have one id',
  'src/cliq/trials.ts | const doubled = Math.min(MOST_MS, 2 * Math.max(0, ...tested.map(trial => trial.ms))) | 0 -> 1':
    'two milliseconds are less than any stated lock-out',
  'src/cliq/trials.ts | const until = Math.max(now + ms, ...buckets.map(each => book.lockOuts[each] ?? 0)) | 0 -> 1':
    'a millisecond after 1970 is less than now',
  'src/core/pace/leaseRows.ts | export function aroundWrites(intents = 0): CallChain { | 0 -> 1':
    'one intent more takes no further page',
  'src/core/model/secretForms.ts | const code = each.codePointAt(0) ?? 0 | 0 -> 1 #2': 'a letter has a code',
  'src/core/model/secretForms.ts | const filled = [...bytes, ...Array.from({ length: (3 - (bytes.length % 3)) % 3 }, () => 0)] | 0 -> 1':
    'of a byte that fills up only the highest bits come in, and one has none',
  'src/core/model/secretForms.ts | const padded = [...Array.from({ length: before }, () => 0), ...bytes] | 0 -> 1':
    'letters that hang on the bytes before are left out',
  'src/core/model/secretForms.ts | const next = padded[at + 1] ?? 0 | 0 -> 1':
    'of a byte that follows only the highest bits come in, and one has none',
  'src/core/model/secretForms.ts | const first = [0, 2, 3][before] ?? 0 | 0 -> 1 #2':
    'there are three beginnings, each with a place in the list',
  'src/core/rules/allowance.ts | const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 | 100 -> 50':
    'what is divided by four and by fifty is divided by a hundred',
  "src/core/rules/allowance.ts | const [year = 0, month = 0, date = 0] = day.split('-').map(Number) | 0 -> 1":
    'a day that was recognised has three parts',
  "src/core/rules/allowance.ts | const [year = 0, month = 0, date = 0] = day.split('-').map(Number) | 0 -> 1 #2":
    'a day that was recognised has three parts',
  'src/core/pace/handover.ts | for (let call = 0; call < (sends?.calls ?? 0); call += 1) if (sends) add(sends.operation, String(call)) | 0 -> 1 #2':
    'without what it sends nothing is added',
  'src/files/disk/stateDir.ts | if (dirname(path) === path) throw error | if (dirname(path) === path) throw error -> nothing':
    'only a drive that is not there has no parent that is',
  'src/engine/agreed.ts | const copied = records.find(each => each.id === id) | .find( -> .findLast(':
    'a listing has each id once',
  'src/core/rows/agreement.ts | const copied = new Map(records.filter(each => witnesses.has(each.id)).map(each => [each.id, each] as const)) | .filter(each => witnesses.has(each.id)) -> nothing':
    'it saves memory: only witnesses are asked for',
  'src/core/rows/agreement.ts | lists.set(key, list) | lists.set(key, list) -> nothing':
    'it saves memory: equal lists are equal',
  'src/core/plan/strayConsents.ts | if (consents.allow.length + consents.standing.length === 0) return [] | if (consents.allow.length + consents.standing.length === 0) return [] -> nothing':
    'it saves time: where there is no consent none is stray',
  'src/commands/restore.ts | spent(0).calls, | 0 -> 1': 'what was thought shortens the seconds alone',
  'src/core/rows/restore.ts | if (bytesOf(JSON.stringify(values)) <= RECORD_LIMITS.bytes) return values | <= -> <':
    'what fits loses nothing below',
  'src/core/rows/restore.ts | if (bytesOf(JSON.stringify(values)) <= RECORD_LIMITS.bytes) return values | if (bytesOf(JSON.stringify(values)) <= RECORD_LIMITS.bytes) return values -> nothing':
    'it saves time: what fits loses nothing below',
  'src/engine/book.ts | barriers.set(after, barrier) | barriers.set(after, barrier) -> nothing':
    'it saves work: the same gates open together',
  'src/report/escape.ts | return `\\\\u{${(character.codePointAt(0) ?? 0).toString(16)}}` | 0 -> 1 #2':
    'a letter has a code',
  'src/cliq/governor.ts | ? lockedOut(book, operation, budgets, now) <= now | <= -> <':
    'a lock-out that ends now is tidied out of the book before',
  'src/core/pace/runs.ts | const laid = left.map(each => layReady(each, graph)).reduce((sum, each) => sum + each, 0) | + -> -':
    'it is asked for nothing alone, and no chain lays less than none',
  'src/cliq/throttle.ts | return Number(figure) * (UNITS[unit.toLowerCase()] ?? 0) | 0 -> 1':
    'the words that are looked for name these units alone',
  'src/cliq/book.ts | return Math.abs(step) < SET_MS || (step < 0 && at >= written.at) ? 0 : step | < -> <= #2':
    'a step of nothing is none',
  'src/cliq/book.ts | return Math.abs(step) < SET_MS || (step < 0 && at >= written.at) ? 0 : step | 0 -> 1':
    'a step of less than a millisecond is none',
  'src/cliq/leaseRows.ts | const odd = live.bystanders.find(each => each.unique_name === unique_name) | .find( -> .findLast(':
    'no two datastores of an org have one unique_name',
  'src/cliq/handover.ts | bucket => [bucket, { until: Math.max(Math.ceil(now + leftMs), book.lockOuts[bucket] ?? 0), ms }] as const, | 0 -> 1':
    'a millisecond after 1970 is less than now',
  'src/engine/lease/unlock.ts | const listed = leases.find(each => (each.owner ?? each.id) === id) | .find( -> .findLast(':
    'no two rows of a lease have one owner',
  'src/engine/lease/contest.ts | const mine = leases.find(each => each.owner === owner) | .find( -> .findLast(':
    'no two rows of a lease have one owner',
  'src/engine/lease/contest.ts | const apart = alone === undefined ? 0 : shortestSince(alone, clock) | 0 -> 1':
    'it counts only where a first reading was alone',
  'src/engine/lease/held.ts | if (from.monotonic > held.renewed.monotonic) held.renewed = from | > -> >=':
    'two renewals of one moment end at one moment',
  'src/engine/lease/lease.ts | return JSON.stringify(sorted.map(each => [each.id, each.owner, each.owner === undefined ? 0 : each.beat])) | 0 -> 1':
    'what cannot be read never changes, whatever stands for it',
  'src/engine/lease/remembering.ts | const found = async () => migrationRows(await rows.list()).find(each => each.migration === own.migration) | .find( -> .findLast(':
    'a migration has one row',
  'src/engine/lease/holding.ts | const newest = Math.max(0, ...sorted.map(each => each.addedAt ?? 0)) | 0 -> 1':
    'a millisecond after 1970 is before all rows',
  'src/engine/lease/holding.ts | const newest = Math.max(0, ...sorted.map(each => each.addedAt ?? 0)) | 0 -> 1 #2':
    'a millisecond after 1970 is before all rows',
  'src/files/code/places.ts | for (let at = index + 2; at < end; at = skipped(tokens, at)) { | 2 -> 1':
    'the name between is a word, which is passed over',
  'src/terminal/program.ts | getOutHasColors: () => false, | false -> true': 'a page of help has no colours',
  'src/cliq/governor.ts | let ids = 0 | 0 -> 1': 'names of calls begin anywhere',
  'src/core/pace/pace.ts | if (best.end.atMs <= floor * 1.005) return best | <= -> <':
    'what ends just there is as good as any',
  "src/terminal/bin.ts | const [major = 0, minor = 0] = process.versions.node.split('.').map(Number) | 0 -> 1":
    'a version begins with a number',
  'src/core/plan/order.ts | const deletes = Math.ceil((gone.size + retyped.size - left.size) / fieldsPerCall) | + -> -':
    'a bound that is lower finds the same way, later',
  'src/core/plan/order.ts | const adds = Math.ceil((fresh.size + retyped.size - came.size) / fieldsPerCall) | + -> -':
    'a bound that is lower finds the same way, later',
  'src/core/rows/seen.ts | if (held * 2 >= table.length) grow() | 2 -> 1': 'a fuller table finds the same, later',
  "src/commands/vitals.ts | const words = `${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} the server` | < -> <=":
    'a clock that is right is told in other words',
  "src/commands/vitals.ts | const words = `${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} the server` | 0 -> 1":
    'a clock that is a millisecond off is told in other words',
  'src/commands/migrationRecord.ts | for (const id of ids) left.set(id, (left.get(id) ?? 0) - 1) | 0 -> 1':
    'the migrations of each step were counted before',
  "src/world/outputs.ts | if (file !== '') await appendFile(file, outputLines(values, `cliq-ds-${randomBytes(16).toString('hex')}`)) | 16 -> 8":
    'eight bytes cannot be guessed either',
  'src/world/lease.ts | return `apply-${digestOf(orgKey).slice(-16)}` | .slice(-16) -> nothing':
    'a longer name tells orgs apart as well',
  'src/world/turns.ts | return await acquireLocalLease(folder, `file-${digestOf(path).slice(-16)}`, who, clock, makeProjectFolder) | .slice(-16) -> nothing':
    'a longer name tells paths apart as well',
  'src/report/excerpt.ts | const FAR = 500 | 500 -> 250': 'no more than 72 characters around the caret are shown',
  'src/report/excerpt.ts | veils.set(key, veil) | veils.set(key, veil) -> nothing':
    'what is not kept is made again, and the same',
  'src/report/excerpt.ts | reads.set(sources, before) | reads.set(sources, before) -> nothing':
    'what is not kept is read again, and the same',
  'src/report/excerpt.ts | before.set(file, read) | before.set(file, read) -> nothing':
    'what is not kept is read again, and the same',
  'src/report/secrets.ts | for (let at = index - 1; at >= 0 && indent > 0; at -= 1) { | > -> >=':
    'no line stands further left than the edge',
}
