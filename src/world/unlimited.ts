import type { EnvironmentConfig } from '../config.ts'

/** Whether nobody counts the calls: the embedded emulator does so only when asked. */
export function isUnlimited({ emulator }: Pick<EnvironmentConfig, 'emulator'>): boolean {
  return emulator === true || (typeof emulator === 'object' && emulator.limits !== true)
}
