import type { CallChain } from './links.ts'
import type { ChainCosts, LinkCosts } from './runs.ts'

/** The calls of one source of rows. */
export interface SourceCalls {
  readonly datastore: string
  /** Chains that go side by side, in phases. */
  readonly phases: readonly (readonly CallChain[])[]
  /** Sources that end before it, by their place. */
  readonly behind?: readonly number[] | undefined
}

/** A chain for each source of rows, one after another; each begins when what its datastore is ready after has ended. */
export function sourceChains(
  sources: readonly SourceCalls[],
  ready: ReadonlyMap<string, LinkCosts> = new Map(),
): readonly ChainCosts[] {
  const lasts: LinkCosts[] = []
  return sources.map(({ datastore, phases, behind = [] }): ChainCosts => {
    const step = ready.get(datastore)
    const before = behind.flatMap(each => lasts[each] ?? [])
    const after = step === undefined ? before : [...before, step]
    // One that writes nothing is a link too: what came of it is told like that of others.
    const own = phases.length === 0 ? [[]] : phases
    const links = own.map((calls, at): LinkCosts => ({ calls, about: datastore, after: at === 0 ? after : undefined }))
    lasts.push(...links.slice(-1))
    return { links, queue: 'rows' }
  })
}
