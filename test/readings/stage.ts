import { performApply } from '../../src/commands/apply.ts'
import type { Transport } from '../../src/cliq/transport.ts'
import type { SeedWorld } from '../../src/commands/seedWorld.ts'
import type { Backup } from '../../src/core/model/backup.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Field, FieldType } from '../../src/core/model/catalog.ts'
import type { Hints } from '../../src/core/model/definition.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import { misread } from '../../src/emulator/misreadings.ts'
import type { Misreading, Switches } from '../../src/emulator/options.ts'
import { APPLY } from '../engine/stale.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'
import type { Row } from '../seed/seedWorld.ts'
import { seedFile } from '../seed/seedWorld.ts'
import { field, store } from '../laws/build.ts'
import { openModel } from './model.ts'
import type { Copied, Model } from './model.ts'

/** Listings of records that are wrong: so many from the nth call on. `stale` answers what an earlier call was answered. */
export interface Lie {
  readonly nth: number
  readonly times: number
  readonly how: Misreading | 'stale'
}

/**
 * How every listing is wrong, in the same way for ever: it ends after so many rows as if that were all, lacks the last
 * row of each page, or lacks rows that the plan has seen.
 */
export type Habit = { readonly ends: number } | 'edges' | 'hides'

/** What a person does right before the nth listing call goes out; 0 is when the plan is shown. What comes after that is seen by no look. */
export interface Move {
  readonly nth: number
  readonly what: 'edit' | 'remove' | 'insert'
  /** Which row, as a share of all. */
  readonly at: number
}

export interface Scene {
  readonly rows: number
  /** Whether a unique key tells rows apart. */
  readonly isKeyed: boolean
  readonly switches: Partial<Switches>
  readonly lie: Lie | undefined
  readonly habit?: Habit | undefined
  /** What the server makes of an order that is asked for: it takes it, refuses it, or loses rows between its pages. */
  readonly orders?: 'taken' | 'refused' | 'losing'
  readonly moves: readonly Move[]
}

type Answer = Awaited<ReturnType<Transport['exchange']>>
interface Page {
  readonly list: readonly { readonly id: string }[]
  readonly next_token?: string
}

function refused({ headers }: Answer & { readonly kind: 'answer' }): Answer {
  const body = { message: 'order_by is not known', code: 'extra_param_found' }
  return { kind: 'answer', status: 400, headers, body: Buffer.from(JSON.stringify(body)) }
}

const COLUMNS = { k: field({ mandatory: true }), o: field() }
const OTHER = store({ x: field() }, [], 'other')
const RENAMED = { renamed_from: [], fields: new Map([['v', { renamed_from: ['w'] }]]) }
const RECORDS = '/api/v3/datastores/d0/records'

/** An org with one datastore full of rows, whose listings lie from `begin` on, and whoever works there meanwhile. */
export interface Stage {
  readonly world: SeedWorld
  readonly model: Model
  readonly copies: readonly Backup[]
  /** The datastore with a third column of this type, under another name, or with none. */
  define(w: FieldType | 'gone' | 'renamed' | 'all-gone'): void
  /** The datastore with these columns beside the first two, what it says of their past, and a migration of it. */
  reshape(more: Readonly<Record<string, Field>>, hints?: Hints, migrations?: readonly Migration[]): void
  seed(rows: readonly Row[]): void
  /** From here on readings lie and people move. */
  begin(): void
  /** The plan is shown: what was to be seen was seen. */
  shown(): void
  /** What is in the org, as it answers when nobody meddles. */
  org(): Promise<readonly Copied[]>
  close(): Promise<void>
}

export async function stageOf({ rows, isKeyed, switches, lie, moves, habit, orders = 'taken' }: Scene): Promise<Stage> {
  const d0 = (w: FieldType | 'gone' | 'renamed') => {
    const third = w === 'renamed' ? { v: field() } : w === 'gone' ? {} : { w: field({ type: w }) }
    return store({ ...COLUMNS, ...third }, isKeyed ? [['k']] : [], 'd0')
  }
  const model = openModel()
  const copies: Backup[] = []
  const answers = new Map<string, Awaited<ReturnType<Transport['exchange']>>>()
  let listings = 0
  let isBegun = false
  let isShown = false
  let hands = 0
  let listed = 0
  let pending = Promise.resolve()
  // What a listing shows when it is read in the habit of the server.
  const habitual = (answer: Answer, query: URLSearchParams): Answer => {
    if (!isBegun || answer.kind !== 'answer' || answer.status !== 200) return answer
    if (!query.has('next_token')) listed = 0
    const isOrdered = query.has('order_by')
    if (isOrdered && orders === 'refused') return refused(answer)
    const { next_token, list, ...body } = JSON.parse(answer.body.toString('utf8')) as Page
    const before = listed
    listed += list.length
    const isCut = typeof habit === 'object' && listed >= habit.ends
    const shown = list.filter((each, at) => {
      if (typeof habit === 'object') return before + at < habit.ends
      if (habit === 'edges') return at < list.length - 1
      if (habit === 'hides') return !isShown || !each.id.endsWith('3')
      return !isOrdered || orders !== 'losing' || before === 0 || at % 2 === 0
    })
    const more = next_token === undefined || isCut ? {} : { next_token }
    return { ...answer, body: Buffer.from(JSON.stringify({ ...body, list: shown, ...more })) }
  }
  const isStruck = () => lie !== undefined && isBegun && listings >= lie.nth && listings < lie.nth + lie.times
  const virtual = await virtualWorld(
    'local',
    ({ exchange }) => ({
      async exchange(request) {
        await pending
        if (request.method !== 'GET' || request.url.pathname !== RECORDS) return exchange(request)
        if (isBegun) {
          listings += 1
          for (const move of moves.filter(each => each.nth === listings)) await perform(move)
        }
        const key = request.url.search
        const old = answers.get(key)
        const answer = habitual(await exchange(request), request.url.searchParams)
        if (old === undefined) answers.set(key, answer)
        if (!isStruck() || answer.kind !== 'answer' || lie === undefined) return answer
        if (lie.how === 'stale') return old ?? answer
        const { status, headers, body } = answer
        const wrong = misread({ status, headers: {}, body: body.toString('utf8') }, lie.how)
        return { kind: 'answer', status, headers, body: Buffer.from(wrong.body) }
      },
    }),
    switches,
  )
  const { org, world: plain, define } = virtual
  const call = async (method: string, path: string, body?: object) => {
    // Another user than the run, whose calls spend budgets of their own.
    const headers = { authorization: 'Zoho-oauthtoken user-ann.hands', 'content-type': 'application/json' }
    const text = body === undefined ? {} : { body: JSON.stringify(body) }
    const { status, body: answer } = await org.handle({ method, url: RECORDS + path, headers, ...text })
    if (status >= 300) throw new Error(answer)
    return answer
  }
  const insert = async (name: string) => {
    const values = { k: `k${name}`, o: `o${name}`, w: `w${name}` }
    const answer = await call('POST', '', { values })
    const id = /"id":"(\d+)"/u.exec(answer)?.[1] ?? ''
    for (const [column, value] of Object.entries(values)) model.put(id, column, value, true)
  }
  const perform = async ({ what, at }: Move) => {
    if (what === 'insert') {
      // Among the others by its name: a row that comes last in any order is lacked in any.
      if (!isShown) await insert(`5-by-hand-${(hands += 1)}`)
      return
    }
    const ids = model.ids()
    const id = ids[Math.floor(at * ids.length)]
    if (id === undefined) return
    if (what === 'remove') {
      await call('DELETE', `/${id}`)
      model.remove(id)
      return
    }
    const value = `by hand ${listings}`
    // A run that had shown its plan may have been told the former value by its last look.
    model.put(id, 'o', value, !isShown)
    await call('PATCH', `/${id}`, { values: { o: value } })
  }
  let file = seedFile(d0('limited-text'), [])
  const world: SeedWorld = {
    ...plain,
    project: {
      ...plain.project,
      writeBackup: async backup => `copy/${copies.push(backup)}`,
      readBackup: async () => copies[0] ?? Promise.reject(new Error('nothing was copied')),
    },
    seedsFolder: 'seeds',
    readSeeds: async () => ({ seeds: [file], problems: [], sources: new Map() }),
    checkSeedFile: async () => undefined,
    writeSeed: async () => [],
  }
  define(catalogOf([d0('limited-text'), OTHER]))
  await performApply(world, { ...APPLY, allow: [] })
  for (let at = 0; at < rows; at += 1) {
    if (at % 25 === 0) await world.clock.sleep(60_000)
    await insert(String(at))
  }
  await world.clock.sleep(3_600_000)
  return {
    world,
    model,
    copies,
    define: w => define(catalogOf(w === 'all-gone' ? [OTHER] : [d0(w), OTHER]), w === 'renamed' ? RENAMED : undefined),
    reshape: (more, hints, migrations) => {
      const d0 = store({ ...COLUMNS, ...more }, isKeyed ? [['k']] : [], 'd0')
      define(catalogOf([d0, OTHER]), hints, migrations)
    },
    seed: wanted => {
      file = { ...seedFile(d0('limited-text'), wanted), mode: 'mirror' }
    },
    begin: () => {
      isBegun = true
    },
    shown() {
      pending = (async () => {
        for (const move of moves.filter(each => each.nth === 0)) await perform(move)
        isShown = true
      })()
    },
    async org() {
      const found: Copied[] = []
      for (let next = ''; ;) {
        const page = JSON.parse(await call('GET', `?limit=100${next}`).catch(() => '{"list":[]}'))
        // What was renamed is as good under its new name, once it is there.
        for (const { id, v, ...values } of page.list) found.push({ id, values: { ...values, w: v || values.w } })
        if (page.next_token === undefined) return found
        next = `&next_token=${encodeURIComponent(page.next_token)}`
      }
    },
    close: () => virtual.close(),
  }
}
