import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { Seal } from '../../src/commands/reviewComment.ts'
import type { ForgeComment } from '../../src/core/review/forge.ts'
import type { Slot } from '../../src/core/review/slot.ts'

export const hash = (text: string): string => createHash('sha256').update(text).digest('base64url')

export function sealOf(key: string): Seal {
  const sign = (text: string) => createHmac('sha256', key).update(text).digest('base64url')
  return {
    sign,
    verify: (text, signature) =>
      sign(text).length === signature.length && timingSafeEqual(Buffer.from(sign(text)), Buffer.from(signature)),
  }
}

export const MARK = 'm'.repeat(43)

export function slotOf(more: Partial<Slot> = {}): Slot {
  return {
    target: 'us',
    head: 'h1',
    base: 'b1',
    run: '1001.1',
    version: '0.1.0',
    truncated: false,
    state: 'open',
    figures: {
      add: 1,
      change: 0,
      remove: 0,
      losses: 0,
      drift: 0,
      calls: 3,
      seconds: 2,
      digest: `sha256-v1:${'0'.repeat(64)}`,
    },
    changes: new Map([['empdir', [MARK, MARK]]]),
    ways: undefined,
    outcome: undefined,
    signature: undefined,
    ...more,
  }
}

export function commentOf(body: string, more: Partial<ForgeComment> = {}): ForgeComment {
  return { id: '1', body, url: 'u', isOurs: true, edited: 'no', ...more }
}
