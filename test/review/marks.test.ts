import { expect, test } from 'vitest'

import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Datastore } from '../../src/core/model/catalog.ts'
import type { Step } from '../../src/core/model/step.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import { plan } from '../../src/core/plan/plan.ts'
import type { Plan } from '../../src/core/plan/plan.ts'
import { marksOf, standsAt, waysOf } from '../../src/core/review/marks.ts'
import { BUDGETS, definitionsOf, field, fields, liveOf, lockOf, planOf, store } from '../laws/build.ts'
import { hash } from './build.ts'

const marks = (plan: Plan) => marksOf({ target: 'us', plan }, hash)
const rooms = store(fields(2), [], 'rooms')

/** The plan that gives a datastore the name `halls`, and whatever else is defined. */
function renaming(from: Datastore, others: readonly Datastore[] = []): Plan {
  const definitions = definitionsOf(catalogOf([{ ...from, unique_name: 'halls' }, ...others])).map(each =>
    each.datastore.unique_name === 'halls' ? { ...each, hints: { renamed_from: ['rooms'], fields: new Map() } } : each,
  )
  const live = liveOf(catalogOf([from]))
  return plan({ definitions, live, locked: lockOf(live), consents: new Set(), ignore: [], budgets: BUDGETS })
}

test('a plan that cannot be carried out has no marks, and a warning takes none away', () => {
  const made = planOf(liveOf(catalogOf([rooms])), catalogOf([store(fields(3), [], 'rooms')]))
  const problem = (severity: Problem['severity']): Problem => ({ code: 'LV104', severity, message: 'no' })
  expect(marks({ ...made, problems: [problem('warning')] })).toEqual(marks(made))
  expect(marks(made).size).toBe(1)
  expect(marks({ ...made, problems: [problem('warning'), problem('error')] }).size).toBe(0)
})

test('a datastore that takes another name is marked as it was, under the name that it shall have', () => {
  const made = renaming(rooms)
  const other = renaming(store(fields(3), [], 'rooms'))
  expect([...marks(made).keys()]).toEqual(['halls'])
  expect(marks(other).get('halls')?.[0]).not.toBe(marks(made).get('halls')?.[0])
  const ways = waysOf({ plan: made }, hash).get('halls') ?? []
  expect(ways.map(each => each.length)).toEqual([22, 22])
  expect(standsAt({ plan: made }, 'halls', hash)).toBe(ways[0])
})

test('what one datastore becomes is no step of another one that gets the name it had', () => {
  const made = renaming(rooms)
  const edit: Step = { call: 'edit-datastore', datastore: 'rooms', set: { name: 'Halls' } }
  const create = planOf(liveOf(catalogOf([])), catalogOf([rooms])).steps
  const added = [...made.changes, ...planOf(liveOf(catalogOf([])), catalogOf([rooms])).changes]
  const both = marks({ ...made, changes: added, steps: [edit, ...made.steps, ...create] })
  const alone = marks({ ...made, changes: added, steps: create })
  expect(both.get('rooms')).toEqual(alone.get('rooms'))
  expect(both.get('halls')).not.toEqual(alone.get('halls'))
})

test('of a default that the definition gives every other one is another state, and of one it leaves open none', () => {
  const [given, open] = [field({ default_value: 'a' }), field()]
  const stands = (live: string, wanted: typeof open) => {
    const now = store({ ...fields(1), note: field({ default_value: live }) }, [], 'rooms')
    const made = planOf(liveOf(catalogOf([now])), catalogOf([store({ ...fields(2), note: wanted }, [], 'rooms')]))
    return standsAt({ plan: made }, 'rooms', hash)
  }
  expect(stands('b', given)).not.toBe(stands('c', given))
  expect(stands('b', open)).toBe(stands('c', open))
})
