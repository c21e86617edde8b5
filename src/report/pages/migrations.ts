import type { PlanDocument } from '../../core/plan/document.ts'
import { countedWork } from '../../core/plan/migrationCount.ts'
import type { MigrationCount } from '../../core/plan/migrationCount.ts'
import { counted, grouped } from '../amounts.ts'
import type { Entry, Group, Words } from '../page.ts'

/** What migrations of a plan do, and to how many records as far as these were read; nothing where none runs. */
export function migrationsOf({ plan, migrations = [] }: Pick<PlanDocument, 'plan' | 'migrations'>): readonly Group[] {
  const work = countedWork(plan.steps, migrations)
  const idle = plan.migrations?.notNeeded ?? []
  if (work.length + idle.length === 0) return []
  const entries = work.map(({ step, count }): Entry => {
    const names = step.source === 'deletion' ? [step.migration] : step.migrations
    const label = names.flatMap((name, index): Words => [index === 0 ? '' : ', ', { name }])
    return { label, text: [{ name: step.datastore }, `: ${textOf(count, step.source === 'deletion')}`], tone: 'plain' }
  })
  const others = idle.map((name): Entry => ({ label: [{ name }], text: ['not needed here'], tone: 'plain' }))
  return [{ kind: 'group', title: 'Migrations', tone: 'plain', items: [...entries, ...others] }]
}

function textOf(count: MigrationCount | undefined, deletes: boolean): string {
  const verb = deletes ? 'deleted' : 'written'
  if (count === undefined) return `records are ${verb}; how many is known with --count-all`
  const misfits = [...count.misfits].map(([why, ids]) => `${grouped(ids.length)} ${why}`)
  const wrong = misfits.length === 0 ? '' : `; do not fit: ${misfits.join(', ')}`
  return `${grouped(count.touched)} of ${counted(count.records, 'record')} ${verb}${wrong}`
}
