import { expect, test } from 'vitest'

import { lossesOf } from '../../src/report/pages/planLosses.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'
import { empdir } from './empdir.ts'

const badges = store('badges', { code: field() }, {})

const gone = { records: 3, withValue: 3, complete: true }
const partly = { records: 3, withValue: 2, complete: true }
test.each([
  ['datastore-removed:empdir', gone, '3 records'],
  ['datastore-removed:empdir', { ...gone, complete: false }, '3 records or more'],
  ['datastore-removed:empdir', { ...gone, records: 0 }, 'the datastore has no records'],
  ['datastore-removed:empdir', { ...gone, records: 0, complete: false }, '0 records or more'],
  ['field-removed:empdir.notes', partly, '2 of 3 records hold a value'],
  ['field-removed:empdir.notes', { ...partly, withValue: 1 }, '1 of 3 records holds a value'],
  [
    'field-removed:empdir.notes',
    { ...partly, complete: false },
    '2 of the first 3 records hold a value; there are more',
  ],
  [
    'field-removed:empdir.notes',
    { ...partly, records: 0, withValue: 0, complete: false },
    '0 of the first 0 records hold a value; there are more',
  ],
  [
    'field-removed:empdir.notes',
    { ...partly, tooLong: 1 },
    '2 of 3 records hold a value; 1 is too long for a record call, so Cliq cannot take it back',
  ],
  [
    'field-removed:empdir.notes',
    { ...partly, tooLong: 2 },
    '2 of 3 records hold a value; 2 are too long for a record call, so Cliq cannot take them back',
  ],
] as const)('what goes is counted: %s of %j', (name, held, words) => {
  const fields = new Map([...empdir.fields].filter(([each]) => each !== 'notes'))
  const definitions = name.startsWith('datastore') ? [definition(badges)] : [definition({ ...empdir, fields })]
  const document = documentOf({
    live: liveOf(empdir),
    locked: lockOf(empdir),
    definitions,
    held: new Map([[name, held]]),
  })
  const items = lossesOf(document).items.map(each => ('text' in each ? each.text : []))
  expect(items).toEqual([[words]])
})
