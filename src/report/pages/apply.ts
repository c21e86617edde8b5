import type { Journal, Trouble } from '../../core/model/outcome.ts'
import { plainChange } from '../../core/model/plain.ts'
import type { Json } from '../../core/model/plain.ts'
import type { Applied } from '../../core/results/apply.ts'
import { counted } from '../amounts.ts'
import type { Page, Words } from '../page.ts'
import { problemJson } from '../problemText.ts'
import { rowsJson, rowSums } from '../seedRows.ts'
import { stepJson } from '../stepText.ts'
import { sortedChanges } from './order.ts'
import { backupsJson, costText, runPage } from './outcome.ts'
import type { AfterRun } from './outcome.ts'
import { planPage } from './plan.ts'

/** An apply that is over, counted from its journal, with the changes that were planned. */
export function applyPage(applied: Applied, after: AfterRun = {}): Page {
  const { document, journal } = applied
  const { environment, where } = document
  const { parts, figures } = planPage(document)
  const planned = parts.filter(each => each.id === 'changes')
  const json = journalJson(journal)
  const facts = {
    verb: 'apply',
    environment,
    where,
    headline: headline(applied),
    planned,
    figures,
    json,
    done: 'applied',
  }
  return runPage(facts, applied, after)
}

function headline({ kind, journal, document }: Applied): Words {
  const { done, skipped } = journal
  const cost = costText(journal)
  const steps = `${counted(done.length, 'step')} done${skipped.length > 0 ? `, ${skipped.length} already done` : ''}`
  const name = { name: document.environment }
  const sums = rowSums(journal.rows)
  const written = sums === '' ? '' : `, rows: ${sums}`
  switch (kind) {
    case 'nothing-to-do':
      return [name, ` matches its definitions: nothing to do, ${cost}`]
    case 'done':
      return ['Applied to ', name, `: ${steps}${written}, ${cost}`]
    case 'declined':
      return ['Declined: nothing was changed in ', name]
    case 'stopped':
      return [`Stopped: ${countsText(journal)}${written}`]
    case 'diverged':
      return [`Surprise: ${steps}${written}, and `, name, ' is not as planned']
  }
}

function countsText({ done, skipped, unknown, failed, notStarted }: Journal): string {
  const counts = [
    [skipped.length, 'already done'],
    [unknown.length, 'unknown'],
    [failed.length, 'failed'],
    [notStarted.length, 'not started'],
  ] as const
  const others = counts.filter(([count]) => count > 0).map(([count, word]) => `, ${count} ${word}`)
  return `${done.length} done${others.join('')}`
}

function journalJson(journal: Journal): { readonly [key: string]: Json } {
  const trouble = ({ step, problem }: Trouble): Json => ({ ...stepJson(step), problem: problemJson(problem) })
  return {
    done: journal.done.map(stepJson),
    skipped: journal.skipped.map(stepJson),
    unknown: journal.unknown.map(trouble),
    failed: journal.failed.map(trouble),
    notStarted: journal.notStarted.map(stepJson),
    surprises: sortedChanges(journal.surprises).map(plainChange),
    ...(journal.backups.length > 0 && { backups: backupsJson(journal.backups) }),
    ...(journal.rows.length > 0 && { seeds: rowsJson(journal.rows) }),
  }
}
