import { stateDir, stateWarning } from '../files/disk/stateDir.ts'
import type { Outside } from './outside.ts'

const TOLD = new WeakSet<Outside['notify']>()

/** The state folder, for a run that needs what is kept there to last; whoever listens is told once where it may not. */
export function lastingState({ env, notify }: Pick<Outside, 'env' | 'notify'>): string {
  const problem = stateWarning(env)
  if (problem !== undefined && !TOLD.has(notify)) {
    TOLD.add(notify)
    notify({ type: 'note', problem })
  }
  return stateDir(env)
}
