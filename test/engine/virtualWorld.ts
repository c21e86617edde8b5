import { createHash } from 'node:crypto'
import { connectCliq, openOrg, readOnly } from '../../src/cliq/connect.ts'
import type { ReachedOrg } from '../../src/cliq/connect.ts'
import { heeding } from '../../src/cliq/handover.ts'
import { connectLeaseRows } from '../../src/cliq/leaseRows.ts'
import type { HttpRequest, Transport } from '../../src/cliq/transport.ts'
import type { Environment, LeaseRequest, Project, World } from '../../src/commands/world.ts'
import type { Ledger } from '../../src/core/pace/ledger.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import type { JournalEntry } from '../../src/core/model/entry.ts'
import type { Migration } from '../../src/core/model/migration.ts'
import type { Definition, Definitions, Hints } from '../../src/core/model/definition.ts'
import type { Lock } from '../../src/core/model/lock.ts'
import { RUN_LIMITS } from '../../src/core/model/limits.ts'
import type { Operation } from '../../src/core/model/operations.ts'
import type { Clock, WriteCliq } from '../../src/core/model/ports.ts'
import { budgetsOf } from '../../src/core/pace/pace.ts'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { Switches } from '../../src/emulator/options.ts'
import type { Holding } from '../../src/engine/guard.ts'
import { acquireOrgLease } from '../../src/engine/lease/lease.ts'
import { depsOf, targetOf, virtualClock } from '../cliq/virtual.ts'
import { hasOpen, watching } from '../kills/watch.ts'
import type { Watched } from '../kills/watch.ts'
import { definitionsOf } from '../laws/build.ts'

/** A world over an emulator with strict sliding limits, in virtual time: every call lasts 0.3 s. */
export interface VirtualWorld {
  readonly world: World
  readonly org: Emulator
  readonly records: WriteCliq
  /** What G12 asks of each request. */
  readonly watched: Watched
  /** `hints` are those of each of its definitions. */
  define(catalog: Catalog, hints?: Hints, migrations?: readonly Migration[]): void
  close(): Promise<void>
  /** Another machine that knows the org, the definitions and the lock file, and nothing else. */
  another(meddle?: Meddle): World
}

const CALL_MS = 300

/** What may go wrong between a client and its org. */
export type Meddle = (transport: Transport, clock: Clock) => Transport

/** What several machines have in common: the org and its time, and the ledger where they share one. */
export interface Shared {
  readonly clock: Clock
  readonly org: Emulator
  readonly ledger: Ledger
  /** Before the names of all datastores. */
  readonly prefix: string
  /** Of this machine's chance. */
  readonly seed: number
}

/**
 * `lease` is that of the environment; one in the org is kept by the real protocol. `switches` are those of the emulator.
 */
export async function virtualWorld(
  lease: 'local' | 'org' = 'local',
  meddle: Meddle = each => each,
  switches: Partial<Switches> = {},
  shared: Partial<Shared> = {},
): Promise<VirtualWorld> {
  const clock = shared.clock ?? virtualClock()
  const org = shared.org ?? (await startEmulator({ limits: true, now: clock.now, random: seeded(), switches }))
  const entries: JournalEntry[] = []
  let held = 0
  const watched = watching({ hasIntent: () => hasOpen(entries), isHeld: () => held > 0 })
  const transport: Transport = {
    async exchange({ method, url, headers, body }: HttpRequest) {
      // Half on the way there, half on the way back.
      await clock.sleep(CALL_MS / 2)
      const { host, pathname, search } = new URL(url)
      await watched.watch(method, pathname + search, host, body ?? '')
      const request = { method, url: pathname + search, headers, ...(body !== undefined && { body }) }
      const answer = await org.handle(request).catch(() => undefined)
      await clock.sleep(CALL_MS / 2)
      if (answer === undefined) return { kind: 'no-answer', why: 'ECONNRESET' }
      return { kind: 'answer', status: answer.status, headers: answer.headers, body: Buffer.from(answer.body) }
    },
  }
  const { prefix = '' } = shared
  const target = targetOf({ apiUrl: org.apiUrl, accountsUrl: org.accountsUrl, prefix })
  let defined: readonly Definition[] = []
  let migrations: readonly Migration[] = []
  const project = projectOf(() => ({ definitions: defined, migrations }))
  const acquired = (own: ReachedOrg) => async (request: LeaseRequest) => {
    const holding = lease === 'org' ? await orgLease(own, request) : noLease(clock)
    held += 1
    const release = () => holding.release().finally(() => (held -= 1))
    return { ...holding, release }
  }
  const machine = (meddle: Meddle) => {
    // Ids of calls are made of chance: two clients with the same chance would count two calls as one.
    const calls = new Map<Operation, number>()
    const sent = (operation: Operation) => void calls.set(operation, (calls.get(operation) ?? 0) + 1)
    const given = depsOf({ clock, random: seeded(shared.seed), ...(shared.ledger && { ledger: shared.ledger }) })
    const own = { ...given, transport: meddle(transport, clock) }
    const org = openOrg(target, { ...own, sent })
    const cliq = connectCliq(org)
    const environment: Environment = {
      name: 'org',
      target: 'virtual',
      where: 'virtual',
      prefix,
      protected: false,
      planMaxAgeMs: 86_400_000,
      allow: [],
      ignore: [],
      limits: RUN_LIMITS,
      backup: true,
      lease,
      budgets: budgetsOf(),
      connect: async () => cliq,
      sent: () => new Map(calls),
      extensionProblems: () => [],
      readProbe: async () => undefined,
      heedRows: async () => undefined,
      spentNow: async () => undefined,
      connectReadOnly: async () => readOnly(cliq),
    }
    const world: World = {
      project,
      environment,
      version: '0.0.0',
      patience: { settleMs: 3_000, lateWindowMs: 120_000 },
      clock,
      notify: () => undefined,
      signal: new AbortController().signal,
      acquireLease: acquired(org),
      freeLease: async () => undefined,
      breakLease: async () => '',
      openJournal: async () => ({
        inDoubt: [],
        append: async entry => void entries.push(entry),
        close: async () => undefined,
      }),
    }
    return { world, own }
  }
  const { world, own } = machine(meddle)
  return {
    org,
    // By nobody of the run, so that nothing of it is counted.
    records: connectCliq(openOrg(target, own)),
    watched,
    define: (catalog, hints, own = []) => {
      migrations = own
      defined = definitionsOf(catalog).map(each => ({ ...each, hints }))
    },
    close: () => org.close(),
    world,
    another: other => {
      // What the machine before had begun stays as it is, and nobody there holds the lease any more.
      held = 0
      entries.length = 0
      return machine(other ?? (each => each)).world
    },
  }
}

async function orgLease(org: ReachedOrg, { meta, others = [] }: LeaseRequest): Promise<Holding> {
  const { target, deps } = org
  const rows = connectLeaseRows(org)
  const terms = { ttlMs: 900_000, waitMs: 0, takeover: 'stale', who: 'a test', run: '' } as const
  const patience = { settleMs: 3_000, lateWindowMs: 120_000 }
  const { clock } = deps
  const random = () => createHash('md5').update(String(clock.now())).digest('hex')
  const signal = new AbortController().signal
  const heed = heeding(target, deps, rows, others)
  const lease = await acquireOrgLease(
    'org',
    terms,
    { rows, clock, notify: deps.notify, patience, random, signal, heed },
    meta,
  )
  return { ...lease, isInOrg: true }
}

// Nobody to exclude, and still the late window lasts as long as it does.
function noLease({ sleep }: Clock): Holding {
  return {
    renew: async () => undefined,
    intend: async () => undefined,
    doubt: () => undefined,
    through: sleep,
    release: async () => undefined,
  }
}

function projectOf(defined: () => Pick<Definitions, 'definitions' | 'migrations'>): Project {
  let lock: Lock = new Map()
  const nowhere = async () => {
    throw new Error('this project has no disk')
  }
  return {
    root: '/',
    configFile: '/cliq-ds.config.json',
    schemas: 'schemas',
    lockFile: 'cliq-ds.lock.json',
    moveLock: nowhere,
    sealHidden: async () => undefined,
    readDefinitions: async () => ({
      ...defined(),
      rowsOnly: [],
      problems: [],
      files: [],
      sources: new Map(),
    }),
    readLock: async () => lock,
    salvageLock: async () => lock,
    tryLockFile: async () => undefined,
    writeLock: nowhere,
    writeLocked: async (environment, _was, part) => {
      lock = new Map(lock).set(environment, part)
    },
    readPlan: nowhere,
    checkOutput: nowhere,
    tryPlanFile: nowhere,
    writePlan: nowhere,
    writeBegun: async () => undefined,
    outdated: () => undefined,
    readBegun: async () => undefined,
    tryReport: nowhere,
    writeReport: nowhere,
    writeDefinition: nowhere,
    writeHint: nowhere,
    writeBackup: async ({ datastore }) => `backup/${datastore.unique_name}`,
    readBackup: nowhere,
    latestBackups: nowhere,
    readIgnored: async () => [],
    writeIgnored: async () => '',
    digest: text => createHash('sha256').update(text).digest('hex'),
  }
}

function seeded(seed = 1): () => number {
  let at = seed
  return () => {
    at = (Math.imul(at, 48_271) >>> 0) % 0x7fffffff
    return at / 0x7fffffff
  }
}
