import type { Place } from '../../core/model/problem.ts'
import { YAML_LIMIT } from './lines.ts'
import type { YamlText } from './yaml.ts'
import { flowAt, flowKeyOf } from './plainFlow.ts'
import { scalarAt, setScalar } from './plainScalar.ts'
import type { Reading } from './plainScalar.ts'

// ASCII, and letters that no reader of YAML takes for white space, line ends or marks.
const CHARACTERS = /^[\n\u0020-\u007e\u00a1-\u00ac\u00ae-\u167f\u3041-\ud7ff]*$/u
const KEY = /(?:[A-Za-z][A-Za-z0-9_-]*|"[A-Za-z0-9_$-]+"):(?= |$)/y

/** A mapping or list that is open, and how far its lines are indented. */
interface Level {
  readonly indent: number
  readonly path: string
  readonly holder: Record<string, unknown> | unknown[]
}

/**
 * Reads the plain YAML that people mostly write, many times faster than the parser: block mappings, lists, one-line
 * flow collections, texts without escapes. Undefined for everything else, wrong texts included: the parser decides then.
 * What it gives is what the parser gives. Where things stand is looked up once somebody asks: mostly nobody does.
 */
export function plainYaml(text: string, file: string): YamlText | undefined {
  // Beyond it the parser decides.
  if (text.length > YAML_LIMIT || !CHARACTERS.test(text)) return undefined
  const value = readPlain(text, file, undefined)
  if (value === undefined) return undefined
  const root = placeOfRoot(text, file)
  const { places, keys, sources } = lookupIn(text, file)
  return { value, places: { get: path => (path === '' ? root : places.get(path)) }, keys, sources, problems: [] }
}

/** Where everything stands in a text that `plainYaml` takes, and how it was written. */
export function plainNotes(text: string, file: string): PlainNotes {
  const notes: PlainNotes = { places: new Map(), keys: new Map(), sources: new Map() }
  readPlain(text, file, notes)
  return notes
}

interface PlainNotes {
  readonly places: Map<string, Place>
  readonly keys: Map<string, Place>
  readonly sources: Map<string, string>
}

// A file with a warning or two inside of its lines is searched for their places; one with more is noted whole. A thousand
// files of the former kind would take more room for what nobody asks than for all that they say.
const SEARCHES = 4

function lookupIn(text: string, file: string): Pick<YamlText, 'places' | 'keys' | 'sources'> {
  let asked = 0
  let noted: PlainNotes | undefined
  const notes = () => (noted ??= plainNotes(text, file))
  const find = (kind: 'places' | 'keys') => (path: string) => {
    const onLine = lineNotes(text, file)[kind].get(path)
    if (onLine !== undefined) return onLine
    asked += 1
    return asked > SEARCHES ? notes()[kind].get(path) : searched(kind, path, text, file)
  }
  return {
    places: { get: find('places') },
    keys: { get: find('keys') },
    sources: { get: path => notes().sources.get(path) },
  }
}

// Who asks for one place of a file mostly asks for its others next, and then goes on to another file.
let latest: { readonly text: string; readonly file: string; readonly notes: PlainNotes } | undefined

// Where everything stands that has a line of its own: fields do, their attributes mostly do not.
function lineNotes(text: string, file: string): PlainNotes {
  if (latest?.text === text && latest.file === file) return latest.notes
  const notes: PlainNotes = { places: new Map(), keys: new Map(), sources: new Map() }
  readPlain(text, file, notes, beginsAt)
  latest = { text, file, notes }
  return notes
}

function searched(kind: 'places' | 'keys', wanted: string, text: string, file: string): Place | undefined {
  let found: Place | undefined
  const one = {
    set: (path: string, place: Place) => {
      if (path === wanted) found = place
    },
  }
  const none = { set: () => undefined }
  readPlain(text, file, { places: none, keys: none, sources: none, [kind]: one })
  return found
}

// A plan of a thousand new datastores asks each for where it begins, and for nothing else.
function placeOfRoot(text: string, file: string): Place {
  const start = text.search(/^ *[^ #\n]/m)
  return placeOf({ file, line: text.slice(0, start).split('\n').length }, firstOf(text, start) - start)
}

/** The value of a whole text; undefined where the parser must decide. */
function readPlain(
  text: string,
  file: string,
  reading: Reading | undefined,
  take: typeof valueAt = valueAt,
): Level['holder'] | undefined {
  const levels: Level[] = []
  // A key whose value is still to come on deeper lines.
  let open: { readonly indent: number; readonly path: string; readonly set: (value: unknown) => void } | undefined
  const lines = text.split('\n')
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? ''
    const indent = firstOf(line)
    if (indent === line.length || line[indent] === '#') continue
    const at = { file, line: index + 1, line0: line }
    const isItem = line.startsWith('- ', indent)
    if (open !== undefined) {
      if (isItem ? indent < open.indent : indent <= open.indent) return undefined
      const holder: Level['holder'] = isItem ? [] : Object.create(null)
      open.set(holder)
      levels.push({ indent, path: open.path, holder })
      open = undefined
    } else if (levels.length === 0) {
      if (isItem) return undefined
      reading?.places.set('', placeOf(at, indent))
      levels.push({ indent, path: '', holder: Object.create(null) })
    }
    while ((levels.at(-1)?.indent ?? -1) > indent || leaves(levels, indent, isItem)) levels.pop()
    const level = levels.at(-1)
    if (level === undefined || level.indent !== indent || Array.isArray(level.holder) !== isItem) return undefined
    const inside = Array.isArray(level.holder) ? itemAt(at, indent, level.path, level.holder, reading, take) : level
    if (inside === undefined) return undefined
    if (inside === 'taken') continue
    if (inside !== level) levels.push(inside)
    const { holder, path } = inside
    KEY.lastIndex = inside.indent
    const isKey = KEY.test(line)
    const behindKey = KEY.lastIndex
    const key = isKey ? flowKeyOf(line, inside.indent) : undefined
    if (key === undefined || Array.isArray(holder) || key in holder) return undefined
    const child = path === '' ? key : `${path}.${key}`
    reading?.keys.set(child, placeOf(at, inside.indent))
    reading?.places.set(child, placeOf(at, inside.indent))
    const set = (value: unknown) => {
      holder[key] = value
    }
    const start = firstOf(line, behindKey)
    if (start === line.length || line[start] === '#') open = { indent: inside.indent, path: child, set }
    else if (!take(at, start, child, set, reading)) return undefined
    set(holder[key])
  }
  return open === undefined ? levels[0]?.holder : undefined
}

// An item is a value, or a mapping that begins behind its dash.
function itemAt(
  at: At,
  indent: number,
  path: string,
  list: unknown[],
  reading: Reading | undefined,
  take: typeof valueAt,
): Level | 'taken' | undefined {
  const child = `${path}.${list.length}`
  const start = firstOf(at.line0, indent + 1)
  reading?.places.set(child, placeOf(at, start))
  KEY.lastIndex = start
  if (!KEY.test(at.line0)) return take(at, start, child, value => list.push(value), reading) ? 'taken' : undefined
  const holder: Record<string, unknown> = Object.create(null)
  list.push(holder)
  return { indent: start, path: child, holder }
}

// A list may stand as deep as its key; the next key of that depth then ends it.
function leaves(levels: readonly Level[], indent: number, isItem: boolean): boolean {
  const level = levels.at(-1)
  return level !== undefined && level.indent === indent && !isItem && Array.isArray(level.holder)
}

interface At {
  readonly file: string
  readonly line: number
  readonly line0: string
}

function valueAt(
  at: At,
  start: number,
  path: string,
  set: (value: unknown) => void,
  reading: Reading | undefined,
): boolean {
  const { line0 } = at
  const isFlow = line0[start] === '{' || line0[start] === '['
  const place = (offset: number) => placeOf(at, offset)
  const found = isFlow
    ? flowAt(line0, start, path, place, reading)
    : setScalar(scalarAt(line0, start, 'block'), path, place, reading)
  if (found === undefined) return false
  set(found.value)
  const rest = firstOf(line0, found.end)
  return rest === line0.length || (line0[rest] === '#' && rest > found.end)
}

// In a text that was read before: only where the value begins, and nothing of what is in it.
function beginsAt(
  at: At,
  start: number,
  path: string,
  set: (value: unknown) => void,
  reading: Reading | undefined,
): boolean {
  set(undefined)
  if (at.line0[start] !== '{' && at.line0[start] !== '[') reading?.places.set(path, placeOf(at, start))
  return true
}

function placeOf({ file, line }: Pick<At, 'file' | 'line'>, offset: number): Place {
  return { file, line, col: offset + 1 }
}

function firstOf(line: string, from = 0): number {
  let at = from
  while (line[at] === ' ') at += 1
  return at
}
