import type { Config } from '../config.ts'
import { failure } from '../core/model/failure.ts'
import { chosenName } from '../files/config/environment.ts'

/** Several environments, by their names, all of them, or those of a group. */
export interface Several {
  readonly names: readonly string[] | undefined
  readonly all: boolean
  readonly group: string | undefined
}

/**
 * The names of several environments, in the order of the config; all are those that are not embedded emulators. Throws a
 * Failure: CF107 for an unknown environment, CF143 for an unknown group, CF108 where none is left.
 */
export function severalNames(config: Config, { names, all, group }: Several): readonly string[] {
  const known = Object.entries(config.environments)
  const real = known.filter(([, { emulator }]) => emulator === undefined || emulator === false).map(([name]) => name)
  const given = (names ?? []).map(name => chosenName(config, name, {}))
  const chosen = new Set([...given, ...(all ? real : []), ...(group === undefined ? [] : groupOf(config, group))])
  const found = known.flatMap(([name]) => (chosen.has(name) ? [name] : []))
  if (found.length > 0) return found
  throw failure('CF108', 'no environment is chosen', { hint: 'all environments of the config are embedded emulators' })
}

function groupOf({ groups = {} }: Config, name: string): readonly string[] {
  const found = Object.entries(groups).find(([each]) => each === name)?.[1]
  if (found !== undefined) return found
  const known = Object.keys(groups)
  const hint = known.length === 0 ? "add groups: { canary: ['acme'] } to the config" : `known: ${known.join(', ')}`
  throw failure('CF143', `there is no group ${name}`, { hint })
}
