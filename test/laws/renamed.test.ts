import { expect, test } from 'vitest'

import { catalogOf } from '../../src/core/model/catalog.ts'
import { plan } from '../../src/core/plan/plan.ts'
import { BUDGETS, definitionsOf, field, liveOf, lockOf, store } from './build.ts'

const text = field()

test('a datastore that has its new name before the lock file knows it loses the fields that were ours, and no other', () => {
  const ids = (name: string) => name.replace(/^(?:store|old)/u, 'id')
  const [own] = definitionsOf(catalogOf([store({ a: text })]))
  if (own === undefined) throw new Error('nothing is defined')
  const now = liveOf(catalogOf([store({ a: text, gone: text, theirs: text })]), ids)
  const before = lockOf(liveOf(catalogOf([store({ a: text, gone: text }, [], 'old')]), ids))
  const asked = { live: now, locked: before, consents: new Set<string>(), ignore: [], budgets: BUDGETS }
  const made = plan({ definitions: [{ ...own, hints: { renamed_from: ['old'], fields: new Map() } }], ...asked })
  expect(made.steps.map(each => [each.call, 'fields' in each ? each.fields : []])).toEqual([
    ['delete-fields', ['gone']],
  ])
  expect([made.kept.fields, made.adopts]).toEqual([new Map([['store', ['theirs']]]), []])
})

test('a datastore that is under another prefix now is told where a definition still wants its name', () => {
  const [kept, dropped] = [store({ a: text }, [], 'kept'), store({ a: text }, [], 'dropped')]
  const locked = lockOf(liveOf(catalogOf([kept, dropped])))
  const empty = liveOf(catalogOf([]))
  const problems = (wanted: readonly (typeof kept)[], why: 'other-prefix' | 'unreadable', live = empty) => {
    const bystanders = ['kept', 'dropped'].map(name => ({ id: `id:${name}`, unique_name: `x_${name}`, why }))
    const definitions = definitionsOf(catalogOf(wanted))
    const given = { definitions, live: { ...live, bystanders }, consents: new Set<string>(), ignore: [] }
    return plan({ ...given, locked, budgets: BUDGETS }).problems.map(each => each.message)
  }
  const told = (name: string) => `${name} is named x_${name} in the org now, and cannot be renamed back`
  expect(problems([kept], 'other-prefix')).toEqual([told('kept')])
  expect(problems([], 'other-prefix')).toEqual([])
  expect(problems([kept, dropped], 'other-prefix')).toEqual([told('dropped'), told('kept')])
  // Another one has the name meanwhile, which is told as a datastore made again.
  expect(problems([kept], 'other-prefix', liveOf(catalogOf([kept])))).toEqual([])
})
