import { HIDDEN } from '../core/model/plain.ts'

/** What a file is, as far as its values may be shown. */
export type FileKind = 'definition' | 'migration' | 'seed' | 'config' | 'ours' | 'unknown'

const SEED = /^\{?\s*(["']?)(?:rows|datastore|source)\1\s*:|\bdefineSeed\b/mu
const DEFINITION = /\bdefineDatastore\b|(?:^|[{,])\s*(["']?)unique_name\1\s*:|^(["']?)(?:fields|datastores)\2\s*:/mu

// Rows wherever they stand, as in code or in one line with the rest.
const ROWS = /(?:^|[{,\s])(["']?)rows\1\s*:/mu

// What is wrong with a text as such, YM, TS and FS, is told of files of every kind.
const OF_DEFINITIONS = /^(?:DF|DS|LM|LT|LV|MF|NM|UK)/

const CREDENTIAL = /access_?token|client_?secret|refresh_?token|extension_?key/i

/** The kind of a file, by the code of a problem in it, its name, and the keys it has. */
export function fileKindOf(code: string, file: string, text: string): FileKind {
  if (file.endsWith('cliq-ds.ignore.yaml')) return 'ours'
  if (/^(?:CF|AU)/.test(code) || /(?:^|\/)cliq-ds\.config\.\w+$/.test(file)) return 'config'
  if (code.startsWith('MG')) return 'migration'
  if (code.startsWith('SD') || SEED.test(text)) return 'seed'
  const isDefinition = OF_DEFINITIONS.test(code) || (DEFINITION.test(text) && !ROWS.test(text))
  return isDefinition && !CREDENTIAL.test(text) ? 'definition' : 'unknown'
}

/** Whether a line of a migration opens what holds values of records, so that none of its own keys are those of a step. */
export function opensValues(line: string): boolean {
  return STEP_VALUES.test(line)
}

/** A line with what may not be seen covered, and where a column of it is then. */
export interface Veiled {
  readonly text: string
  readonly at: (col: number) => number
}

/**
 * The line with keys, brackets and harmless words as they are and every other value covered: nobody knows here which
 * columns of a row are hidden in the org, or what stands under a wrong key of a config. A line that begins inside of a
 * text is covered whole.
 */
export function veiled(line: string, kind: FileKind, isInside: boolean, isCode: boolean): Veiled {
  const begin = indentOf(line)
  const tokens = isCode ? literalsOf(line) : tokensOf(line)
  const found = isInside ? [{ from: begin, to: line.length }] : tokens.filter(each => !isShown(each, kind, line))
  const parts = found.map(
    ({ from, to }, index) => line.slice(found[index - 1]?.to ?? 0, from) + HIDDEN + line.slice(to, to),
  )
  const at = (col: number): number => {
    const before = found.findLastIndex(({ from }) => from <= col)
    const last = found[before]
    if (last === undefined) return col
    const start = parts.slice(0, before + 1).join('').length
    return col < last.to ? start - HIDDEN.length : start + col - last.to
  }
  return { text: parts.join('') + line.slice(found.at(-1)?.to ?? 0), at }
}

/** For each line whether it begins inside of a quoted text or a block of text. */
export function insides(lines: readonly string[], isCode: boolean): readonly boolean[] {
  if (isCode) return insidesOfCode(lines)
  let quote: string | undefined
  let block: number | undefined
  return lines.map(line => {
    if (quote !== undefined) {
      if (closing(line, -1, quote) !== undefined) quote = undefined
      return true
    }
    if (block !== undefined && (line.trim() === '' || indentOf(line) > block)) return true
    block = /(?:^|[:\-?]\s+)[|>][-+\d]{0,2}\s*(?:#|$)/.test(line) ? indentOf(line) : undefined
    const last = tokensOf(line).at(-1)
    const first = last === undefined ? '' : line.charAt(last.from)
    if (last !== undefined && isQuote(first) && closing(line, last.from, first) === undefined) quote = first
    return false
  })
}

// A template or a comment goes on over lines.
function insidesOfCode(lines: readonly string[]): readonly boolean[] {
  let isOpen = false
  return lines.map(line => {
    const isInside = isOpen
    for (const [sign] of line.replaceAll(/\\./g, '').matchAll(/`|\/\*|\*\//g))
      isOpen = sign === '`' ? !isOpen : sign === '/*'
    return isInside
  })
}

const LITERAL = /(["'`])(?:\\.|(?!\1).)*(?:\1|$)|\/[/*].*|\b\d[\d_.]*/g

// Of code what is written as a value: names are no secrets, and `env('NAME')` is one.
function literalsOf(line: string): readonly Token[] {
  return [...line.matchAll(LITERAL)].map(({ index, 0: text }) => {
    const key = keyBefore(line.slice(Math.max(0, index - 80), index))
    const isName = line.slice(0, index).endsWith('env(')
    return { from: index, to: index + text.length, key: isName ? 'env' : key, depth: 0 }
  })
}

// `key:` or `'key' :` at the end of a text.
function keyBefore(text: string): string {
  const before = text.trimEnd()
  if (!before.endsWith(':')) return ''
  const name = before.slice(0, -1).trimEnd().replace(/["']$/u, '')
  const end = [...name.matchAll(/[^\w$]/gu)].at(-1)?.index
  return end === undefined ? name : name.slice(end + 1)
}

/** A value on a line; `key` is the nearest one before it. */
interface Token {
  readonly from: number
  readonly to: number
  readonly key: string
  readonly depth: number
}

const NAME = /^[\w$.-]{1,64}$/

// One pass. What is no key, bracket or comma is a value, comments too.
function tokensOf(line: string): readonly Token[] {
  const tokens: Token[] = []
  let [at, depth, key, isKey] = [0, 0, '', true]
  while (at < line.length) {
    const character = line.charAt(at)
    if (/[\s,[\]{}]/.test(character)) {
      if (/[,[{]/.test(character)) isKey = true
      depth = Math.max(0, depth + (/[[{]/.test(character) ? 1 : 0) - (/[\]}]/.test(character) ? 1 : 0))
      at += 1
    } else if (isKey && depth === 0 && /^[-?](?:\s|$)/.test(line.slice(at, at + 2))) at += 1
    else {
      const to = tokenEnd(line, at, depth, isKey)
      const name = unquoted(line.slice(at, to))
      const colon = colonAt(line, to)
      if (isKey && colon !== undefined && NAME.test(name)) [key, at] = [name, colon + 1]
      else {
        tokens.push({ from: at, to, key, depth })
        at = to
      }
      isKey = false
    }
  }
  return tokens
}

function tokenEnd(line: string, from: number, depth: number, isKey: boolean): number {
  const first = line.charAt(from)
  if (isQuote(first)) return (closing(line, from, first) ?? line.length - 1) + 1
  if (first === '#') return line.length
  for (let at = from; at < line.length; at += 1) {
    const character = line.charAt(at)
    const isEnd = depth > 0 && /[,\]}]/.test(character)
    const isColon = isKey && character === ':' && /^[\s"'[{]?$/.test(line.charAt(at + 1))
    if (at > from && (isEnd || isColon || (character === '#' && line.charAt(at - 1) === ' ')))
      return trimmed(line, from, at)
  }
  return trimmed(line, from, line.length)
}

function trimmed(line: string, from: number, to: number): number {
  return from + line.slice(from, to).trimEnd().length
}

function closing(line: string, from: number, quote: string): number | undefined {
  for (let at = from + 1; at < line.length; at += 1) {
    if (line.charAt(at) === '\\' && quote !== "'") at += 1
    else if (line.charAt(at) === quote) {
      if (quote === "'" && line.charAt(at + 1) === "'") at += 1
      else return at
    }
  }
  return undefined
}

function colonAt(line: string, from: number): number | undefined {
  for (let at = from; at < line.length; at += 1)
    if (!/\s/.test(line.charAt(at))) return line.charAt(at) === ':' ? at : undefined
  return undefined
}

// Keys of a seed itself; what stands in rows may be hidden in the org.
const SEED_KEYS = new Set(['datastore', 'key', 'mode', 'environments', 'source'])
// Keys of a migration that name something, and those under which every key may be a field.
const STEP_NAMES = new Set(['datastore', 'field', 'fields', 'from', 'into', 'key', 'after'])
const STEP_VALUES = /(?<![\w$-])(["']?)(?:set|where|values)\1\s*:/u
const UNIQUE_NAME = /^[a-z][a-z0-9_-]{0,63}$/u
const CONFIG_WORDS = new Set(
  'us eu in au jp ca sa uk cn Zoho-oauthtoken Bearer local org off operation class stale never error warning true false null'.split(
    ' ',
  ),
)
const REFERENCE = /^\$\{env:[A-Za-z_]\w*\}$|^env\((["'])[A-Za-z_]\w*\1\)$/
const FIGURE = /(?:Ms|headroom|removed\w+|\w\.\w+)$/

function isShown({ from, to, key, depth }: Token, kind: FileKind, line: string): boolean {
  const value = unquoted(line.slice(from, to).replace(/[\s,;]{1,8}$/, ''))
  switch (kind) {
    case 'seed':
      return SEED_KEYS.has(key) && indentOf(line) === 0 && depth <= 1 && !line.startsWith('[')
    case 'migration':
      return STEP_NAMES.has(key) && UNIQUE_NAME.test(value) && !opensValues(line.slice(0, from))
    case 'config':
      return (
        key === 'env' ||
        CONFIG_WORDS.has(value) ||
        REFERENCE.test(value) ||
        (FIGURE.test(key) && /^\d{1,8}$/.test(value))
      )
    case 'definition':
    case 'ours':
      return true
    case 'unknown':
      return false
  }
}

function unquoted(token: string): string {
  return isQuote(token.charAt(0)) && token.length > 1 && token.endsWith(token.charAt(0)) ? token.slice(1, -1) : token
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === '`'
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
