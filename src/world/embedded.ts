import { join } from 'node:path'
import type { EnvironmentConfig } from '../config.ts'

/** The database of an embedded emulator, relative to the project; undefined for an environment that is none. */
export function embeddedData(
  environment: Pick<EnvironmentConfig, 'emulator'> | undefined,
  name: string,
): string | undefined {
  const emulator = environment?.emulator
  if (emulator === undefined || emulator === false) return undefined
  return (typeof emulator === 'object' ? emulator.data : undefined) ?? join('.cliq-ds', `${name}.db`)
}
