import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import type { Applied } from '../../src/core/results/apply.ts'
import type { Catalog, Datastore, Field } from '../../src/core/model/catalog.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { Fault } from '../../src/emulator/options.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { gateLine } from '../gateLine.ts'
import type { Watched } from '../kills/watch.ts'
import { moved } from './moved.ts'
import type { Moved } from './moved.ts'
import { APPLY, applyStale, asked, everyLoss, fieldsOf, HEADERS, writesSince } from './stale.ts'
import { virtualWorld } from './virtualWorld.ts'

/** 500 in `npm run test:long`, which CI runs for each commit. */
const RUNS = Number(process.env['MODEL_RUNS'] ?? 90)

const OPERATIONS = [
  'datastores.create',
  'datastores.edit',
  'datastores.delete',
  'fields.add',
  'fields.edit',
  'fields.delete',
  'datastores.get',
] as const
const KINDS = ['drop-before', 'drop-after', '500-before', '500-after', 'truncate', 'html', 'late-commit'] as const

const fault: fc.Arbitrary<Fault> = fc.record({
  operation: fc.constantFrom(...OPERATIONS),
  kind: fc.constantFrom(...KINDS),
  nth: fc.integer({ min: 1, max: 3 }),
  delayMs: fc.integer({ min: 1, max: 100_000 }),
})

interface Case {
  readonly from: Catalog
  readonly to: Catalog
  readonly faults: readonly Fault[]
  readonly moved: Moved
}

const cases: fc.Arbitrary<Case> = catalog(3).chain(from =>
  fc
    .record({ to: reworked(from), faults: fc.array(fault, { maxLength: 3 }) })
    .chain(({ to, faults }) => moved(from, to).map((each): Case => ({ from, to: each.to, faults, moved: each }))),
)

test('G9, G10, G12: a plan that got stale sends nothing; after random changes and faults the org is what a plain model says, and another apply writes nothing', async () => {
  const lost: string[] = []
  const doubled: string[] = []
  const unwatched: string[] = []
  let faults = 0
  let sent = 0
  try {
    await fc.assert(
      fc.asyncProperty(cases, async each => {
        fc.pre(each.from.size > 0 && each.to.size > 0)
        faults += each.faults.length
        const { wrong, writes, watched } = await outcome(each)
        sent += watched.writes()
        unwatched.push(...watched.wrong)
        if (wrong !== undefined) lost.push(wrong)
        if (writes > 0) doubled.push(`${writes} writes`)
        expect([wrong, writes, watched.wrong]).toEqual([undefined, 0, []])
      }),
      // A smaller case takes minutes to find.
      { numRuns: RUNS, endOnFailure: true },
    )
  } finally {
    gateLine('G9', 2 * RUNS + faults, lost.length, 0)
    gateLine('G10', RUNS, 0, doubled.length)
    gateLine('G12 in G9', sent, unwatched.length, 0)
  }
}, 3_600_000)

interface Outcome {
  readonly wrong: string | undefined
  /** Of an apply when there was nothing left to do. */
  readonly writes: number
  readonly watched: Watched
}

async function outcome({ from, to, faults, moved: { migrations, expected } }: Case): Promise<Outcome> {
  const stage = await virtualWorld()
  const { world, org, define, close, watched } = stage
  try {
    const apply = async (wanted: Catalog): Promise<Applied | Failure> => {
      define(wanted, undefined, wanted === to ? migrations : [])
      await world.clock.sleep(3_600_000)
      try {
        return await performApply(world, {
          ...APPLY,
          allow: [...everyLoss(from), ...[...from.keys()].map(name => `records-removed:${name}`)],
        })
      } catch (error) {
        if (error instanceof Failure) return error
        throw error
      }
    }
    await apply(from)
    for (const name of from.keys()) await insertRow(org, name, fieldsOf(from, name), from)
    const stale = await applyStale(stage, from, to)
    if (stale !== undefined) return { wrong: stale, writes: 0, watched }
    faults.forEach(each => org.fault(each))
    let last = await apply(to)
    // A fault may wait for a call that a later run makes.
    for (let again = 0; again < 4 && !isThere(last) && !(last instanceof Failure); again += 1) last = await apply(to)
    const refused = last instanceof Failure
    await world.clock.sleep(3_600_000)
    const wrong = await differs(org, refused ? from : to, from, refused ? new Map() : expected)
    const begun = org.requests.length
    if (!refused) await apply(to)
    return { wrong, writes: writesSince(org, begun), watched }
  } finally {
    await close()
  }
}

function isThere(ended: Applied | Failure): boolean {
  return !(ended instanceof Failure) && (ended.kind === 'done' || ended.kind === 'nothing-to-do')
}

const VALUES = {
  boolean: true,
  number: 7,
  'limited-text': 'seven',
  'encrypted-text': 'seven',
  'large-text': 'seven',
} as const

async function insertRow(org: Emulator, name: string, fields: readonly string[], from: Catalog): Promise<void> {
  const values = Object.fromEntries(
    fields.map(each => [each, VALUES[from.get(name)?.fields.get(each)?.type ?? 'number']]),
  )
  const body = JSON.stringify({ values })
  const answer = await org.handle({ method: 'POST', url: `/api/v3/datastores/${name}/records`, headers: HEADERS, body })
  expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, ''])
}

interface Wire {
  readonly unique_name: string
  readonly name: string
  readonly description: string
  readonly unique_keys?: readonly (readonly string[])[]
  readonly fields: readonly (Field & { readonly unique_name: string })[]
}

// The model: what is defined is there and nothing else, and a value stays as long as its field does.
async function differs(
  org: Emulator,
  wanted: Catalog,
  from: Catalog,
  expected: Moved['expected'],
): Promise<string | undefined> {
  const { data } = await asked<{ readonly data: readonly Wire[] }>(org, '/api/v3/datastores?limit=100')
  const [there, names] = [data.map(each => each.unique_name).sort(), [...wanted.keys()].sort()]
  if (there.join() !== names.join()) return `${there.join()} instead of ${names.join()}`
  for (const wire of data) {
    const is = wanted.get(wire.unique_name)
    const wrong = is === undefined ? 'gone' : differsFrom(wire, is)
    if (wrong !== undefined) return `${wire.unique_name}: ${wrong}`
  }
  for (const [name, was] of from) {
    const now = wanted.get(name)
    if (now === undefined) continue
    const { list } = await asked<{ readonly list: readonly Record<string, unknown>[] }>(
      org,
      `/api/v3/datastores/${name}/records?limit=100`,
    )
    if (expected.has(name) && expected.get(name) === undefined) {
      if (list.length > 0) return `${name} still holds ${list.length} records`
      continue
    }
    if (list.length !== 1) return `${name} holds ${list.length} records`
    for (const [field, { type }] of was.fields) {
      if (now.fields.get(field)?.type !== type) continue
      if (Object.hasOwn(expected.get(name) ?? {}, field)) continue
      if (String(list[0]?.[field]) !== String(VALUES[type])) return `${name}.${field} holds ${String(list[0]?.[field])}`
    }
    for (const [field, value] of Object.entries(expected.get(name) ?? {}))
      if (String(list[0]?.[field]) !== value) return `${name}.${field} holds ${String(list[0]?.[field])} for ${value}`
  }
  return undefined
}

// Blanks around words are no difference, so nobody is asked to send them.
function said(text: string): string {
  return text.normalize('NFC').trim()
}

function differsFrom(wire: Wire, is: Datastore): string | undefined {
  const line = (each: Field & { readonly unique_name: string }) =>
    [each.unique_name, said(each.name), each.type, each.mandatory, each.masked].join(' ')
  const fields = (of: readonly (Field & { readonly unique_name: string })[]) => of.map(line).sort().join('\n')
  const keys = (of: readonly (readonly string[])[]) =>
    of
      .map(each => [...each].sort().join())
      .sort()
      .join(' ')
  const own = [...is.fields].map(([unique_name, each]) => ({ ...each, unique_name }))
  if (said(wire.name) !== said(is.name) || said(wire.description ?? '') !== said(is.description))
    return 'another name or description'
  if (fields(wire.fields) !== fields(own)) return `${fields(wire.fields)}\ninstead of\n${fields(own)}`
  if (keys(wire.unique_keys ?? []) !== keys(is.unique_keys)) return 'other keys'
  const odd = wire.fields.find(each => {
    const set = is.fields.get(each.unique_name)?.default_value
    return set !== undefined && String(each.default_value) !== set
  })
  return odd && `${odd.unique_name} defaults to ${String(odd.default_value)}`
}
