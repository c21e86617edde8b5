import { expect, test } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { Failure, failure } from '../../src/core/model/failure.ts'
import { driftGroup } from '../../src/report/pages/planKept.ts'
import { field, fields, planOf, store } from '../laws/build.ts'
import type { Event, Wait, WriteCliq } from '../../src/core/model/ports.ts'
import { fakeCliq } from './fake.ts'
import { performPlanSteps } from './running.ts'
import { virtualWorld } from './virtualWorld.ts'

const options = { yes: true, allow: [], approve: undefined, show: () => undefined }

test('how far a stopped run came is told even where the lock file takes nothing any more', async () => {
  const { world, org, define, close } = await virtualWorld()
  try {
    define(catalogOf([store(fields(2), [], 'one'), store(fields(2), [], 'two')]))
    org.fault({ kind: 'refuse', operation: 'datastores.create', nth: 2, status: 400, code: 'datastore_invalid' })
    const full = () => Promise.reject(failure('FS107', 'cliq-ds.lock.json cannot be written: ENOSPC'))
    const project = { ...world.project, writeLocked: full }
    const { kind, journal, stoppedBy } = await performApply({ ...world, project }, options)
    expect([kind, journal.done.length, journal.failed.length]).toEqual(['stopped', 1, 1])
    expect(stoppedBy instanceof Failure && stoppedBy.code).toBe('FS107')
  } finally {
    await close()
  }
})

test('what a run did that could not write its lock file is planned on as ours; what somebody did since is not', async () => {
  const { world, define, close } = await virtualWorld()
  try {
    define(catalogOf([store(fields(2), [], 'one')]))
    await performApply(world, options)
    define(catalogOf([store(fields(3), [], 'one')]))
    const full = () => Promise.reject(failure('FS107', 'cliq-ds.lock.json cannot be written: ENOSPC'))
    await performApply({ ...world, project: { ...world.project, writeLocked: full } }, options)
    const found = await performPlan(world, { allow: [], offline: false })
    expect([found.plan.changes, found.plan.drift.length]).toEqual([[], 1])
    expect(found.warnings.map(each => [each.code, each.message])).toEqual([
      ['JR103', 'all of these changes are what the definitions ask for: left by an apply that did not finish'],
    ])
    expect(String(driftGroup(found).says)).toBe('changed since the last apply or pull')
    // As soon as the definition asks for something else, the field may be anybody's.
    define(catalogOf([store(fields(2), [], 'one')]))
    const other = await performPlan(world, { allow: [], offline: false })
    expect(other.warnings.map(each => each.code)).not.toContain('JR103')
    expect(String(driftGroup(other).says)).toBe('changed outside since the last apply or pull')
  } finally {
    await close()
  }
})

const five = catalogOf(['a', 'b', 'c', 'd', 'e'].map(name => store(fields(2), [], name)))

test('when the time is over no write is begun, also of chains that wait for their turn, and only what was sent is counted', async () => {
  const { world, org, define, close } = await virtualWorld()
  try {
    define(five)
    // The listing takes 0.3 s and each create as much: the third begins at 0.9 s, and none after it.
    const { kind, journal, stoppedBy } = await performApply({ ...world, deadline: world.clock.now() + 1_000 }, options)
    const sent = org.requests.filter(each => each.operation === 'datastores.create').length
    expect([kind, stoppedBy instanceof Failure && stoppedBy.code]).toEqual(['stopped', 'RL105'])
    expect([sent, journal.done.length, journal.notStarted.length, journal.failed]).toEqual([3, 3, 2, []])
    expect(journal.calls.get('datastores.create')).toBe(3)
  } finally {
    await close()
  }
})

test('the first step that is refused stops the chains that wait for their turn', async () => {
  const { world, org, define, close } = await virtualWorld()
  try {
    define(five)
    org.fault({ kind: 'refuse', operation: 'datastores.create', nth: 1, status: 400, code: 'datastore_invalid' })
    const { journal } = await performApply(world, options)
    // The turn of the second comes after all that the answer to the first brings about.
    expect(org.requests.filter(each => each.operation === 'datastores.create')).toHaveLength(1)
    expect([journal.failed.length, journal.done.length, journal.notStarted.length]).toEqual([1, 0, 4])
  } finally {
    await close()
  }
})

test('what an interrupt kept from being sent is told among what was not started, and as no failure', async () => {
  const { world, define, close } = await virtualWorld()
  try {
    define(five)
    const stop = new AbortController()
    const events: string[] = []
    const notify: typeof world.notify = event => {
      events.push(event.type)
      if (event.type === 'step-done') stop.abort(130)
    }
    const { journal } = await performApply({ ...world, notify, signal: stop.signal }, options)
    expect([journal.failed, events.includes('step-failed')]).toEqual([[], false])
    expect(journal.notStarted.length).toBeGreaterThan(0)
  } finally {
    await close()
  }
})

test("reads that lag behind writes, within what is settled, are taken for nobody's edit", async () => {
  const { world, define, close } = await virtualWorld('local', undefined, { readLagMs: 2_500 })
  try {
    const apply = async () => {
      await world.clock.sleep(60_000)
      const { plan } = await performPlan(world, { offline: false, allow: [] })
      const allow = plan.risks.flatMap(each => each.consent ?? [])
      const { kind, journal } = await performApply(world, { ...options, allow })
      return [kind, journal.surprises]
    }
    define(catalogOf([store({ a: field(), b: field(), c: field({ type: 'number' }) }, [['a'], ['b']], 'one')]))
    expect(await apply()).toEqual(['done', []])
    // Loosens keys, replaces a field, adds, edits, keys anew and deletes, each right after the other.
    define(catalogOf([
      store({ b: field({ name: 'New' }), c: field(), d: field({ type: 'number' }) }, [['b', 'c']], 'one'),
    ]))
    expect(await apply()).toEqual(['done', []])
  } finally {
    await close()
  }
})

test('each call has its place of the schedule, and one that nobody foresaw that of the last', async () => {
  const fake = fakeCliq(catalogOf([store(fields(2))]))
  const live = fake.live()
  const plan = planOf(live, catalogOf([store(fields(1))]))
  const places: number[][] = []
  const cliq: WriteCliq = {
    ...fake.cliq,
    going({ rank }) {
      // What only waits for room takes no place.
      places.push([false, true, true, false, true, true, true].map(isCall => rank?.(isCall) ?? -1))
      return fake.cliq
    },
  }
  const { signal } = new AbortController()
  const patience = { settleMs: 3_000, lateWindowMs: 120_000 }
  await performPlanSteps(plan, live, { cliq, clock: fake.clock, notify: () => undefined, patience, signal })
  expect([plan.steps.map(each => each.call), places]).toEqual([['delete-fields'], [[0, 0, 1, 2, 2, 2, 2]]])
})

test('each step is told when it begins, and how it ends', async () => {
  const fake = fakeCliq(catalogOf([store(fields(1), [], 'a'), store(fields(1), [], 'b')]), new Map([[2, 'refused']]))
  const live = fake.live()
  const plan = planOf(live, catalogOf(['a', 'b'].map(name => store(fields(2), [], name))))
  const told: string[] = []
  const notify = (event: Event) => void ('step' in event && told.push(`${event.type} ${event.step.datastore}`))
  const { signal } = new AbortController()
  const hands = { cliq: fake.cliq, clock: fake.clock, notify, patience: { settleMs: 0, lateWindowMs: 0 }, signal }
  await performPlanSteps(plan, live, hands)
  expect(told.sort()).toEqual(['step-done a', 'step-failed b', 'step-started a', 'step-started b'])
})

test("a yes of Cliq without an effect is told as such, not as somebody's edit", async () => {
  const fake = fakeCliq(catalogOf([store(fields(1))]))
  const live = fake.live()
  const plan = planOf(live, catalogOf([store(fields(2))]))
  const { signal } = new AbortController()
  const patience = { settleMs: 3_000, lateWindowMs: 120_000 }
  const cliq: WriteCliq = { ...fake.cliq, send: async () => ({ kind: 'done' }) as const, going: () => cliq }
  const hands = { cliq, clock: fake.clock, notify: () => undefined, patience, signal }
  const { steps } = await performPlanSteps(plan, live, hands)
  expect(steps.failed.map(each => each.problem.message)).toEqual([
    'Cliq accepted add-fields store but did not do it; requested -> live: field-removed:store.f1',
  ])
})

test.each([
  [
    'a code that nobody knows',
    400,
    { code: 'strange_thing', message: 'not today' },
    'RF119',
    '"not today" (strange_thing)',
  ],
  ['words alone', 406, { message: 'not today' }, 'RF119', '"not today" HTTP 406'],
  [
    'an error under 200',
    200,
    { code: 'datastore_invalid', message: 'not today' },
    'RF107',
    '"not today" (datastore_invalid)',
  ],
] as const)(
  'a write that Cliq refuses in %s and never did is sent once, and its words are told',
  async (_, status, said, code, words) => {
    let sent = 0
    const { world, define, close } = await virtualWorld('local', ({ exchange }) => ({
      async exchange(request) {
        if (request.method === 'GET') return exchange(request)
        sent += 1
        return { kind: 'answer', status, headers: {}, body: Buffer.from(JSON.stringify(said)) }
      },
    }))
    try {
      define(catalogOf([store(fields(2), [], 'one')]))
      const waits: Wait[] = []
      const notify = (event: Event) => void (event.type === 'waiting' && waits.push(event.wait))
      const { kind, journal } = await performApply({ ...world, notify }, options)
      expect([kind, sent, journal.unknown, journal.failed.map(each => each.problem.code)]).toEqual([
        'stopped',
        1,
        [],
        [code],
      ])
      expect(journal.failed[0]?.problem.message).toContain(words)
      // While it waits for what may still come of it, it says what came.
      const late = waits.filter(each => each.why === 'late-window').map(each => each.answer)
      expect(late).toEqual([expect.stringContaining(words)])
    } finally {
      await close()
    }
  },
)

test('a write whose answers never come is told as unknown, with the reason', async () => {
  const { world, define, close } = await virtualWorld('local', ({ exchange }) => ({
    exchange: async request =>
      request.method === 'GET' ? exchange(request) : { kind: 'no-answer', why: 'ECONNRESET' },
  }))
  try {
    define(catalogOf([store(fields(2), [], 'one')]))
    const waits: Wait[] = []
    const notify = (event: Event) => void (event.type === 'waiting' && waits.push(event.wait))
    const { journal } = await performApply({ ...world, notify }, options)
    expect(waits.filter(each => each.why === 'late-window').map(each => each.answer)).toEqual([undefined, undefined])
    expect(journal.unknown.map(each => each.problem.message)).toEqual([
      'it is unknown whether create-datastore one took effect: no complete answer to datastores.create: ECONNRESET',
    ])
  } finally {
    await close()
  }
})
