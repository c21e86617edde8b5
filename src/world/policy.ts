import type { Config } from '../config.ts'
import type { Policy } from '../core/rules/policy.ts'

/** What the config asks of definitions, for one environment or for all; `now` is Unix time in ms. */
export function policyOf(
  { rules = {}, naming = {}, environments }: Config,
  only: string | undefined,
  now: number,
): Policy {
  const orgs = Object.entries(environments).flatMap(([environment, { prefix = '', ignore = [] }]) =>
    only === undefined || only === environment ? [{ environment, prefix, ignore }] : [],
  )
  return { rules, naming, orgs, today: new Date(now).toISOString().slice(0, 10) }
}
