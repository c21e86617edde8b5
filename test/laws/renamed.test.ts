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
