import type { Probing } from '../commands/probe.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import { stateDir } from '../files/disk/stateDir.ts'
import type { OpenEnvironment } from './environment.ts'
import type { Outside } from './outside.ts'
import { orgOf } from './probes.ts'

/** An environment to be probed, wired to the wire and the state folder. */
export function probingOf(root: string, used: UsedEnvironment, open: OpenEnvironment, outside: Outside): Probing {
  const { name, where, protected: isProtected } = open.environment
  return {
    environment: name,
    where,
    isProtected,
    async ask() {
      const { performProbe } = await import('../cliq/probe.ts')
      const org = await open.reach()
      const { target, embedded } = org
      const { report, leftBehind } = await performProbe(org)
      // No loopback is a host of Zoho's.
      const isEmulated = embedded !== undefined || !target.apiUrl.startsWith('https:')
      return { report: { ...report, isEmulated, version: outside.version }, leftBehind }
    },
    async keep(report) {
      const { writeProbe } = await import('../files/machine/probes.ts')
      await writeProbe(stateDir(outside.env), orgOf(root, used), report)
    },
  }
}
