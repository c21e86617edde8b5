import { ALL_SCOPES, covers } from '../core/model/auth.ts'
import { Failure } from '../core/model/failure.ts'
import { ill, skipped, warning, well } from '../core/results/doctor.ts'
import type { Examined } from '../core/results/doctor.ts'
import { grownLimit } from '../core/pace/learnedLimits.ts'
import { WINDOW_MS } from '../core/pace/pace.ts'
import { LEARNED_MS } from '../core/pace/ledger.ts'
import type { AccessToken, Book } from '../core/pace/ledger.ts'
import { OPERATIONS } from '../core/model/operations.ts'
import type { Operation } from '../core/model/operations.ts'
import type { ProbeReport } from '../core/model/probe.ts'
import { found, opening } from './finding.ts'

/** An org as an examination reaches it. What is locked out is not waited for: those methods throw a LockedOut. */
export interface Vitals {
  readonly apiHost: string
  readonly accountsHost: string
  /** The org is the embedded emulator, which grants every scope. */
  readonly isEmbedded: boolean
  /** Unix ms. */
  now(): number
  /** The access token in use; undefined for a ready one, which tells nothing. Throws a Failure AU1xx. */
  fetchToken(): Promise<AccessToken | undefined>
  /** Lists one datastore; its name as Cliq has it, undefined when there is none. */
  fetchOneDatastore(): Promise<string | undefined>
  /** Reads one record of a datastore. */
  fetchOneRecord(datastore: string): Promise<void>
  /** How far this machine's clock is ahead of the server's, ms; undefined before an answer that told. */
  aheadMs(): number | undefined
  /** What all processes of this machine have spent. Sends nothing. */
  readBook(): Promise<Book>
  /** What the last probe of this org found. */
  readProbe(): Promise<ProbeReport | undefined>
  /** How long this environment waits for reads to show a write, ms. */
  readonly settleMs: number
}

/** Examines an org from outside: where it is, who is let in, what may be done, and what is spent. */
export async function examineOrg(where: string, vitals: Vitals): Promise<readonly Examined[]> {
  const place = well('Data centre', `${where}: ${vitals.apiHost}, tokens from ${vitals.accountsHost}`)
  const token = await opening(() => vitals.fetchToken())
  const beyond = [await found('Calls', async () => calls(await vitals.readBook(), vitals.now())), await probed(vitals)]
  if (token instanceof Failure) {
    const rest = ['Scopes', 'Clock'].map(each => skipped(each, 'skipped because of the token'))
    return [place, ill('Token', token.problems), ...rest, ...beyond]
  }
  const scopes = await scopesOf(vitals, token)
  return [place, tokenFinding(token), ...scopes, clock(vitals.aheadMs()), ...beyond]
}

function tokenFinding(token: AccessToken | undefined): Examined {
  if (token === undefined) return well('Token', 'access token, expiry unknown')
  return well('Token', `issued, expires ${new Date(token.expiresAt).toISOString()}`)
}

async function scopesOf(vitals: Vitals, token: AccessToken | undefined): Promise<readonly Examined[]> {
  const name: { found?: string | undefined } = {}
  const tried = new Map<string, Examined>()
  const attempt = async (operation: Operation, look: () => Promise<string>) => {
    const { scope } = OPERATIONS[operation]
    tried.set(scope, await found(scope, async () => well(scope, await look())))
  }
  await attempt('datastores.list', async () => {
    name.found = await vitals.fetchOneDatastore()
    return 'granted: Cliq answered a list call'
  })
  const { found: datastore } = name
  if (datastore !== undefined)
    await attempt('records.list', async () => {
      await vitals.fetchOneRecord(datastore)
      return 'granted: Cliq let a record be read'
    })
  const granted = vitals.isEmbedded ? ALL_SCOPES : (token?.scopes ?? [])
  return ALL_SCOPES.map(scope => tried.get(scope) ?? untried(scope, granted))
}

function untried(scope: string, granted: readonly string[]): Examined {
  if (granted.length === 0) return skipped(scope, 'unknown: only a call that needs it would show')
  if (covers(granted, scope)) return well(scope, 'granted, according to the token')
  const hint = `authorise again with ${scope}, unless nothing here needs it`
  return warning(scope, 'AU102', 'not granted, according to Zoho', hint)
}

const APART_MS = 60_000

function clock(aheadMs: number | undefined): Examined {
  if (aheadMs === undefined) return skipped('Clock', 'no answer had a time')
  const seconds = Math.round(Math.abs(aheadMs) / 1000)
  const words = `${seconds} s ${aheadMs < 0 ? 'behind' : 'ahead of'} the server`
  return Math.abs(aheadMs) < APART_MS
    ? well('Clock', `at most ${Math.max(1, seconds)} s from the server's`)
    : warning('Clock', 'DR101', words, 'set the clock of this machine')
}

function calls({ calls: spent, lockOuts, learned }: Book, now: number): Examined {
  const counts = (at: number) => at > now - LEARNED_MS
  const problems = [
    ...Object.entries(lockOuts)
      .filter(([, until]) => until > now)
      .map(([bucket, until]) => warned('DR102', `${bucket} is locked out until ${iso(until)}`, 'wait until then')),
    ...Object.entries(learned.limits)
      .filter(([, { at }]) => counts(at))
      .map(([bucket, lowered]) => [bucket, grownLimit(lowered, WINDOW_MS, now)] as const)
      .filter(([bucket, limit]) => limit < limitIn(bucket))
      .map(([bucket, limit]) =>
        warned('DR104', `${bucket} is limited to ${limit} calls per window`, 'set rateLimits to decide it yourself'),
      ),
    ...Object.entries(learned.shared)
      .filter(([, at]) => counts(at))
      .map(([name]) => warned('DR104', `all ${name} share one budget`, 'set rateLimits.scope to decide it yourself')),
  ]
  if (problems.length > 0) return ill('Calls', problems)
  const spends = new Map<string, number>()
  for (const { operation } of spent) spends.set(operation, (spends.get(operation) ?? 0) + 1)
  const words = [...spends].sort().map(([operation, count]) => `${operation} ${count}`)
  return well(
    'Calls',
    words.length === 0 ? 'none in the last minute, nothing locked out' : `lately ${words.join(', ')}`,
  )
}

// A bucket is an operation or a class of some with one limit.
function limitIn(bucket: string): number {
  return Object.entries(OPERATIONS).find(([name, { class: of }]) => name === bucket || of === bucket)?.[1].limit ?? 0
}

async function probed(vitals: Vitals): Promise<Examined> {
  return found('Probe', async () => {
    const report = await vitals.readProbe()
    if (report === undefined)
      return skipped('Probe', 'never run: cliq-ds doctor --probe tests undocumented API behaviour')
    const { askedAt, answers, lagMs = 0 } = report
    if (lagMs <= vitals.settleMs) return well('Probe', `${answers.length} answers of ${iso(askedAt)}`)
    const setting = `consistency: { settleMs: ${settleFor(lagMs)} }`
    return warning(
      'Probe',
      'DR103',
      `reads lagged ${lagMs} ms, but only ${vitals.settleMs} ms are waited`,
      `set ${setting}`,
    )
  })
}

/** How long to wait where reads were seen to lag so long: twice that, in whole seconds. */
export function settleFor(lagMs: number): number {
  return Math.ceil((2 * lagMs) / 1000) * 1000
}

function warned(code: string, message: string, hint: string) {
  return { code, severity: 'warning', message, hint } as const
}

function iso(ms: number): string {
  return new Date(ms).toISOString()
}
