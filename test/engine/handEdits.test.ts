import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog, Datastore } from '../../src/core/model/catalog.ts'
import { gateLine } from '../gateLine.ts'
import { field, fields, planOf, store } from '../laws/build.ts'
import { fakeCliq } from './fake.ts'
import { performPlanSteps } from './running.ts'

const patience = { settleMs: 3_000, lateWindowMs: 120_000 }

const before = catalogOf([
  store(
    { ...fields(3), gone0: field({ type: 'number' }), gone1: field({ type: 'large-text' }) },
    [['gone0']],
    'worked',
  ),
  store(fields(2), [], 'leaving'),
])
const after = catalogOf([
  store({ ...fields(3, 'f', { name: 'Renamed' }), ...fields(12, 'new', {}, 4) }, [['new0']], 'worked'),
  store(fields(2), [['f0']], 'coming'),
])

type Edit = (of: Datastore) => Datastore

const withField = (of: Datastore, name: string, more: object): Datastore => {
  const now = of.fields.get(name)
  return now === undefined ? of : { ...of, fields: new Map([...of.fields, [name, { ...now, ...more }]]) }
}

interface ByHand {
  readonly on: string
  readonly edit: Edit
  /** Whether it is still there. */
  readonly stands: (of: Datastore) => boolean
}

const described: Pick<ByHand, 'edit' | 'stands'> = {
  edit: of => ({ ...of, description: 'By hand' }),
  stands: of => of.description === 'By hand',
}
const added: Pick<ByHand, 'edit' | 'stands'> = {
  edit: of => ({ ...of, fields: new Map([...of.fields, ['mine', field()]]) }),
  stands: of => of.fields.has('mine'),
}

/** What a person may do to a datastore in the middle of an apply. */
const EDITS: Readonly<Record<string, ByHand>> = {
  'describes it anew': { on: 'worked', ...described },
  'renames a field that gets edited': {
    on: 'worked',
    edit: of => withField(of, 'f0', { name: 'By hand' }),
    stands: of => of.fields.get('f0')?.name === 'By hand',
  },
  'makes a field mandatory': {
    on: 'worked',
    edit: of => withField(of, 'f1', { mandatory: true }),
    stands: of => of.fields.get('f1')?.mandatory === true,
  },
  'adds a field': { on: 'worked', ...added },
  'sets other unique keys': {
    on: 'worked',
    edit: of => ({ ...of, unique_keys: [['f2']] }),
    stands: of => of.unique_keys[0]?.[0] === 'f2',
  },
  'retypes a field that goes': {
    on: 'worked',
    edit: of => withField(of, 'gone1', { type: 'encrypted-text' }),
    stands: of => of.fields.get('gone1')?.type === 'encrypted-text',
  },
  'adds a field to a datastore that goes': { on: 'leaving', ...added },
  'describes a datastore that goes': { on: 'leaving', ...described },
}

test('hand edits: of eight kinds at every gap, none is overwritten that the run had been shown', async () => {
  const lost: string[] = []
  let injected = 0
  for (const [what, own] of Object.entries(EDITS))
    for (let at = 2; ; at += 1) {
      const { calls, isMade, wrong } = await attempt(own, at)
      if (at > calls) break
      if (isMade) injected += 1
      if (wrong !== undefined) lost.push(`${what} before call ${at}: ${wrong}`)
    }
  gateLine('hand edits', injected, lost.length, 0)
  expect(lost).toEqual([])
  expect(injected).toBeGreaterThan(60)
})

async function attempt({ on, edit, stands }: ByHand, at: number) {
  let isMade = false
  let shownAt: number | undefined
  let goneAt: number | undefined
  const look = (org: Catalog, call: number) => {
    const now = org.get(on)
    if (isMade && (now === undefined || !stands(now))) goneAt ??= call
  }
  const fake = fakeCliq(before, new Map(), {
    before(call, org) {
      look(org, call - 1)
      const there = org.get(on)
      if (call !== at || there === undefined) return org
      const edited = edit(there)
      isMade = stands(edited)
      return isMade ? new Map([...org, [on, edited]]) : org
    },
    shown(call, datastore) {
      if (isMade && datastore === on) shownAt ??= call
    },
  })
  const live = await fake.cliq.fetchLive([])
  const hands = { ...fake, patience, notify: () => undefined, signal: new AbortController().signal }
  const { steps: journal } = await performPlanSteps(planOf(live, after), live, hands)
  look(fake.catalog(), fake.calls())
  const isWhole = journal.failed.length + journal.unknown.length + journal.notStarted.length === 0
  const [isShown, isGone] = [shownAt !== undefined, goneAt !== undefined]
  const isOverwritten = isShown && isGone && Number(shownAt) < Number(goneAt)
  const isSilent = isShown && !isGone && isWhole
  const wrong = isOverwritten ? `overwritten by call ${goneAt}` : isSilent ? 'nobody was told' : undefined
  return { calls: fake.calls(), isMade, wrong }
}

test('a namesake that someone made in the place of a field that goes is left alone', async () => {
  let injected = 0
  for (let at = 3; at < 12; at += 1) {
    let isMade = false
    const fake = fakeCliq(before, new Map(), {
      before(call, org) {
        const there = org.get('worked')
        if (there === undefined || (call !== at - 1 && call !== at)) return org
        // Gone with one call and back with the next, so that it has another id.
        const others = new Map([...there.fields].filter(([name]) => name !== 'gone1'))
        if (call === at - 1) isMade = others.size < there.fields.size
        const back = call === at && isMade
        const now = back ? new Map([...others, ['gone1', field({ type: 'large-text' })]]) : others
        return call === at && !back ? org : new Map([...org, ['worked', { ...there, fields: now }]])
      },
      shown: () => undefined,
    })
    const live = await fake.cliq.fetchLive([])
    const hands = { ...fake, patience, notify: () => undefined, signal: new AbortController().signal }
    await performPlanSteps(planOf(live, after), live, hands)
    if (isMade) injected += 1
    if (isMade) expect([at, fake.catalog().get('worked')?.fields.has('gone1')]).toEqual([at, true])
  }
  expect(injected).toBeGreaterThan(3)
})
