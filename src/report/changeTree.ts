import type { Change } from '../core/model/change.ts'
import type { Paint } from './paint.ts'
import { tree } from './tree.ts'

/** Changes without a plan around them as a tree, one text a datastore; `beside` stands at the right of each. */
export function changeTree(
  changes: readonly Change[],
  beside: (change: Change) => string,
  paint: Paint,
): readonly string[] {
  const whole = (name: string) =>
    changes.find(
      each => each.datastore === name && (each.kind === 'datastore-added' || each.kind === 'datastore-removed'),
    )
  const about = (name: string) => {
    const own = whole(name)
    return own === undefined ? [] : [beside(own)]
  }
  return tree(changes, { title: titles(changes), about, beside, risks: [] }, paint).map(lines => lines.join('\n'))
}

function titles(changes: readonly Change[]): (datastore: string) => string {
  const known = new Map(
    changes.flatMap(each => {
      if (each.kind === 'datastore-added') return [[each.datastore, each.to.name] as const]
      return each.kind === 'datastore-removed' ? [[each.datastore, each.from.name] as const] : []
    }),
  )
  return name => known.get(name) ?? ''
}
