import type { Catalog } from '../model/catalog.ts'
import { canonicalText, plainWork } from '../model/plain.ts'
import { fieldsOfWork } from '../model/step.ts'
import type { Carry, DeletionWork, MigrationWork, RowWork, Step } from '../model/step.ts'
import { partnersOf } from './workFields.ts'

/** Values that must be in another field before theirs may go. */
export interface Debt {
  readonly datastore: string
  readonly old: string
  readonly heir: string
  /** The migration work that clears it; absent where a carry does. */
  readonly work?: string | undefined
}

/** The debts of carries, each of which its own row-work clears. */
export function debtsOf(datastore: string, carries: readonly Carry[]): readonly Debt[] {
  return carries.map(({ reads, writes }) => ({ datastore, old: reads, heir: writes }))
}

/** The debts of migrations: what they read and what leaves for good may not go before its turn. `stays` tells the fields that do not leave. */
export function workDebts(
  work: readonly (MigrationWork | DeletionWork)[],
  stays: (datastore: string, field: string) => boolean,
): readonly Debt[] {
  return work.flatMap(each =>
    [{ datastore: each.datastore, fields: fieldsOfWork(each) }, ...partnersOf(each)].flatMap(({ datastore, fields }) =>
      fields
        .filter(field => !stays(datastore, field))
        .map((field): Debt => ({ datastore, old: field, heir: each.datastore, work: nameOfWork(each) })),
    ),
  )
}

function nameOfWork(work: RowWork): string {
  return canonicalText(plainWork(work))
}

/**
 * Why a step may not go while debts are open: it would delete a field or a datastore whose values are not in their heir
 * yet, put a key over an heir that lacks them, or read values that are not there. Undefined for one that may.
 */
export function debtBroken(step: Step, debts: readonly Debt[], catalog: Catalog): string | undefined {
  const own = debts.filter(each => each.datastore === step.datastore)
  const owed = (field: string) => own.find(each => each.old === field)
  switch (step.call) {
    case 'delete-datastore':
      return own[0] && `the values of ${own[0].old} are not carried to ${own[0].heir} yet`
    case 'delete-fields': {
      const debt = step.fields.map(owed).find(each => each !== undefined)
      return debt && `the values of ${debt.old} are not carried to ${debt.heir} yet`
    }
    case 'edit-datastore': {
      const keyed = new Set(step.set.unique_keys?.flat())
      const debt = own.find(each => each.work === undefined && keyed.has(each.heir))
      return debt && `a unique key names ${debt.heir}, and the values of ${debt.old} are not carried to it yet`
    }
    case 'row-work': {
      const fields = catalog.get(step.datastore)?.fields
      if (step.source !== 'carry') {
        const missing = fieldsOfWork(step).find(each => fields?.has(each) !== true)
        const early = own.find(each => each.work === undefined && fieldsOfWork(step).includes(each.heir))
        if (missing !== undefined) return `a migration names ${missing}, which is not there`
        return early && `the values of ${early.old} are not carried to ${early.heir} yet`
      }
      const lacks = step.carries.find(
        each => fields?.get(each.reads)?.type !== each.from || fields?.get(each.writes)?.type !== each.to,
      )
      if (lacks !== undefined) return `${lacks.reads} and ${lacks.writes} do not both exist while they are carried`
      const early = step.carries.find(each => own.some(({ heir }) => heir === each.reads && !isRetaken(each, own)))
      return early && `${early.reads} does not have its own values yet`
    }
    case 'create-datastore':
    case 'add-fields':
    case 'edit-fields':
      return undefined
  }
}

// A field that is replaced under its own name is read before it owes anything to itself.
function isRetaken({ reads, writes }: Carry, debts: readonly Debt[]): boolean {
  return debts.some(each => each.old === writes && each.heir === reads)
}

/** The debts that are open after a step: a row-work clears its own, and a renamed datastore keeps its others. */
export function debtsAfter(step: Step, debts: readonly Debt[]): readonly Debt[] {
  if (step.call === 'row-work' && step.source !== 'carry') {
    const name = nameOfWork(step)
    return debts.filter(each => each.work !== name)
  }
  if (step.call === 'row-work') {
    const cleared = (each: Debt) =>
      each.datastore === step.datastore &&
      step.carries.some(({ reads, writes }) => reads === each.old && writes === each.heir)
    return debts.filter(each => !cleared(each))
  }
  const then = step.call === 'edit-datastore' ? step.set.unique_name : undefined
  if (then === undefined) return debts
  return debts.map(each => (each.datastore === step.datastore ? { ...each, datastore: then } : each))
}
