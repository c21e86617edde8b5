import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { JournalEntry } from '../../src/core/model/entry.ts'
import { META_NAME } from '../../src/core/pace/leaseRows.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { journalFile, parseJournal } from '../../src/files/kept/journal.ts'
import type { Watch } from './gate.ts'

/**
 * What G12 asks of each request: it goes where it should, and a write is under a lease and selects something. One of a
 * schema stands in the journal too; rows are resumed by what is there.
 */
export interface Watched {
  readonly watch: Watch
  /** Writes that were looked at. */
  writes(): number
  readonly wrong: readonly string[]
}

/** Watches what a project sends to its org; `looks` are reads of records by which it finds out. */
export function watchOver(root: string, org: Emulator): Watched & { readonly looks: () => number } {
  let looks = 0
  const isHeld = async () => {
    if (isHeldHere(root)) return true
    looks += 1
    return isHeldThere(org)
  }
  return { ...watching({ hasIntent: () => hasIntent(root), isHeld }), looks: () => looks }
}

/** What stands behind a write while it is on its way. */
interface Behind {
  readonly hasIntent: () => boolean
  readonly isHeld: () => boolean | Promise<boolean>
}

/** Watches requests, by what is said to stand behind them. */
export function watching({ hasIntent, isHeld }: Behind): Watched {
  const wrong: string[] = []
  let writes = 0
  return {
    wrong,
    writes: () => writes,
    async watch(method, url, host, body) {
      const what = `${method} ${url}`
      if (!/^127\.0\.0\.1(?::\d+)?$/u.test(host)) wrong.push(`${what} went to ${host}`)
      // An export changes nothing of the org, so nothing has to stand behind it.
      if (method === 'POST' && /\/datastores\/\d+\/export$/u.test(url)) return
      // The lease itself.
      if (method === 'GET' || (url + body).includes(META_NAME)) return
      writes += 1
      if (selectsNothing(method, url)) wrong.push(`${what} selects nothing`)
      if (!/\/records(?:[/?]|$)/u.test(url) && !hasIntent()) wrong.push(`${what} stands in no journal`)
      if (!(await isHeld())) wrong.push(`${what} is under no lease`)
    },
  }
}

function selectsNothing(method: string, url: string): boolean {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  if (method !== 'DELETE' || !/\/(?:fields|records)$/u.test(pathname)) return false
  return (searchParams.get('ids') ?? searchParams.get('criteria') ?? '').trim() === ''
}

function hasIntent(root: string): boolean {
  const folder = join(root, dirname(journalFile('org')))
  return filesIn(folder).some(name => {
    const file = join(folder, name)
    return hasOpen(parseJournal(readFileSync(file, 'utf8'), file))
  })
}

/** Whether the last run of a journal has a step that began and did not end. */
export function hasOpen(entries: readonly JournalEntry[]): boolean {
  const open = new Set<number>()
  for (const entry of entries) {
    if (entry.type === 'run') open.clear()
    else if (entry.type === 'intent') open.add(entry.index)
    else open.delete(entry.index)
  }
  return open.size > 0
}

function filesIn(folder: string): readonly string[] {
  return existsSync(folder) ? readdirSync(folder) : []
}

// The newest file of a lease tells who has it; a project has one for each org that it was ever applied to.
function isHeldHere(root: string): boolean {
  const leases = join(root, '.state', 'leases')
  return filesIn(leases).some(name => {
    const last =
      readdirSync(join(leases, name))
        .filter(each => each.endsWith('.json'))
        .sort()
        .at(-1) ?? ''
    return !readFileSync(join(leases, name, last), 'utf8').includes('released')
  })
}

async function isHeldThere(org: Emulator): Promise<boolean> {
  const headers = { authorization: 'Zoho-oauthtoken someone', 'content-type': 'application/json' }
  const rows = await org.handle({ method: 'GET', url: `/api/v3/datastores/${META_NAME}/records?limit=100`, headers })
  return rows.body.includes('"kind":"apply"')
}
