import { expect, test } from 'vitest'
import type { MovedSince, Problem } from '../../src/core/model/problem.ts'
import { authStatusText } from '../../src/report/authText.ts'
import { codesText } from '../../src/report/codesText.ts'
import { doctorText } from '../../src/report/doctorText.ts'
import { exportText } from '../../src/report/exportText.ts'
import { columns } from '../../src/report/layout.ts'
import { migrationText } from '../../src/report/migrationText.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { plainPaint } from '../../src/report/paint.ts'
import type { Paint } from '../../src/report/paint.ts'
import { problemsText } from '../../src/report/problemText.ts'
import { querySummary, queryText } from '../../src/report/queryText.ts'
import { pageText } from '../../src/report/text/text.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'
import { empdir, empdirDocument } from './empdir.ts'
import { textsOf, warningOf } from './everything.ts'

const WIDTHS = [40, 47, 56, 63, 64, 72, 80, 100, 120, 160] as const
const NEXT = ['cliq-ds apply staging.plan.json --allow field-removed:empdir.notes']
const org = { environment: 'staging', where: 'data centre eu (cliq.zoho.eu)' }
const problem: Problem = {
  code: 'LM102',
  severity: 'error',
  message: 'name too long: 21 characters; Cliq allows 20, and this sentence is as long as a screen is wide',
  hint: 'shorten it, or take over what is there: cliq-ds pull NAME --env staging --config cliq-ds.config.ts',
}
const line = '  - unique_name: is_currently_employed  # and a comment that is longer than a narrow screen is wide'
const placed: Problem = { ...problem, at: { file: 'schemas/empdir.yaml', line: 1, col: 18 } }
const retyped = store('empdir', { ...Object.fromEntries(empdir.fields), notes: field({ default_value: '12' }) })
const many = Array.from({ length: 9 }, (_, at) => `datastore${at}`)
const wide = many.map(name => store(name, Object.fromEntries(many.map(each => [`${each}_x`, field()]))))
const reworked = documentOf({
  live: liveOf(empdir, ...wide),
  locked: lockOf({ ...empdir, name: 'Staff' }, ...wide),
  definitions: [retyped, ...wide.map(each => ({ ...each, name: `${each.name}!` }))].map(each => definition(each)),
})
const moved = reworked.plan.changes.map((change): MovedSince => ({ change, by: 'outside' }))
const stale: Problem = { ...problem, code: 'ST108', moved }
const standings = { environments: ['production', 'staging'], gone: ['gone-since'] }
const migration = {
  id: 'split-the-names',
  file: 'migrations/split-the-names.yaml',
  description: 'Split the name of all',
}
const queried = {
  ...org,
  datastore: 'empdir',
  columns: ['empid', 'empname', 'isactive', 'department'],
  rows: [['1001', 'Ada Lovelace', true, null] as const, ['1002', 'Grace Brewster Hopper', false, 'Fleet'] as const],
  seen: 230,
  complete: false,
  calls: 3,
}
const finding = { about: 'credentials', state: 'fail', message: 'not let in', problems: [problem] } as const

/** What has to fit, by name. */
const TEXTS: Readonly<Record<string, (paint: Paint) => string>> = {
  plan: paint => pageText(planPage(empdirDocument(), { next: NEXT, planFile: 'staging.plan.json' }), paint),
  'plan --steps': paint => pageText(planPage(reworked), paint, { unfolded: new Set(['steps', 'hazards'] as const) }),
  'all that belongs to a plan': paint =>
    textsOf({ ...reworked, warnings: [warningOf(reworked, problem.message)] }, paint).join('\n\n'),
  problems: paint => problemsText([problem, placed, stale], new Map([['schemas/empdir.yaml', line]]), paint),
  explain: codesText,
  doctor: paint => doctorText({ ...org, findings: [finding] }, 7, NEXT[0] ?? '', paint),
  'auth status': paint =>
    authStatusText({ ...org, holding: { kind: 'ready' }, scopes: [], missing: [], expiresAt: undefined }, 0, paint),
  'migration status': paint =>
    migrationText({ ...standings, migrations: [{ migration, standings: ['pending', 'changed'] }] } as never, paint),
  'no migration': paint => migrationText({ ...standings, gone: [], migrations: [] }, paint),
  query: paint => `${queryText(queried, 'table', paint)}${querySummary(queried, paint)}`,
  export: paint =>
    exportText({ ...org, datastore: 'empdir', fileType: 'csv', hasPassword: true, doubt: undefined }, paint),
}

/** Lines wider than the screen that could have been broken: a command to paste and a single word stay whole. */
function tooWide(text: string, width: number): readonly string[] {
  return text.split('\n').filter(each => {
    const words = each.trim().replaceAll(/^Next {2}/gu, '')
    return (
      columns(each) > width && words.includes(' ') && !/^\(?(?:read more: )?(?:npx )?cliq-ds \S+( \S+)*$/u.test(words)
    )
  })
}

// Heads of columns stand only where there are columns.
const wordsOf = (text: string) => new Set(text.split(/\s+/u).filter(each => each !== 'operations' && each !== ''))
const commandsOf = (text: string) =>
  [...text.matchAll(/cliq-ds [a-z]+(?: --?[\w-]+ \S+)*/gu)].map(([each]) => each).sort()

test.each(Object.entries(TEXTS))(
  '%s fits a screen of 40 to 160 columns without breaking a word or a command',
  (_, textOf) => {
    const typed = (text: string) => text.replaceAll(/\bcliq-ds (?=[a-z])/gu, 'npx cliq-ds ')
    const whole = textOf({ ...plainPaint, typed, width: 400 })
    for (const width of WIDTHS) {
      const text = textOf({ ...plainPaint, typed, width })
      expect(text.replaceAll(/npx cliq-ds/gu, '')).not.toMatch(/npx$/mu)
      expect(text).not.toMatch(/ $/mu)
      expect(tooWide(text, width), `${width} columns`).toEqual([])
      expect(commandsOf(text), `${width} columns`).toEqual(commandsOf(whole))
      if (text.includes('…')) continue
      expect(wordsOf(text), `${width} columns`).toEqual(wordsOf(whole))
    }
  },
)

test('a table that has no room is a list of columns, and a line of a file is cut around its caret', () => {
  const [first = ''] = queryText(queried, 'table', { width: 40 }).split('\n\n')
  expect(first.split('\n')).toEqual(['empid       1001', 'empname     Ada Lovelace', 'isactive    true', 'department'])
  const shown = problemsText([placed], new Map([['schemas/empdir.yaml', line]]), { ...plainPaint, width: 40 })
  expect(shown).toContain('unique_name: is_currently_')
})

test('without a screen the text is laid out as ever', () => {
  const page = planPage(empdirDocument())
  expect(pageText(page, plainPaint)).toBe(pageText(page, { ...plainPaint, width: 80 }))
})
