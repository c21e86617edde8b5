import { expect, test } from 'vitest'
import { performAccept } from '../../src/commands/accept.ts'
import { performApply } from '../../src/commands/apply.ts'
import { performBackup } from '../../src/commands/backup.ts'
import { performDrift } from '../../src/commands/drift.ts'
import { performPlan } from '../../src/commands/plan.ts'
import { performPull } from '../../src/commands/pull.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { refusal } from '../files/temporary.ts'
import { field, store } from '../laws/build.ts'
import { APPLY, writesSince } from './stale.ts'
import { virtualWorld } from './virtualWorld.ts'

const OURS = store({ a: field(), x: field({ name: 'The odd one' }) }, [], 'd0')
const OTHER = store({ y: field() }, [], 'other')

type Wire = Record<string, unknown>

/** What Cliq may say of a field that we do not understand, and what we say then. */
const FAULTS: readonly (readonly [why: string, spoil: (fields: Wire[]) => Wire[]])[] = [
  ['field x has type date', each => each.map(one => (one['unique_name'] === 'x' ? { ...one, type: 'date' } : one))],
  [
    'field x has mandatory maybe',
    each => each.map(one => (one['unique_name'] === 'x' ? { ...one, mandatory: 'maybe' } : one)),
  ],
  [
    'field x is in it twice',
    each => each.flatMap(one => (one['unique_name'] === 'x' ? [one, { ...one, id: '9' }] : [one])),
  ],
  ['field x has no type', each => each.map(one => (one['unique_name'] === 'x' ? { ...one, type: undefined } : one))],
  ['its unique keys are not lists of its fields', each => each.filter(one => one['unique_name'] !== 'a')],
]

/** An org of ours, in which one datastore is from now on shown as we cannot read it. */
async function spoiled(spoil: (fields: Wire[]) => Wire[]) {
  let isSpoiled = false
  const stage = await virtualWorld('local', ({ exchange }) => ({
    async exchange(request) {
      const answer = await exchange(request)
      if (!isSpoiled || answer.kind !== 'answer' || request.url.pathname !== '/api/v3/datastores') return answer
      const body = JSON.parse(answer.body.toString('utf8')) as { readonly data: Wire[] }
      const data = body.data.map(each =>
        each['unique_name'] === 'd0'
          ? { ...each, fields: spoil(each['fields'] as Wire[]), unique_keys: [['a']] }
          : each,
      )
      return { ...answer, body: Buffer.from(JSON.stringify({ ...body, data })) }
    },
  }))
  stage.define(catalogOf([OURS, OTHER]))
  await performApply(stage.world, { ...APPLY, allow: [] })
  isSpoiled = true
  return stage
}

test.each(FAULTS)('what is there and cannot be read, since %s, is neither new nor gone', async (why, spoil) => {
  const { world, org, define, close } = await spoiled(spoil)
  const message = `d0 exists and cannot be read: ${why}`
  try {
    const begun = org.requests.length
    for (const defined of [[OURS, OTHER], [OTHER]]) {
      define(catalogOf(defined))
      const { plan } = await performPlan(world, { offline: false, allow: [] })
      expect([plan.changes, plan.steps, plan.drift]).toEqual([[], [], []])
      expect(plan.problems.map(each => [each.code, each.message])).toEqual([['LV109', message]])
      await refusal(() => performApply(world, { ...APPLY, allow: ['datastore-removed:d0'] }))
      const drift = await performDrift(world)
      expect([drift.changes, drift.problems.map(each => each.message)]).toEqual([[], [message]])
      const accepted = await performAccept(world, [])
      expect([accepted.settled, accepted.byHand]).toEqual([[], []])
      expect((await world.project.readLock()).get('org')?.datastores.has('d0')).toBe(true)
    }
    define(catalogOf([OURS, OTHER]))
    const pulled = await performPull(world, { names: ['d0'], all: false })
    expect([...pulled.byHand.keys(), ...pulled.absent]).toEqual(['d0'])
    expect((await refusal(() => performBackup(world, ['d0'])))[0]?.message).toBe(message)
    expect(writesSince(org, begun)).toBe(0)
  } finally {
    await close()
  }
})

test('what a create left and nobody can read is neither absent nor created again', async () => {
  let creates = 0
  const { world, define, close } = await virtualWorld('local', ({ exchange }) => ({
    async exchange(request) {
      const answer = await exchange(request)
      if (answer.kind !== 'answer') return answer
      if (request.method === 'POST') {
        creates += 1
        return { kind: 'no-answer', why: 'ECONNRESET' }
      }
      const body = answer.body.toString('utf8').replaceAll('"limited-text"', '"date"')
      return { ...answer, body: Buffer.from(body) }
    },
  }))
  define(catalogOf([OURS]))
  try {
    const { journal } = await performApply(world, { ...APPLY, allow: [] })
    expect([creates, journal.unknown.map(each => each.problem.message)]).toEqual([
      1,
      ['d0 exists and cannot be read: field a has type date'],
    ])
  } finally {
    await close()
  }
})
