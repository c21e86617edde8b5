import { expect, test } from 'vitest'

import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import {
  counts,
  defineLater,
  detoured,
  fill,
  no,
  renamed,
  retyped,
  rowsIn,
  rowsOf,
  text,
  withOrg,
  yes,
} from './carried.ts'
import type { Past } from './carried.ts'
import { field, store } from '../laws/build.ts'

for (const addedField of ['null', 'type-default'] as const) {
  test(`a renamed field keeps every value, in the calls that the plan named (rows of old show ${addedField})`, async () => {
    const rows = [
      ...rowsOf(150, at => `v${at % 3}`),
      { no: 'odd', a: 'with a blank' },
      { no: 'word', a: 'true' },
      { no: 'none' },
      { no: 'empty', a: '' },
    ]
    await withOrg(
      renamed,
      rows,
      async org => {
        defineLater(org, renamed)
        const plan = await performPlan(org.world, { offline: false, allow: [], checks: 'all' })
        expect(plan.plan.problems).toEqual([])
        await org.world.clock.sleep(3_600_000)
        const applied = await performApply(org.world, { ...yes, checks: 'all' })
        expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
        expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
        expect(plan.plan.estimate.atLeast).toBeUndefined()
        expect(Math.abs(applied.journal.seconds - plan.plan.estimate.seconds)).toBeLessThanOrEqual(1)
        const now = await rowsIn(org)
        const values = new Map(now.map(each => [each['no'], each['b'] ?? '']))
        expect(values).toEqual(new Map(rows.map(each => [each['no'], each['a'] ?? ''])))
        expect(now.every(each => !('a' in each))).toBe(true)
        expect((await performPlan(org.world, { offline: false, allow: [] })).plan.steps).toEqual([])
      },
      { switches: { addedField } },
    )
  })

  test(`a field of another type keeps what converts (rows of old show ${addedField})`, async () => {
    const rows = [
      ...rowsOf(120, at => String(at % 4)),
      { no: 'zero', a: '0' },
      { no: 'plus', a: '+7.50' },
      { no: 'none' },
    ]
    await withOrg(
      retyped,
      rows,
      async org => {
        defineLater(org, retyped)
        const plan = await performPlan(org.world, { offline: false, allow: [], checks: 'all' })
        await org.world.clock.sleep(3_600_000)
        const applied = await performApply(org.world, { ...yes, checks: 'all' })
        expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
        expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
        const values = new Map((await rowsIn(org)).map(each => [each['no'], each['a']]))
        for (const each of rows.slice(0, 121)) expect(values.get(each['no'])).toBe(each['a'])
        expect(values.get('plus')).toBe('7.5')
        expect([null, undefined, '0']).toContain(values.get('none'))
      },
      { switches: { addedField } },
    )
  })
}

test('a value that does not fit is refused before anything is sent, and goes only by its consent', async () => {
  const drops: Past = {
    ...retyped,
    hints: { a: { renamed_from: [], convert: { from: 'limited-text', invalid: 'empty' } } },
  }
  await withOrg(retyped, [...rowsOf(5, String), { no: 'bad', a: 'n/a' }], async org => {
    defineLater(org, retyped)
    const begun = org.org.requests.length
    await expect(performApply(org.world, yes)).rejects.toMatchObject({ code: 'DS111' })
    await expect(performApply(org.world, { ...yes, checks: 'skipped' })).rejects.toMatchObject({ code: 'DS111' })
    defineLater(org, drops)
    await expect(performApply(org.world, yes)).rejects.toMatchObject({ code: 'DS112' })
    await expect(performApply(org.world, { ...yes, checks: 'skipped' })).rejects.toMatchObject({ code: 'DS112' })
    expect(org.org.requests.slice(begun).every(each => each.method === 'GET')).toBe(true)
    const applied = await performApply(org.world, { ...yes, allow: ['values-dropped:store.a'] })
    expect([applied.kind, applied.journal.backups.length]).toEqual(['done', 1])
    const values = new Map((await rowsIn(org)).map(each => [each['no'], each['a'] ?? null]))
    expect([values.get('bad'), values.get('r3')]).toEqual([null, '3'])
  })
})

test('a large text keeps its values over a limited one, in the calls that the plan named', async () => {
  const rows = rowsOf(130, at => `text ${at % 40}`)
  await withOrg(detoured, rows, async org => {
    defineLater(org, detoured)
    const plan = await performPlan(org.world, { offline: false, allow: [], checks: 'all' })
    expect(plan.plan.changes.map(each => each.kind)).toEqual(['field-renamed'])
    await org.world.clock.sleep(3_600_000)
    const applied = await performApply(org.world, { ...yes, checks: 'all' })
    expect([applied.kind, applied.stoppedBy]).toEqual(['done', undefined])
    expect(counts(applied)).toEqual(Object.fromEntries(plan.plan.estimate.calls))
    const now = new Map((await rowsIn(org)).map(each => [each['no'], each['b']]))
    expect(now).toEqual(new Map(rows.map(each => [each['no'], each['a']])))
  })
  // What a limited text does not hold is found before anything is sent.
  await withOrg(detoured, [...rowsOf(2, String), { no: 'long', a: 'x'.repeat(251) }], async org => {
    defineLater(org, detoured)
    const begun = org.org.requests.length
    // Both say which cap is full, and the ways out.
    const refused = (ways: string) => ({
      code: 'DS111',
      message: expect.stringContaining('the only field of large-text that Cliq allows'),
      ...(ways !== '' && { problems: [{ hint: expect.stringContaining(ways) }] }),
    })
    await expect(performApply(org.world, yes)).rejects.toMatchObject(refused(''))
    await expect(performApply(org.world, { ...yes, checks: 'skipped' })).rejects.toMatchObject(
      refused('change only the display name'),
    )
    expect(org.org.requests.slice(begun).filter(each => each.effect)).toEqual([])
  })
})

test('an old field kept for now stays, and leaves once its line is gone', async () => {
  const later: Past = { ...renamed, hints: { b: { renamed_from: ['a'], contract: 'later' } } }
  await withOrg(
    renamed,
    rowsOf(5, at => `v${at}`),
    async org => {
      defineLater(org, later)
      expect((await performApply(org.world, yes)).kind).toBe('done')
      expect((await rowsIn(org))[0]).toMatchObject({ no: 'r0', a: 'v0', b: 'v0' })
      const waiting = await performPlan(org.world, { offline: false, allow: [] })
      expect([waiting.plan.steps, waiting.plan.changes]).toEqual([[], []])
      // Somebody writes to the old field only, somebody else to the new one only.
      await fill(org, [
        { no: 'old', a: 'x' },
        { no: 'new', b: 'y' },
      ])
      await org.world.clock.sleep(3_600_000)
      defineLater(org, renamed)
      expect((await performApply(org.world, yes)).kind).toBe('done')
      const values = new Map((await rowsIn(org)).map(each => [each['no'], each['b']]))
      expect([values.get('old'), values.get('new'), values.get('r4')]).toEqual(['x', 'y', 'v4'])
    },
  )
})

test('two fields that hold different values stop the apply before anything is sent', async () => {
  const both: Past = { ...renamed, from: store({ no, a: text, b: field({ name: 'B' }) }, [['no']]) }
  await withOrg(
    both,
    [
      { no: 'same', a: 'x', b: 'x' },
      { no: 'free', a: 'y' },
      { no: 'not', a: 'p', b: 'q' },
    ],
    async org => {
      defineLater(org, both)
      await expect(performApply(org.world, yes)).rejects.toMatchObject({ code: 'DS115' })
      defineLater(org, { ...both, hints: { b: { renamed_from: ['a'], conflicts: 'heir' } } })
      expect((await performApply(org.world, yes)).kind).toBe('done')
      const values = (await rowsIn(org)).map(each => each['b'])
      expect([...values].sort()).toEqual(['q', 'x', 'y'])
    },
  )
})
