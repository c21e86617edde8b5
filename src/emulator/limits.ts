import { SERVED_OPERATIONS } from './operations.ts'
import type { OperationName } from './operations.ts'
import type { LimitOptions } from './options.ts'

/** Counts calls per user and operation. */
export interface Limits {
  /** Undefined lets the call pass; a number is the Unix time in ms until which the user is shut out. */
  admit(user: string, operation: OperationName, at: number): number | undefined
  reset(): void
}

interface Bucket {
  /** Times of the counted calls; of a fixed window only those since it began. */
  calls: readonly number[]
  /** What a token bucket held at `filledAt`. */
  tokens: number
  filledAt: number
  lockedUntil: number
}

const MINUTE_MS = 60_000

/** The documented limits, changed as the options say. The call over the limit starts the lock-out, and the count starts anew after it. */
export function limitsOf(options: LimitOptions): Limits {
  const buckets = new Map<string, Bucket>()
  const { scope = 'operation', progressive = false } = options
  return {
    admit(user, operation, at) {
      const rule = SERVED_OPERATIONS[operation]
      const limit = options.limits?.[operation] ?? rule.limit
      const lockOutMs = options.lockOutMs ?? rule.lockOutMs
      const name = `${user} ${scope === 'class' ? rule.class : operation}`
      const bucket = buckets.get(name) ?? { calls: [], tokens: limit, filledAt: at, lockedUntil: -Infinity }
      buckets.set(name, bucket)
      if (at < bucket.lockedUntil) {
        if (progressive) bucket.lockedUntil = at + lockOutMs
        return bucket.lockedUntil
      }
      if (takes(bucket, limit, at, options)) return undefined
      Object.assign(bucket, { calls: [], tokens: limit, filledAt: at + lockOutMs, lockedUntil: at + lockOutMs })
      return bucket.lockedUntil
    },
    reset: () => buckets.clear(),
  }
}

function takes(
  bucket: Bucket,
  limit: number,
  at: number,
  { window = 'sliding', windowMs = MINUTE_MS }: LimitOptions,
): boolean {
  if (window === 'token') {
    const gained = (Math.max(0, at - bucket.filledAt) * limit) / windowMs
    const tokens = Math.min(limit, bucket.tokens + gained)
    // A bucket that refilled for exactly one call's time must not fail by a rounding error.
    const hasOne = tokens > 1 - 1e-9
    Object.assign(bucket, { tokens: hasOne ? tokens - 1 : tokens, filledAt: Math.max(at, bucket.filledAt) })
    return hasOne
  }
  const [first = at] = bucket.calls
  const isCounted = (call: number): boolean => (window === 'sliding' ? call : first) > at - windowMs
  const calls = bucket.calls.filter(isCounted)
  bucket.calls = [...calls, at]
  return calls.length < limit
}
