import { expect, onTestFinished, test } from 'vitest'

import { refuseOtherOrg } from '../../src/commands/plan.ts'
import { checkExpected, checkSaved, checkUnmoved } from '../../src/commands/stale.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog, Field } from '../../src/core/model/catalog.ts'
import type { SavedPlan } from '../../src/core/plan/document.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'
import { field, liveOf, lockOf, planOf, store } from './build.ts'

const catalog = (fields: Record<string, Field>): Catalog => new Map([['store', store(fields)]])
const number = field({ type: 'number' })

test('a field that is not ours and of another type is never replaced', () => {
  const live = liveOf(catalog({ salary: number }))
  const { problems, steps } = planOf(
    live,
    catalog({ salary: field() }),
    lockOf(live, path => path !== 'store.salary'),
  )
  expect(problems.map(each => each.code)).toEqual(['LV102'])
  expect(steps).toEqual([])
})

test('a field of ours and of another type is replaced only with consent', () => {
  const { risks } = planOf(liveOf(catalog({ salary: number })), catalog({ salary: field() }))
  expect(risks.map(({ code, level, granted }) => [code, level, granted])).toEqual([
    ['DS103', 'loss', false],
    ['DS107', 'note', false],
  ])
})

test('a mandatory field without a default warns where records may exist', () => {
  const { risks } = planOf(liveOf(catalog({ a: field() })), catalog({ a: field(), b: field({ mandatory: true }) }))
  expect(risks.map(({ code, level }) => [code, level])).toEqual([['MF103', 'may-fail']])
})

test('a datastore that is not enabled is not changed, and is left in peace where nothing changes', () => {
  const live = liveOf(catalog({ a: field() }))
  const identities = new Map([...live.identities].map(([name, each]) => [name, { ...each, status: 'disabled' }]))
  const disabled = { ...live, identities }
  expect(planOf(disabled, catalog({ a: field() })).problems).toEqual([])
  const { problems, steps } = planOf(disabled, catalog({ a: field(), b: field() }))
  expect(problems.map(each => each.code)).toEqual(['LV108'])
  expect(steps).toEqual([])
})

test('a defined datastore that is live and cannot be read is never created', () => {
  const live = {
    ...liveOf(new Map()),
    bystanders: [{ unique_name: 'stg_store', name: 'store', why: 'field a has type date' }],
  }
  const { problems, steps } = planOf(live, catalog({ a: field() }), lockOf(liveOf(new Map())))
  expect(problems.map(({ code, message }) => [code, message])).toEqual([
    ['LV109', 'store exists and cannot be read: field a has type date'],
  ])
  expect(steps).toEqual([])
})

test.each([
  [2, 'none of them', []],
  [3, 'none of them', ['ST102']],
  [3, 'one of them', []],
  [3, 'one of them under another name', []],
] as const)('of %s known datastores the org has %s: another org or not', (count, there, codes) => {
  const known = catalogOf(['a', 'b', 'c'].slice(0, count).map(name => store({ x: field() }, [], name)))
  const name = there === 'one of them' ? 'a' : 'z'
  const live =
    there === 'none of them' ? liveOf(new Map()) : liveOf(catalogOf([store({ x: field() }, [], name)]), () => 'id:a')
  const judge = () => refuseOtherOrg(live, lockOf(liveOf(known)), { name: 'staging' })
  const thrown: string[] = []
  try {
    judge()
  } catch (error) {
    thrown.push(error instanceof Failure ? error.code : String(error))
  }
  expect(thrown).toEqual(codes)
})

const saved = [
  ['as it was made', {}, 'none'],
  ['by a version of another minor number', { version: '99.0.0' }, 'ST105'],
  ['more than a day ago', { createdAt: -86_400_001 }, 'ST106'],
  ['more than a day from now', { createdAt: 86_400_001 }, 'ST106'],
  ['for another environment', { environment: 'other' }, 'ST103'],
  ['for another org', { target: 'other' }, 'ST101'],
  ['offline', { source: 'lock' }, 'ST104'],
] as const

test.each(saved)('a saved plan is judged before any call: made %s', async (_, other, code) => {
  const { world, close } = await virtualWorld()
  onTestFinished(close)
  const { version = world.version, createdAt = 0, ...document }: Partial<SavedPlan & SavedPlan['document']> = other
  const plan: SavedPlan = {
    version,
    createdAt: world.clock.now() + createdAt,
    document: {
      environment: world.environment.name,
      target: world.environment.target,
      where: 'somewhere',
      source: 'live',
      definitions: 0,
      plan: planOf(liveOf(new Map()), new Map()),
      places: new Map(),
      origins: { definitions: '', lockFile: '' },
      digest: '',
      warnings: [],
      ...document,
    },
  }
  expect(codeOf(() => checkSaved(plan, world))).toBe(code)
})

test('what is taken into the lock file belongs to a plan, unless the plan itself has made it since', () => {
  const [here, wanted] = [catalog({ a: field() }), catalog({ a: field(), b: field() })]
  const documentOf = (plan: ReturnType<typeof planOf>, digest: string, lockFile: string) => {
    const about = { environment: 'org', target: 'virtual', where: 'somewhere', source: 'live', definitions: 1 } as const
    return { ...about, plan, places: new Map(), origins: { definitions: '', lockFile }, digest, warnings: [] }
  }
  const nothing = lockOf(liveOf(new Map()))
  const saved = { version: '0.1.0', createdAt: 0, document: documentOf(planOf(liveOf(here), wanted), 'a', 'ours') }
  // The datastore was forgotten between plan and apply.
  const forgotten = documentOf(planOf(liveOf(here), wanted, nothing), 'b', 'none')
  expect(codeOf(() => checkUnmoved(forgotten, saved, undefined))).toBe('ST108')
  // A run that was cut off before the lock file was written has made it.
  const creating = { ...saved, document: documentOf(planOf(liveOf(new Map()), wanted), 'a', 'none') }
  const cut = documentOf(planOf(liveOf(wanted), wanted, nothing), 'b', 'none')
  expect(codeOf(() => checkUnmoved(cut, creating, undefined))).toBe('none')
})

test('a saved plan that says more than it would do is another plan, though its goal is the same', () => {
  const [here, wanted] = [catalog({ a: field(), b: field() }), catalog({ a: field(), b: field(), c: field() })]
  const plan = planOf(liveOf(here), wanted)
  const about = { environment: 'org', target: 'virtual', where: 'somewhere', source: 'live', definitions: 1 } as const
  const origins = { definitions: '', lockFile: '' }
  const documentOf = (steps: typeof plan.steps, digest: string) => {
    return { ...about, plan: { ...plan, steps }, places: new Map(), origins, digest, warnings: [] }
  }
  const [name = ''] = here.keys()
  const now = documentOf(plan.steps, 'a')
  const said = (steps: typeof plan.steps) =>
    codeOf(() =>
      checkUnmoved(now, { version: '0.1.0', createdAt: 0, document: documentOf(steps, 'forged') }, undefined),
    )
  expect(said([...plan.steps, { call: 'delete-fields', datastore: name, fields: ['b'] }])).toBe('ST108')
  expect(said([])).toBe('ST108')
  expect(said(plan.steps)).toBe('none')
})

test('twelve digits of a digest are enough where the environment is not protected', async () => {
  const { world, close } = await virtualWorld()
  onTestFinished(close)
  const digest = `sha256-v1:${'0123456789ab'.repeat(5)}0123`
  const document = { digest } as Parameters<typeof checkUnmoved>[0]
  expect(codeOf(() => checkUnmoved(document, undefined, digest.slice(0, 22)))).toBe('none')
  expect(codeOf(() => checkUnmoved(document, undefined, 'sha256-v1:0123456789aa'))).toBe('ST107')
  const guarded = { ...world.environment, protected: true }
  expect(codeOf(() => checkExpected(digest.slice(0, 22), world.environment))).toBe('none')
  expect(codeOf(() => checkExpected(digest.slice(0, 22), guarded))).toBe('ST107')
  expect(codeOf(() => checkExpected(digest, guarded))).toBe('none')
})

test('how old a saved plan may be is a setting', async () => {
  const { world, close } = await virtualWorld()
  onTestFinished(close)
  const document = { environment: 'org', target: 'virtual', source: 'live' } as SavedPlan['document']
  const made = (hours: number) => ({
    version: world.version,
    createdAt: world.clock.now() - hours * 3_600_000,
    document,
  })
  const aWeek = { ...world, environment: { ...world.environment, planMaxAgeMs: 7 * 86_400_000 } }
  expect(codeOf(() => checkSaved(made(100), aWeek))).toBe('none')
  expect(codeOf(() => checkSaved(made(169), aWeek))).toBe('ST106')
})

function codeOf(run: () => void): string {
  try {
    run()
    return 'none'
  } catch (error) {
    if (error instanceof Failure) return error.code
    throw error
  }
}
