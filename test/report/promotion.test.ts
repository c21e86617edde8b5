import { expect, test } from 'vitest'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { plainPaint } from '../../src/report/paint.ts'
import { promotionText } from '../../src/report/promotionText.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'

const wanted = store('rooms', { code: field(), seats: field({ name: 'Seats' }) })
const planFor = (environment: string, live: readonly Datastore[]) => {
  const locked = lockOf(...live.filter(each => each.unique_name === 'rooms'))
  return documentOf({ live: liveOf(...live), locked, definitions: [definition(wanted)], document: { environment } })
}

test('plans of several environments are told apart by their changes, not by what is there', () => {
  const same = store('other', { a: field() })
  const behind = store('rooms', { code: field() })
  const [staging, production, old] = [
    planFor('staging', [behind]),
    planFor('production', [behind, same]),
    planFor('old', [store('rooms', { code: field({ name: 'Old' }) })]),
  ]
  expect(promotionText([staging], plainPaint)).toBe('')
  expect(promotionText([staging, production], plainPaint)).toBe(
    'Differences\n  production            same change as staging: yes',
  )
  expect(promotionText([staging, old, planFor('new', [wanted])], plainPaint).split('\n')).toEqual([
    'Differences',
    '  old                   same change as staging: no',
    '    only here           ~ field-changed:rooms.code',
    '  new                   same change as staging: no',
    '    only in staging     + field-added:rooms.seats',
  ])
})
