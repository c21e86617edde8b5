/** What a person has said to a device's code. */
export type Decision = 'allowed' | 'denied' | 'elsewhere'

/** A poll's answer: a word of the token endpoint, or that tokens may be given. */
export type Poll = 'authorization_pending' | 'slow_down' | 'access_denied' | 'expired' | 'other_dc' | 'allowed'

/** The logins of devices without a keyboard that wait for somebody. They are forgotten when the server ends. */
export interface Devices {
  /** Begins a login for a client at this time. */
  begin(client: string, at: number): { readonly userCode: string; readonly deviceCode: string }
  /** Takes a person's decision; false for a code that is not waited for. */
  decide(userCode: string, decision: Decision): boolean
  /** Answers a poll of the client; a granted code is good once. */
  poll(client: string, deviceCode: string, at: number): Poll
}

/** Zoho's figures: codes live five minutes, polls come every 30 seconds. */
export const DEVICE_LIFETIME_MS = 300_000
export const DEVICE_INTERVAL_MS = 30_000

// A poll on time may have been sent a little early by another clock.
const SLACK_MS = 500

interface Waiting {
  readonly userCode: string
  readonly client: string
  readonly until: number
  polledAt: number
  decision?: Decision
}

/** No logins yet. */
export function noDevices(random: () => number): Devices {
  const waiting = new Map<string, Waiting>()
  const digits = (count: number) => Array.from({ length: count }, () => Math.floor(random() * 36).toString(36)).join('')
  return {
    begin(client, at) {
      const userCode = digits(8).toUpperCase()
      const deviceCode = `1004.${digits(32)}`
      waiting.set(deviceCode, { userCode, client, until: at + DEVICE_LIFETIME_MS, polledAt: at })
      return { userCode, deviceCode }
    },
    decide(userCode, decision) {
      const found = [...waiting.values()].find(each => each.userCode === userCode && each.decision === undefined)
      if (found !== undefined) found.decision = decision
      return found !== undefined
    },
    poll(client, deviceCode, at) {
      const found = waiting.get(deviceCode)
      if (found === undefined || found.client !== client || found.until <= at) return 'expired'
      const isEarly = at - found.polledAt < DEVICE_INTERVAL_MS - SLACK_MS
      found.polledAt = at
      if (isEarly) return 'slow_down'
      if (found.decision === undefined) return 'authorization_pending'
      waiting.delete(deviceCode)
      return ANSWERS[found.decision]
    },
  }
}

const ANSWERS = { allowed: 'allowed', denied: 'access_denied', elsewhere: 'other_dc' } as const
