import { isMap, isSeq, parseDocument, stringify } from 'yaml'
import type { Document } from 'yaml'

import { Failure, failure } from '../../core/model/failure.ts'
import type { Ignored } from '../../core/drift/ignored.ts'
import { startOf } from '../disk/readText.ts'
import { list, matching, Misfit, object } from '../disk/shape.ts'
import type { Shape } from '../disk/shape.ts'
import { parseYaml } from '../yaml/yaml.ts'

/** Beside the config: a config may be code, and code is not ours to edit. */
export const IGNORE_FILE = 'cliq-ds.ignore.yaml'

const HEADER = `# Known drift, ignored until a day. An entry is an error once its day has passed.
# cliq-ds drift --ignore PATTERN --reason WHY --until YYYY-MM-DD adds one.
`

const words = matching(/\S/u, 'text')

const until: Shape<string> = (value, path) => {
  const day = matching(/^\d{4}-\d{2}-\d{2}$/u, 'a day such as 2026-12-31')(value, path)
  if (isDay(day)) return day
  throw new Misfit(path, 'a real calendar day expected here')
}

const entries = list(object({ environment: words, pattern: words, reason: words, until }))

/** Whether the text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`)
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(text)
}

/** The entries of the file, with their places. Throws a Failure: YM1xx for what is no YAML, CF122 for another shape. */
export function parseIgnored(text: string, file: string): readonly Ignored[] {
  const { value, places, keys, problems } = parseYaml(text, file)
  const [first, ...rest] = problems.filter(each => each.severity === 'error')
  // Only comments: nothing is ignored.
  if (first?.code === 'YM102') return []
  if (first !== undefined) throw new Failure([first, ...rest], { sources: new Map([[file, text]]) })
  try {
    return entries(value, '').map((each, index) => {
      const at = places.get(`${index}.pattern`) ?? startOf(file)
      return { ...each, at }
    })
  } catch (error) {
    if (!(error instanceof Misfit)) throw error
    const at = places.get(error.path) ?? keys.get(error.path) ?? startOf(file)
    throw failure('CF122', error.message, { at, hint: 'each entry has environment, pattern, reason and until' }, error)
  }
}

/** The text with one more entry, or with another reason and day for the one of the same pattern; comments stay. */
export function withIgnored(text: string | undefined, entry: Ignored): string {
  const { environment, pattern, reason, until: day } = entry
  const plain = { environment, pattern, reason, until: day }
  const known = text === undefined ? [] : parseIgnored(text, IGNORE_FILE)
  if (text === undefined || known.length === 0) return `${text ?? HEADER}${stringify([plain], { lineWidth: 0 })}`
  const document: Document = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' })
  const all = document.contents
  const index = known.findIndex(each => each.environment === environment && each.pattern === pattern)
  if (isSeq(all) && index < 0) all.add(document.createNode(plain))
  const old = isSeq(all) ? all.items[index] : undefined
  if (isMap(old)) {
    old.set('reason', reason)
    old.set('until', day)
  }
  return document.toString({ lineWidth: 0 })
}
