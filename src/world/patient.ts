import { join } from 'node:path'
import type { Opened, Patient } from '../commands/doctor.ts'
import type { Vitals } from '../commands/vitals.ts'
import { useEnvironment } from '../files/config/environment.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import type { ReadConfig } from '../files/config/config.ts'
import { makePrivateFolder } from '../files/disk/stateDir.ts'
import { environmentOf } from './environment.ts'
import type { OpenEnvironment } from './environment.ts'
import type { Choice, Outside } from './outside.ts'
import { readProbeOf } from './probes.ts'
import { projectOf } from './project.ts'
import { lastingState } from './state.ts'

/** An examined machine, and what closing and printing it take. */
export interface OpenPatient {
  readonly patient: Patient
  close(): Promise<void>
}

// An examination writes nothing that could be late.
const NO_WRITES = { settleMs: 0, lateWindowMs: 0 }

/** The machine and the project around the working directory; `read` gives its config. Nothing is opened before it is asked for. */
export function patientOf(
  outside: Outside,
  choice: Choice,
  node: string,
  read: () => Promise<ReadConfig>,
): OpenPatient {
  const opened: OpenEnvironment[] = []
  return {
    close: async () => {
      for (const each of opened) await each.close()
    },
    patient: {
      node,
      async openConfig() {
        const config = await read()
        const used = useEnvironment(config, choice.environment, outside)
        const open = environmentOf(used, config.root, outside, NO_WRITES)
        opened.push(open)
        return openedOf(config, used, open, outside, choice)
      },
      async tryStateFolder() {
        const folder = lastingState(outside)
        await makePrivateFolder(folder)
        const { tryWrite } = await import('../files/disk/atomic.ts')
        await tryWrite(join(folder, 'doctor'), { mode: 0o600 })
        return folder
      },
    },
  }
}

function openedOf(
  config: ReadConfig,
  used: UsedEnvironment,
  open: OpenEnvironment,
  outside: Outside,
  choice: Choice,
): Opened {
  return {
    configFile: config.configFile,
    environment: used.name,
    where: open.environment.where,
    project: projectOf(config, outside, choice, used.name),
    readPipeline: async () => (await import('./pipeline.ts')).readPipelineOf(config, outside),
    reachOrg: () => vitalsOf(config.root, used, open, outside),
  }
}

async function vitalsOf(root: string, used: UsedEnvironment, open: OpenEnvironment, outside: Outside): Promise<Vitals> {
  const org = await open.reach()
  const { target, embedded } = org
  const { openVitals } = await import('../cliq/vitals.ts')
  return {
    ...openVitals(org),
    apiHost: new URL(target.apiUrl).host,
    accountsHost: new URL(target.accountsUrl).host,
    isEmbedded: embedded !== undefined,
    now: () => outside.clock.now(),
    settleMs: used.environment.consistency?.settleMs ?? 3_000,
    readProbe: () => readProbeOf(root, used, outside),
  }
}
