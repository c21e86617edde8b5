import type { HearExamples } from '../core/rows/examples.ts'
import type { Group, Words } from '../report/page.ts'
import { isSet } from './io.ts'
import type { Io } from './io.ts'

/** Examples of values that a plan could not carry, as far as somebody sits there to see them. */
export interface SeenExamples {
  /** Undefined where stdout is no terminal of a person: then no value is collected. */
  readonly hear: HearExamples | undefined
  /** Those that were not told yet; undefined for none. */
  untold(): Group | undefined
}

const MOST = 3

/** Opens what shows examples on a terminal: a pipe, a pipeline and a program get counts and ids only. */
export function openExamples({ out, env }: Pick<Io, 'out' | 'env'>, json: boolean): SeenExamples {
  const waiting = new Map<string, readonly string[]>()
  const told = new Set<string>()
  const hear: HearExamples = examples => {
    for (const { datastore, field, values } of examples) {
      const name = `${datastore}.${field}`
      if (!told.has(name)) waiting.set(name, [...new Set([...(waiting.get(name) ?? []), ...values])].slice(0, MOST))
    }
  }
  return {
    hear: out.isTTY && !isSet(env['CI']) && !json ? hear : undefined,
    untold() {
      if (waiting.size === 0) return undefined
      const items = [...waiting].map(
        ([name, values]) => ({ label: [{ name }], text: listed(values), tone: 'plain' }) as const,
      )
      for (const name of waiting.keys()) told.add(name)
      waiting.clear()
      const after = [
        { text: ['Only this terminal shows them: no file or report contains a value'], tone: 'quiet' },
      ] as const
      return { kind: 'group', title: 'Values that do not fit', tone: 'plain', items, after }
    },
  }
}

function listed(values: readonly string[]): Words {
  return values.flatMap((value, at): Words => (at === 0 ? [{ value }] : [', ', { value }]))
}
