import type { Catalog, Datastore } from '../model/catalog.ts'
import type { Problem } from '../model/problem.ts'

/** Texts of these datastores that the org keeps in another form than they were sent in; hidden ones without a word of them. */
export function keptOtherwise(names: Iterable<string>, sent: Catalog, kept: Catalog): readonly Problem[] {
  return [...new Set(names)].flatMap(name => {
    const [ours, theirs] = [sent.get(name), kept.get(name)]
    if (ours === undefined || theirs === undefined) return []
    return differing(ours, theirs).map((what): Problem => ({
      code: 'AP104',
      severity: 'warning',
      message: `Cliq stores ${what} in another form than it was sent: spaces around it, line breaks or accents differ`,
      hint: 'both forms count as equal; to be exact, write it that way in the definition',
    }))
  })
}

function differing(ours: Datastore, theirs: Datastore): readonly string[] {
  const name = ours.unique_name
  const own = (['name', 'description'] as const).flatMap(each =>
    ours[each] === theirs[each] ? [] : [`${each} of ${name}`],
  )
  const fields = [...ours.fields].flatMap(([field, sent]) => {
    const kept = theirs.fields.get(field)
    if (kept === undefined || sent.type === 'number') return []
    const isSame = (a: string | undefined, b: string | undefined) => a === undefined || b === undefined || a === b
    return [
      ...(sent.name === kept.name ? [] : [`name of ${name}.${field}`]),
      ...(isSame(sent.default_value, kept.default_value) ? [] : [`default_value of ${name}.${field}`]),
    ]
  })
  return [...own, ...fields]
}
