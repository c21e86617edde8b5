/** Texts that were seen, in 8 to 16 bytes each: enough to say which may have come twice. */
export interface Seen {
  /** False when the text was seen before, or, once in many million times, another that looks like it. */
  add(text: string): boolean
  /** Whether the text was seen. */
  has(text: string): boolean
}

/** A set that holds digests of texts, not the texts: a million keys in 16 MB. */
export function openSeen(): Seen {
  let table = new Float64Array(1_024)
  let held = 0
  const put = (digest: number): boolean => {
    const mask = table.length - 1
    for (let at = digest % table.length; ; at = (at + 1) & mask) {
      if (table[at] === digest) return false
      if (table[at] !== 0) continue
      table[at] = digest
      return true
    }
  }
  const has = (digest: number): boolean => {
    const mask = table.length - 1
    for (let at = digest % table.length; ; at = (at + 1) & mask) {
      if (table[at] === digest) return true
      if (table[at] === 0) return false
    }
  }
  const grow = () => {
    const old = table
    table = new Float64Array(old.length * 2)
    for (const digest of old) if (digest !== 0) put(digest)
  }
  return {
    add(text) {
      if (held * 2 >= table.length) grow()
      const isNew = put(digestOfText(text))
      if (isNew) held += 1
      return isNew
    },
    has: text => has(digestOfText(text)),
  }
}

/**
 * A digest of 53 bits, as many as a number holds exactly, from two lanes that mix differently: for accidents, not
 * against people. Never 0.
 */
export function digestOfText(text: string): number {
  let high = 0x9e3779b9
  let low = 0x85ebca6b
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    high = Math.imul(high ^ unit, 0x01000193)
    low = Math.imul(low ^ unit, 0x27d4eb2f)
    low ^= low >>> 15
  }
  high = Math.imul(high ^ (high >>> 16), 0x7feb352d)
  high ^= low >>> 13
  low = Math.imul(low ^ (low >>> 15), 0x846ca68b) ^ (high << 7)
  return ((high ^ (high >>> 16)) >>> 11) * 0x1_0000_0000 + (low >>> 0) + 1
}
