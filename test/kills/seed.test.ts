import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { gateLine } from '../gateLine.ts'
import { field, store } from '../laws/build.ts'
import { openGate } from './gate.ts'
import { ownProject } from './project.ts'
import { watchOver } from './watch.ts'
import type { Watched } from './watch.ts'

interface Play {
  readonly read: string
  readonly before: readonly string[]
  readonly mode: string
  readonly rows: readonly string[]
  /** What the org holds in the end. */
  readonly after: readonly string[]
  readonly requests: number
}

const people = store({ empid: field({ type: 'number', mandatory: true }), team: field() }, [['empid']], 'people')
const rows = (from: number, to: number, team: (id: number) => string) =>
  Array.from({ length: to - from + 1 }, (_, at) => `empid: ${from + at}, team: ${team(from + at)}`)
const mirrored = rows(3, 12, id => (id < 7 ? 'blue' : id === 7 ? 'green' : 'red'))
const changed = rows(100, 103, () => 'blue')
const plays: readonly Play[] = [
  // Removes two, inserts three, updates four by one call and one by its own.
  { read: 'pages', before: rows(1, 9, () => 'red'), mode: 'mirror', rows: mirrored, after: mirrored, requests: 13 },
  // Updates three by one call and inserts one.
  {
    read: 'criteria',
    before: rows(1, 102, () => 'red'),
    mode: 'upsert',
    rows: changed,
    after: [...rows(1, 99, () => 'red'), ...changed],
    requests: 7,
  },
]
const SEED = ['seed', '--yes', '--allow', 'records-removed:people', '--max-removed', '2']
// Every 40th request in `npm test`, every third in `npm run test:long`.
const STRIDE = Number(process.env['KILL_STRIDE'] ?? 90)

test.each(plays)(
  'G3, G12: a seed that reads by $read and is killed at a request, before or after its effect, arrives by one more, with each row once',
  async play => {
    const whole = await attempt(play, undefined)
    expect(whole.wrong).toEqual([])
    const lost: string[] = []
    let [kills, writes] = [0, whole.writes]
    for (let nth = 1; nth <= whole.requests; nth += STRIDE)
      for (const when of ['before', 'after'] as const) {
        const { wrong, writes: more } = await attempt(play, { nth, when })
        kills += 1
        writes += more
        lost.push(...wrong.map(each => `${when} request ${nth}: ${each}`))
      }
    const twice = lost.filter(each => each.includes('twice')).length
    gateLine(`G3 seed by ${play.read}`, kills, new Set(lost.map(each => each.split(':', 1)[0])).size, twice)
    gateLine(`G12 in G3 seed by ${play.read}`, writes, lost.filter(each => each.includes('G12')).length, 0)
    expect(whole.requests).toBe(play.requests)
    expect(lost).toEqual([])
  },
  3_600_000,
)

async function attempt(play: Play, kill: { readonly nth: number; readonly when: 'before' | 'after' } | undefined) {
  const org = await startEmulator()
  let watched: Watched | undefined
  const gate = await openGate(org.url, async (...request) => watched?.watch(...request))
  const project = ownProject(gate.url)
  watched = watchOver(project.root, org)
  try {
    project.define([people])
    mkdirSync(join(project.root, 'seeds'))
    const write = (mode: string, own: readonly string[]) => {
      const text = `datastore: people\nkey: empid\nmode: ${mode}\nrows:\n${own.map(each => `  - { ${each} }\n`).join('')}`
      writeFileSync(join(project.root, 'seeds', 'people.yaml'), text)
    }
    write('upsert', play.before)
    for (const args of [['apply', '--yes'], SEED]) expect((await project.start(args).ended).code).toBe(0)
    write(play.mode, play.rows)
    const from = gate.count()
    if (kill !== undefined) gate.arm(kill.nth, kill.when, () => run.child.kill('SIGKILL'))
    const run = project.start(SEED)
    const { code, text } = await run.ended
    if (kill === undefined && code !== 0) throw new Error(text)
    const requests = gate.count() - from
    const again = await project.start(SEED).ended
    const wrong = [
      ...(again.code === 0 ? [] : [`exit ${again.code}\n${again.text}`]),
      ...differences(await rowsOf(org), play.after),
      ...watched.wrong.map(each => `G12 ${each}`),
    ]
    return { requests, wrong, writes: watched.writes() }
  } finally {
    project.remove()
    await gate.close()
    await org.close()
  }
}

async function rowsOf(org: Emulator): Promise<readonly string[]> {
  const headers = { authorization: 'Zoho-oauthtoken someone', 'content-type': 'application/json' }
  const found: string[] = []
  for (let next = ''; ;) {
    const url = `/api/v3/datastores/people/records?limit=100${next}`
    const { body } = await org.handle({ method: 'GET', url, headers })
    const rows = [...body.matchAll(/"empid":"(\d+)","team":"(\w+)"/gu)]
    found.push(...rows.map(([, id, team]) => `empid: ${id}, team: ${team}`))
    const token = /"next_token":"([^"]+)"/u.exec(body)?.[1]
    if (token === undefined) return found
    next = `&next_token=${encodeURIComponent(token)}`
  }
}

function differences(found: readonly string[], wanted: readonly string[]): readonly string[] {
  const keys = found.map(each => each.split(',', 1)[0] ?? '')
  const twice = keys.filter((each, at) => keys.indexOf(each) !== at)
  const gone = wanted.filter(each => !found.includes(each))
  const more = found.filter(each => !wanted.includes(each))
  return [
    ...twice.map(each => `${each} is there twice`),
    ...gone.map(each => `${each} is lost`),
    ...more.map(each => `${each} is left`),
  ]
}
