import { expect, test } from 'vitest'

import { isAgreed } from '../../src/commands/consent.ts'
import type { PlanDocument } from '../../src/core/plan/document.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { Problem } from '../../src/core/model/problem.ts'
import type { Risk } from '../../src/core/model/risk.ts'
import { fields, liveOf, planOf, store } from '../laws/build.ts'

const rooms = store(fields(3), [], 'rooms')
const fewer = planOf(liveOf(catalogOf([rooms])), catalogOf([store(fields(2), [], 'rooms')]))
const idle = planOf(liveOf(catalogOf([rooms])), catalogOf([rooms]))
const [loss] = fewer.risks
const risk = (more: Partial<Risk>): Risk[] => (loss === undefined ? [] : [{ ...loss, ...more }])
const error: Problem = { code: 'LM101', severity: 'error', message: 'no' }
const warning: Problem = { code: 'LM102', severity: 'warning', message: 'well' }

/** How a plan of such risks and problems ends, where `answer` is that of a person; nobody is there for undefined. */
async function ended(
  {
    risks = [],
    problems = [],
    ofRows,
    isIdle = false,
  }: { risks?: readonly Risk[]; problems?: readonly Problem[]; ofRows?: readonly Problem[]; isIdle?: boolean },
  yes: boolean,
  answer: boolean | undefined,
): Promise<string> {
  let asked = 'unasked'
  const rows = ofRows && { plans: [], problems: ofRows }
  const document = { plan: { ...(isIdle ? idle : fewer), risks, problems }, rows } as unknown as PlanDocument
  const approve = (_: PlanDocument, missing: readonly Risk[]) => {
    asked = `asked for ${missing.length}`
    return Promise.resolve(answer === true)
  }
  try {
    const agreed = await isAgreed(document, { yes, approve: answer === undefined ? undefined : approve })
    return `${asked}: ${agreed ? 'goes' : 'stops'}`
  } catch (failed) {
    return failed instanceof Failure ? failed.problems.map(each => each.code).join(' ') : String(failed)
  }
}

const lost = risk({ level: 'loss', granted: false })
test.each([
  ['a plan without losses, with a yes before', {}, true, undefined, 'unasked: goes'],
  ['the same, where a person could be asked', {}, true, false, 'unasked: goes'],
  ['a plan without losses, where nobody can be asked', {}, false, undefined, 'CL102'],
  ['a plan that a person agrees to', {}, false, true, 'asked for 0: goes'],
  ['a plan that a person refuses', {}, false, false, 'asked for 0: stops'],
  ['a loss with a yes before, where nobody can be asked', { risks: lost }, true, undefined, 'DS102'],
  ['a loss with a yes before, which a person is asked for', { risks: lost }, true, false, 'asked for 1: stops'],
  ['a loss that a person agrees to', { risks: lost }, false, true, 'asked for 1: goes'],
  ['a loss that was named', { risks: risk({ granted: true }) }, true, undefined, 'unasked: goes'],
  ['a loss that was named, without a yes', { risks: risk({ granted: true }) }, false, undefined, 'CL102'],
  [
    'what may fail or is a note',
    { risks: [...risk({ level: 'may-fail', granted: false }), ...risk({ level: 'note', granted: false })] },
    true,
    undefined,
    'unasked: goes',
  ],
  [
    'what is refused, though all say yes',
    { risks: risk({ level: 'refused', code: 'DS199', granted: true }) },
    true,
    true,
    'DS199',
  ],
  ['an error, though all say yes', { problems: [warning, error] }, true, true, 'LM101'],
  ['an error and a loss, together', { problems: [error], risks: lost }, true, undefined, 'LM101 DS102'],
  ['an error of rows, though all say yes', { ofRows: [warning, error] }, true, true, 'LM101'],
  ['a warning of rows', { ofRows: [warning] }, true, undefined, 'unasked: goes'],
  ['a warning', { problems: [warning] }, true, undefined, 'unasked: goes'],
  ['nothing to do', { isIdle: true }, false, undefined, 'unasked: goes'],
  ['nothing to do with an error', { isIdle: true, problems: [error] }, true, undefined, 'LM101'],
] as const)('%s', async (_, plan, yes, answer, ends) => expect(await ended(plan, yes, answer)).toBe(ends))

test('a loss that nobody named is told with both ways on, where one of them keeps the values', async () => {
  const hint = 'write renamed_from: [f2] under f3'
  const refused = async (risks: readonly Risk[]) => {
    const document = { plan: { ...fewer, risks } } as unknown as PlanDocument
    const failed: unknown = await isAgreed(document, { yes: true, approve: undefined }).catch((error: unknown) => error)
    return failed instanceof Failure ? failed.problems.map(each => each.hint) : []
  }
  const consent = '--allow field-removed:rooms.f2'
  const other = risk({
    level: 'note',
    hint: 'of another change',
    change: { kind: 'datastore-removed', datastore: 'b', from: rooms },
  })
  const note = risk({ level: 'note', hint })
  expect(await refused([...other, ...lost])).toEqual([`to delete them: ${consent}`])
  expect(await refused([...other, ...lost, ...note])).toEqual([
    `to keep the values, ${hint}; to delete them: ${consent}`,
  ])
})
