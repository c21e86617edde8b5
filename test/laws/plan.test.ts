import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { advance, advanceAll } from '../../src/core/plan/advance.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import { diff } from '../../src/core/model/diff.ts'
import { canonicalText, plainCatalog, plainChange } from '../../src/core/model/plain.ts'
import type { Step } from '../../src/core/model/step.ts'
import { catalog, reworked } from '../arbitraries.ts'
import { liveOf, lockOf, outlineOf, planOf, CORE_RUNS } from './build.ts'
import { unlawful, unlawfulCall } from './legal.ts'

const pairs = catalog(4).chain(from => fc.tuple(fc.constant(from), reworked(from)))

function check<T>(cases: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(cases, law), { numRuns: CORE_RUNS })
}

function played(from: Catalog, steps: readonly Step[]): Catalog {
  const end = advanceAll(from, steps)
  if (end.kind === 'refusal') throw new Error(end.because)
  return end.catalog
}

test('a plan played on live gives what is desired', () => {
  check(pairs, ([from, to]) => {
    const made = planOf(liveOf(from), to)
    expect(made.problems).toEqual([])
    expect(diff(played(from, made.steps), to)).toEqual([])
  })
})

test('a plan for what is already there is empty', () => {
  check(catalog(4), same => {
    const made = planOf(liveOf(same), same)
    expect([made.changes, made.steps, made.risks, made.drift]).toEqual([[], [], [], []])
  })
})

test('every state on the way is legal, and so is every call', () => {
  check(pairs, ([from, to]) => {
    let now = from
    for (const step of planOf(liveOf(from), to).steps) {
      expect(unlawfulCall(now, step)).toEqual([])
      const next = advance(now, step)
      expect(next.kind).toBe('catalog')
      if (next.kind === 'catalog') now = next.catalog
      expect(unlawful(now)).toEqual([])
    }
  })
})

test('after any prefix of a plan, planning again arrives', () => {
  check(fc.tuple(pairs, fc.nat()), ([[from, to], cut]) => {
    const live = liveOf(from)
    const { steps } = planOf(live, to)
    const there = played(from, steps.slice(0, steps.length === 0 ? 0 : cut % (steps.length + 1)))
    const again = planOf(liveOf(there, idNow(from, there)), to, lockOf(live))
    expect(again.problems).toEqual([])
    expect(diff(played(there, again.steps), to)).toEqual([])
  })
})

test('what the lock file does not own is never removed', () => {
  check(fc.tuple(pairs, fc.func(fc.boolean())), ([[from, to], owns]) => {
    const live = liveOf(from)
    const end = played(from, planOf(live, to, lockOf(live, owns)).steps)
    const foreign = [...from].flatMap(([name, { fields }]) => [
      ...(owns(name) ? [] : [name]),
      ...[...fields.keys()].map(field => `${name}.${field}`).filter(path => !(owns(name) && owns(path))),
    ])
    const kept = new Set(
      [...end].flatMap(([name, { fields }]) => [name, ...[...fields.keys()].map(field => `${name}.${field}`)]),
    )
    // A foreign field goes only with a datastore that is ours as a whole, and apply refuses that.
    const lost = foreign.filter(path => !kept.has(path) && (!path.includes('.') || end.has(path.split('.')[0] ?? '')))
    expect(lost).toEqual([])
  })
})

test('the order in which fields, keys and datastores stand changes nothing', () => {
  check(fc.tuple(pairs, fc.boolean()), ([[from, to]]) => {
    const one = planOf(liveOf(from), to)
    const other = planOf(liveOf(backwards(from)), backwards(to))
    expect(other.steps.map(outlineOf)).toEqual(one.steps.map(outlineOf))
    expect(other.changes.map(plainChange).map(canonicalText)).toEqual(one.changes.map(plainChange).map(canonicalText))
  })
})

test('a diff is empty both ways or neither, and names each change once', () => {
  check(pairs, ([from, to]) => {
    const there = diff(from, to)
    expect(there.length === 0).toBe(diff(to, from).length === 0)
    expect(new Set(there.map(each => canonicalText(plainChange(each)))).size).toBe(there.length)
    expect(
      canonicalText(plainCatalog(from)) === canonicalText(plainCatalog(to)) && there.length > 0 && !there.some(hidden),
    ).toBe(false)
  })
})

function hidden(change: ReturnType<typeof diff>[number]): boolean {
  return change.kind === 'field-changed' && change.hidden
}

// A field that was deleted and added again has another id than before.
function idNow(from: Catalog, there: Catalog): (path: string) => string {
  return path => {
    const [name = '', one] = path.split('.')
    const same = one === undefined || from.get(name)?.fields.get(one)?.type === there.get(name)?.fields.get(one)?.type
    return same ? `id:${path}` : `new:${path}`
  }
}

function backwards(from: Catalog): Catalog {
  return new Map(
    [...from].reverse().map(([name, each]) => [
      name,
      {
        ...each,
        fields: new Map([...each.fields].reverse()),
        unique_keys: [...each.unique_keys].reverse().map(key => [...key].reverse()),
      },
    ]),
  )
}
