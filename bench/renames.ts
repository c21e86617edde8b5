import { catalogOf } from '../src/core/model/catalog.ts'
import { carryFindings } from '../src/core/model/carryFindings.ts'
import type { Datastore } from '../src/core/model/catalog.ts'
import type { FieldHints } from '../src/core/model/definition.ts'
import type { LiveRecord } from '../src/core/model/live.ts'
import { carriesIn } from '../src/core/model/step.ts'
import { plan } from '../src/core/plan/plan.ts'
import { counted, duration, grouped } from '../src/report/amounts.ts'
import { BUDGETS, definitionsOf, field, liveOf, lockOf, store } from '../test/laws/build.ts'
import type { Figure } from './process.ts'

/** What it costs to rename a field, or to give it another type, as `plan --count-all` tells it; an apply keeps to that. */
export interface RenameCost {
  readonly rows: number
  /** How many different values there are. */
  readonly values: number
  readonly renamed: Cost
  readonly retyped: Cost
  /** Between the last look and the delete of the old field. */
  readonly window: string
}

interface Cost {
  readonly calls: number
  readonly seconds: number
}

const ROWS = [100, 1_000, 10_000]
const VALUES = [5, 200, Infinity]
const no = field({ name: 'Id', mandatory: true })
const from = store({ no, a: field() }, [['no']])
const RENAMED = store({ no, b: field({ name: 'B' }) }, [['no']])
const RETYPED = store({ no, a: field({ name: 'A', type: 'number' }) }, [['no']])

/** Costs by rows and values, those that are possible. */
export function renameCosts(): readonly RenameCost[] {
  return ROWS.flatMap(rows =>
    VALUES.filter(values => values === Infinity || values < rows).map(values => {
      const renamed = costOf(rows, values, RENAMED, ['b', { renamed_from: ['a'] }])
      const convert = { from: 'limited-text', invalid: 'refuse' } as const
      const { calls, seconds } = costOf(rows, values, RETYPED, ['a', { renamed_from: [], convert }])
      const { window, ...own } = renamed
      return { rows, values: Math.min(values, rows), renamed: own, retyped: { calls, seconds }, window }
    }),
  )
}

function costOf(
  rows: number,
  values: number,
  to: Datastore,
  hint: readonly [string, FieldHints],
): Cost & { readonly window: string } {
  const live = liveOf(catalogOf([from]))
  const records = Array.from({ length: rows }, (_, at): LiveRecord => ({
    id: String(at),
    values: { no: `r${at}`, a: String(at % Math.min(values, rows)) },
  }))
  const calls = Math.ceil(rows / 100)
  const hints = { renamed_from: [], fields: new Map([hint]) }
  const { estimate, steps } = plan({
    definitions: definitionsOf(catalogOf([to])).map(each => ({ ...each, hints })),
    live,
    locked: lockOf(live),
    consents: new Set(),
    ignore: [],
    budgets: BUDGETS,
    recordCalls: calls,
    pages: new Map([['store', { calls, complete: true }]]),
    carried: { records: new Map([['store', records]]), settleMs: 3_000 },
  })
  const [carry] = steps.flatMap(carriesIn)
  const said = carry && carryFindings(carry, { records: rows, complete: true })
  const [, window = ''] = /in the (.+) between/u.exec(said?.[0]?.because ?? '') ?? []
  return { calls: estimate.total, seconds: estimate.seconds, window }
}

/** The table that README and docs/decisions have. */
export function renameTable(costs: readonly RenameCost[]): string {
  const cells = costs.map(({ rows, values, renamed, retyped, window }) => [
    grouped(rows),
    values === rows ? 'all differ' : grouped(values),
    grouped(renamed.calls),
    duration(renamed.seconds),
    grouped(retyped.calls),
    duration(retyped.seconds),
    window,
  ])
  const heads = ['rows', 'values', 'rename: calls', 'time', 'another type: calls', 'time', 'last look to delete']
  const lines = [heads, heads.map(() => '---:'), ...cells]
  return lines.map(each => `| ${each.join(' | ')} |`).join('\n')
}

/** The figures with a target: A14 and A15. */
export function renameFigures(costs: readonly RenameCost[]): readonly Figure[] {
  const most = { 5: [220, 330], 200: [415] } as const
  return costs.flatMap(({ rows, values, renamed, retyped }) => {
    if (rows !== 10_000) return []
    const what = `10,000 rows, ${values === rows ? 'all values differ' : counted(values, 'value')}`
    if (values === rows)
      // One single update each, 29 in any 60 s.
      return [
        {
          what: `A14 rename, ${what}`,
          value: renamed.seconds / (60 * Math.floor((rows - 1) / 29)),
          unit: 'x',
          target: 0.54,
        },
      ]
    const [calls, other] = values === 5 ? most[5] : most[200]
    return [
      { what: `A14 rename, ${what}`, value: renamed.calls, unit: 'calls', target: calls },
      ...(other === undefined
        ? []
        : [{ what: `A15 retype, ${what}`, value: retyped.calls, unit: 'calls', target: other }]),
    ]
  })
}
