import type { ProbeReport } from '../core/model/probe.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import { stateDir } from '../files/disk/stateDir.ts'
import type { Outside } from './outside.ts'

/** What answers of a probe are filed under: an environment of a project is one org, whatever token reaches it. */
export function orgOf(root: string, { name, environment }: UsedEnvironment): string {
  return [root, name, environment.dataCenter ?? environment.apiUrl ?? 'emulator', environment.prefix ?? ''].join('\n')
}

/** What the last probe of an environment's org found. */
export async function readProbeOf(
  root: string,
  used: UsedEnvironment,
  { env }: Pick<Outside, 'env'>,
): Promise<ProbeReport | undefined> {
  const { readProbe } = await import('../files/machine/probes.ts')
  return readProbe(stateDir(env), orgOf(root, used))
}
