import type { Clock } from '../../src/core/model/ports.ts'
import type { HttpReply, HttpRequest, Transport } from '../../src/cliq/transport.ts'
import { answer } from './virtual.ts'

export interface LimiterOptions {
  readonly window: 'sliding' | 'fixed' | 'token'
  readonly limit: number
  /** Of a fixed window's start, ms. */
  readonly phaseMs?: number
  /** A call lasts 300 ms and up to twice this more, ms. */
  readonly jitterMs?: number
  readonly lockMs?: number
  /** A call inside a lock-out starts it anew. */
  readonly progressive?: boolean
  /** What a call is counted under. */
  readonly bucketOf?: (request: HttpRequest) => string
  readonly random?: () => number
  readonly throttle?: HttpReply
  /** Of a good answer; default an empty listing. */
  readonly reply?: HttpReply
}

const WINDOW_MS = 60_000

/** A Cliq in virtual time that counts calls when they arrive, somewhere on their way, and locks out above its limit. */
export function limiter(
  clock: Clock,
  options: LimiterOptions,
): Transport & { readonly throttled: number[]; readonly at: number[] } {
  const { window, limit, phaseMs = 0, jitterMs = 0, lockMs = 300_000, random = () => 0, bucketOf = () => '' } = options
  const throttled: number[] = []
  const at: number[] = []
  const buckets = new Map<string, { calls: number[]; lockedUntil: number; tokens: number; filledAt: number }>()
  const isOver = (bucket: { calls: number[]; tokens: number; filledAt: number }, now: number): boolean => {
    if (window === 'token') {
      bucket.tokens = Math.min(limit, bucket.tokens + ((now - bucket.filledAt) * limit) / WINDOW_MS)
      bucket.filledAt = now
      bucket.tokens -= 1
      return bucket.tokens < -1e-9
    }
    const start =
      window === 'sliding' ? now - WINDOW_MS : Math.floor((now - phaseMs) / WINDOW_MS) * WINDOW_MS + phaseMs - 1
    bucket.calls = bucket.calls.filter(each => each > start)
    bucket.calls.push(now)
    return bucket.calls.length > limit
  }
  return {
    throttled,
    at,
    async exchange(request) {
      await clock.sleep(150 + random() * jitterMs)
      const now = clock.now()
      at.push(now)
      const name = bucketOf(request)
      const bucket = buckets.get(name) ?? { calls: [], lockedUntil: 0, tokens: limit, filledAt: now }
      buckets.set(name, bucket)
      const isLocked = now < bucket.lockedUntil
      if (isLocked && options.progressive === true) bucket.lockedUntil = now + lockMs
      const isRefused = isLocked || isOver(bucket, now)
      if (isRefused && !isLocked)
        Object.assign(bucket, { lockedUntil: now + lockMs, calls: [], tokens: limit, filledAt: now + lockMs })
      await clock.sleep(150 + random() * jitterMs)
      if (!isRefused) return options.reply ?? answer(200, { data: [] })
      throttled.push(now)
      return options.throttle ?? answer(429, { message: 'Too many requests within a certain time frame.' })
    },
  }
}

/** Chance that can be played again. */
export function seeded(seed: number): () => number {
  let value = seed >>> 0
  return () => {
    value = (value + 0x6d2b79f5) | 0
    let mixed = Math.imul(value ^ (value >>> 15), 1 | value)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
