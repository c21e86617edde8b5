import type { Datastore } from '../../core/model/catalog.ts'
import type { SeedFile } from '../../core/rows/seed.ts'
import { quotedText, scalarText } from '../yaml/scalar.ts'
import { speaksOfVariables } from '../../core/model/references.ts'

/** The texts of a seed by file; a long one has its rows in a source beside it. */
export type SeedTexts = readonly (readonly [file: string, text: string])[]

/** Characters of rows up to which they stand in the seed itself. */
const ROWS_INSIDE = 300_000

/** A seed as text, the same for the same rows; undefined for a text that the file would take for a reference. */
export function renderSeed(seed: SeedFile, { fields }: Datastore): SeedTexts | undefined {
  const all = [...seed.rows]
  const references = all.some(row => [...row.cells.values()].some(each => speaksOfVariables(each.text)))
  const head = [
    `datastore: ${scalarText(seed.datastore, 'block')}`,
    `key: [${seed.key.map(each => scalarText(each, 'flow')).join(', ')}]`,
    `mode: ${seed.mode}`,
  ]
  const typed = (name: string, text: string) => {
    const type = fields.get(name)?.type
    if (type === 'boolean') return text
    return type === 'number' && /^-?\d{1,15}$/u.test(text) ? text : undefined
  }
  const rows = all.map(({ cells }) =>
    [...cells].map(([name, { text }]) => `${name}: ${typed(name, text) ?? scalarText(text, 'flow')}`).join(', '),
  )
  const inside = rows.map(each => `  - { ${each} }`)
  if (references) return undefined
  if (inside.join('\n').length <= ROWS_INSIDE) {
    const list = inside.length === 0 ? ['rows: []'] : ['rows:', ...inside]
    return [[seed.file, `${[...head, ...list].join('\n')}\n`]]
  }
  const source = seed.file.replace(/\.ya?ml$/u, '.ndjson')
  const lines = all.map(({ cells }) => {
    const parts = [...cells].map(([name, { text }]) => `${quotedText(name)}:${typed(name, text) ?? quotedText(text)}`)
    return `{${parts.join(',')}}\n`
  })
  const base = source.slice(source.lastIndexOf('/') + 1)
  return [
    [source, lines.join('')],
    [seed.file, `${[...head, `source: ${scalarText(base, 'block')}`].join('\n')}\n`],
  ]
}
