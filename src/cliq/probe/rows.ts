import { IN_CLEAR } from '../../core/model/probe.ts'
import type { ProbeAnswer } from '../../core/model/probe.ts'
import { keyOf, textAt } from '../json.ts'
import type { WireJson } from '../json.ts'
import { addedAtOf, itemsOf } from '../reading.ts'
import * as requests from '../requests.ts'
import { idIn, insert, isDone, page, rowOf, saidOf } from './site.ts'
import type { Site } from './site.ts'

/** One question: what to ask, and how. */
export interface Question {
  readonly question: string
  readonly asked: string
  readonly ask: (site: Site) => Promise<Omit<ProbeAnswer, 'question' | 'asked'> & { readonly lagMs?: number }>
}

const LONGEST_LAG_MS = 15_000
// The first looks come close together, so that a short lag is not taken for a long one.
const FIRST_LOOK_MS = 50
const LONGEST_LOOK_MS = 1_000
const LAG_ROUNDS = 3
const NUMBERS = ['007', '-0', '1.50', '9223372036854775807', '12345678901234567890']
const RACES = 3

/** Questions about rows, in the order in which they can be asked. */
export const ROW_QUESTIONS: readonly Question[] = [
  { question: 'read-lag', asked: 'How long may a read not show a write?', ask: readLag },
  { question: 'added-time', asked: 'Does a list of records show when a row was added?', ask: addedTime },
  { question: 'masked', asked: 'How is a masked value read back?', ask: site => readBack(site, 'masked') },
  { question: 'encrypted', asked: 'How is an encrypted value read back?', ask: site => readBack(site, 'hidden') },
  { question: 'numbers', asked: 'In which form is a number read back?', ask: numbers },
  { question: 'text', asked: 'Does text come back as it was sent?', ask: texts },
  { question: 'extra-keys', asked: 'What happens to a key that the API does not know?', ask: extraKeys },
  { question: 'unique-keys', asked: 'Are unique keys enforced, also for two inserts at once?', ask: uniqueKeys },
  { question: 'mandatory', asked: 'Must an update send mandatory values again?', ask: mandatory },
  { question: 'paging', asked: 'When does a listing carry tokens, and under which key its rows?', ask: paging },
  { question: 'no-match', asked: 'What does a bulk call that matches nothing say?', ask: noMatch },
  { question: 'no-content', asked: 'How does a delete answer?', ask: noContent },
]

async function readLag(site: Site) {
  const lags: number[] = []
  for (let round = 1; round <= LAG_ROUNDS; round += 1) {
    const key = `lag ${round}`
    const reply = await insert(site, { key, masked: 'a masked value', hidden: 'an encrypted value' })
    if (!isDone(reply)) return { found: `not measured: the insert was ${saidOf(reply)}` }
    const lag = await lagOf(site, key)
    if (lag === undefined)
      return { found: `a row was not shown within ${LONGEST_LAG_MS / 1000} s`, lagMs: LONGEST_LAG_MS }
    lags.push(lag)
  }
  const longest = Math.max(...lags)
  if (longest === 0) return { found: `every one of ${LAG_ROUNDS} rows was shown by the first read after it`, lagMs: 0 }
  const settleMs = Math.ceil((2 * longest) / 1000) * 1000
  return {
    found: `up to ${longest} ms, in ${LAG_ROUNDS} rounds`,
    lagMs: longest,
    setting: `consistency: { settleMs: ${settleMs} }`,
  }
}

// From the reply to the write until the first read that showed it was sent; 0 when no read before it did not.
async function lagOf(site: Site, key: string): Promise<number | undefined> {
  const start = site.clock.monotonic()
  for (let lookMs = FIRST_LOOK_MS; ; lookMs = Math.min(2 * lookMs, LONGEST_LOOK_MS)) {
    const sentAt = site.clock.monotonic() - start
    if ((await rowOf(site, key)) !== undefined) return lookMs === FIRST_LOOK_MS ? 0 : Math.ceil(sentAt)
    if (sentAt > LONGEST_LAG_MS) return undefined
    await site.clock.sleep(lookMs)
  }
}

// Under a lease in the org the times of its rows tell the next run what was just spent.
async function addedTime(site: Site) {
  const row = await rowOf(site, 'lag 1')
  if (row === undefined) return { found: 'not asked: there is no row to read' }
  if (addedAtOf(row) !== undefined) return { found: 'shown' }
  const why = textAt(row, 'added_time') === undefined ? 'not shown' : 'shown in a form that cliq-ds cannot read'
  return {
    found: `${why}: after another run, all that the rows of its lease name counts as just sent`,
    setting: "coordination: env('CLIQ_DS_REDIS_URL')",
  }
}

async function readBack(site: Site, field: 'masked' | 'hidden') {
  const row = await rowOf(site, 'lag 1')
  const value = keyOf(row, field)
  const sent = field === 'masked' ? 'a masked value' : 'an encrypted value'
  if (row === undefined) return { found: 'not asked: there is no row to read' }
  if (value === undefined) return { found: 'it is missing' }
  if (value === sent) return { found: IN_CLEAR }
  return { found: typeof value === 'string' && /^[*•xX]+$/u.test(value) ? 'starred' : 'in another form' }
}

async function numbers(site: Site) {
  const replies: (readonly [string, string])[] = []
  for (const number of NUMBERS) {
    const reply = await insert(site, { key: `number ${number}`, amount: number })
    if (!isDone(reply)) replies.push([number, saidOf(reply)])
  }
  const rows = (await page(site, 100))?.items ?? []
  const back = NUMBERS.map(number => {
    const row = rows.find(each => textAt(each, 'key') === `number ${number}`)
    return `${number} ${row === undefined ? said(replies, number) : `as ${textAt(row, 'amount') ?? 'nothing'}`}`
  })
  return { found: back.join(', ') }
}

function said(replies: readonly (readonly [string, string])[], number: string): string {
  return replies.find(([each]) => each === number)?.[1] ?? 'accepted, and not shown'
}

async function texts(site: Site) {
  const spaced = ' spaces around '
  const decomposed = 'e\u0301'
  await insert(site, { key: 'text 1', masked: spaced })
  await insert(site, { key: decomposed, amount: '1' })
  const rows = (await page(site, 100))?.items ?? []
  const first = textAt(
    rows.find(each => textAt(each, 'key') === 'text 1'),
    'masked',
  )
  const blanks =
    first === spaced ? 'spaces stay' : first === spaced.trim() ? 'spaces around it are cut' : 'spaces unknown'
  const keys = rows.map(each => textAt(each, 'key'))
  const composed = keys.includes(decomposed.normalize('NFC')) ? 'accents are composed' : 'accents unknown'
  return { found: `${blanks}, ${keys.includes(decomposed) ? 'accents stay as they are' : composed}` }
}

async function extraKeys(site: Site) {
  const request = requests.insertRecord(site.rows, { key: 'extra' })
  const reply = await site.wire.send({ ...request, body: { values: { key: 'extra' }, cliqds_extra: 'x' } })
  return { found: saidOf(reply) }
}

async function uniqueKeys(site: Site) {
  const again = await insert(site, { key: 'lag 1' })
  if (isDone(again)) return { found: 'absent: a second row with the same key was accepted' }
  let broken = 0
  for (let race = 1; race <= RACES; race += 1) {
    const key = `race ${race}`
    await Promise.all([insert(site, { key }), insert(site, { key })])
    const rows = (await page(site, 100))?.items ?? []
    if (rows.filter(each => textAt(each, 'key') === key).length > 1) broken += 1
  }
  const raced = broken === 0 ? `enforced in ${RACES} races of two` : `broken in ${broken} of ${RACES} races of two`
  return { found: `a second row is ${saidOf(again)}; ${raced}` }
}

async function mandatory(site: Site) {
  const id = textAt(await rowOf(site, 'lag 1'), 'id')
  if (id === undefined) return { found: 'not asked: there is no row to update' }
  const reply = await site.wire.send(requests.updateRecord(site.rows, id, { amount: '5' }))
  return { found: `an update without them was ${saidOf(reply)}` }
}

async function paging(site: Site) {
  const all = await page(site, 100)
  const count = all?.items.length ?? 0
  if (all === undefined || count < 2) return { found: 'not asked: there are not two rows to list' }
  const exact = await page(site, count)
  const less = await page(site, count - 1)
  const rest = less?.next === undefined ? undefined : await page(site, count - 1, less.next)
  const went = rest === undefined ? 'no next_token where more follows' : restText(rest.items, less?.items ?? [])
  const full = exact?.next === undefined ? 'none on an exact full page' : 'one on a full page that nothing follows'
  return {
    found: `${went}; ${full}; sync_token ${all.sync === undefined ? 'absent' : 'present'}; rows under ${all.key}`,
  }
}

function restText(rest: readonly WireJson[], before: readonly WireJson[]): string {
  const ids = new Set(before.map(each => textAt(each, 'id')))
  const fresh = rest.filter(each => !ids.has(textAt(each, 'id')))
  return fresh.length === 1 && rest.length === 1 ? 'next_token is the next page' : 'next_token leads elsewhere'
}

async function noMatch({ wire, rows }: Site) {
  const criteria = 'key=none_has_this'
  const update = await wire.send(requests.bulkUpdateRecords(rows, criteria, { amount: '1' }))
  const remove = await wire.send(requests.bulkDeleteRecords(rows, { criteria }))
  return { found: `update ${saidOf(update)}, delete ${saidOf(remove)}` }
}

async function noContent({ wire, rows, clock }: Site) {
  const inserted = await wire.send(requests.insertRecord(rows, { key: `gone ${clock.now()}` }))
  const id = idIn(inserted)
  if (id === undefined) return { found: 'not asked: there is no row to delete' }
  const reply = await wire.send(requests.deleteRecord(rows, id))
  const body = reply.kind === 'answer' && !reply.isEmpty ? `, with a body${itemsOf(reply.body) ? ' of items' : ''}` : ''
  return { found: `${saidOf(reply)}${body}` }
}
