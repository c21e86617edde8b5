import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { META_NAME } from '../../src/core/meta.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { journalFile, parseJournal } from '../../src/files/journal.ts'
import type { Watch } from './gate.ts'

/** What G12 asks of each request: a write stands in the journal and is under a lease, selects something, and goes where it should. */
export interface Watched {
  readonly watch: Watch
  /** Writes that were looked at. */
  writes(): number
  readonly wrong: readonly string[]
}

/** Watches what a project of one environment, `org`, sends to its org. */
export function watchOver(root: string, org: Emulator, lease: 'local' | 'org'): Watched {
  const wrong: string[] = []
  let writes = 0
  return {
    wrong,
    writes: () => writes,
    async watch(method, url, host) {
      const what = `${method} ${url}`
      if (!/^127\.0\.0\.1:\d+$/u.test(host)) wrong.push(`${what} went to ${host}`)
      if (method === 'GET' || url.includes(META_NAME)) return
      writes += 1
      if (selectsNothing(method, url)) wrong.push(`${what} selects nothing`)
      if (!hasIntent(root)) wrong.push(`${what} stands in no journal`)
      if (!(lease === 'local' ? isHeldHere(root) : await isHeldThere(org))) wrong.push(`${what} is under no lease`)
    },
  }
}

function selectsNothing(method: string, url: string): boolean {
  const { pathname, searchParams } = new URL(url, 'http://localhost')
  if (method !== 'DELETE' || !/\/(?:fields|records)$/u.test(pathname)) return false
  return (searchParams.get('ids') ?? searchParams.get('criteria') ?? '').trim() === ''
}

function hasIntent(root: string): boolean {
  const file = join(root, journalFile('org'))
  const open = new Set<number>()
  for (const entry of parseJournal(readFileSync(file, 'utf8'), file)) {
    if (entry.type === 'run') open.clear()
    else if (entry.type === 'intent') open.add(entry.index)
    else open.delete(entry.index)
  }
  return open.size > 0
}

// The newest file of a lease tells who has it; a project has one for each org that it was ever applied to.
function isHeldHere(root: string): boolean {
  const leases = join(root, '.state', 'leases')
  return readdirSync(leases).some(name => {
    const last =
      readdirSync(join(leases, name))
        .filter(each => each.endsWith('.json'))
        .sort()
        .at(-1) ?? ''
    return !readFileSync(join(leases, name, last), 'utf8').includes('released')
  })
}

async function isHeldThere(org: Emulator): Promise<boolean> {
  const headers = { authorization: 'Zoho-oauthtoken someone' }
  const rows = await org.handle({ method: 'GET', url: `/api/v3/datastores/${META_NAME}/records?limit=100`, headers })
  return rows.body.includes('"kind":"apply"')
}
