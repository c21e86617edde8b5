import { nameAfter, phasesOf } from '../core/plan/chains.ts'
import type { Step } from '../core/model/step.ts'

/** Tells when the datastores of a run are as they shall be, so that their rows may be written. */
export interface Gates {
  /** Resolves as soon as the datastore is ready; false when it will not be. */
  ready(datastore: string): Promise<boolean>
  /** Whether it is ready now. */
  isOpen(datastore: string): boolean
  /** The step has ended well. */
  passed(step: Step): void
  /** No further step will end. */
  close(): void
}

interface Gate {
  readonly last: Step
  isOpen: boolean
  readonly opened: Promise<boolean>
  readonly open: (isReady: boolean) => void
}

/** Gates of the datastores that steps touch; all others are ready from the start. */
export function gatesOf(steps: readonly Step[]): Gates {
  const gates = new Map<string, Gate>()
  for (const chain of phasesOf(steps).flat()) {
    const last = steps[chain.at(-1) ?? 0]
    if (last === undefined) continue
    let open: Gate['open'] = () => undefined
    const opened = new Promise<boolean>(resolve => {
      open = resolve
    })
    gates.set(nameAfter(last), { last, isOpen: false, opened, open })
  }
  return {
    ready: datastore => gates.get(datastore)?.opened ?? Promise.resolve(true),
    isOpen: datastore => gates.get(datastore)?.isOpen ?? true,
    passed(step) {
      const gate = gates.get(nameAfter(step))
      if (gate?.last !== step) return
      gate.isOpen = true
      gate.open(true)
    },
    close: () => gates.forEach(gate => gate.open(false)),
  }
}
