import { nearest } from '../core/rules/nearest.ts'

const HIDING = ['masked', 'encrypted-text', 'encrypted']
const SAFE = new Set([
  '$schema',
  'unique_name',
  'name',
  'description',
  'protect',
  'fields',
  'type',
  'mandatory',
  'masked',
  'unique_keys',
])
const KEY = /(?<=^|[\s{,[])(["']?)([\w$-]+)\1\s*:(?=[\s"']|$)/g

/**
 * Whether a definition has fields whose values are not for the eye. A misspelt `maskd` counts: the mistake that is
 * told must not show what it was meant to hide.
 */
export function keepsSecrets(text: string): boolean {
  if (/mask|encr/i.test(text)) return true
  const words = new Set(text.match(/[A-Za-z][\w-]{3,19}/g))
  return [...words].some(word => nearest(word, HIDING) !== undefined)
}

/**
 * From where a line of such a definition is not shown; undefined shows it whole. What stands under the keys of a
 * definition that hold no values of records is shown, and nothing else: a default may go on over lines, under a
 * misspelt key, or in text that never closes.
 */
export function secretFrom(lines: readonly string[], index: number): number | undefined {
  const text = lines[index] ?? ''
  const start = indentOf(text)
  if (ancestorsOf(lines, index).some(opensSecret) || isOpenText(lines[index - 1] ?? '')) return start
  const keys = keysOf(text)
  const secret = keys.find(isSecret)
  if (secret !== undefined) return secret.from
  if (keys.length > 0 || /^[\s\]}[{,]*$/.test(text)) return undefined
  const above = lines.slice(0, index).findLast(each => keysOf(each).length > 0)
  return above === undefined || opensSecret(above) ? start : undefined
}

interface Key {
  readonly name: string
  /** Where its value starts on the line. */
  readonly from: number
  readonly value: string
}

function keysOf(line: string): readonly Key[] {
  return [...line.matchAll(KEY)].map(found => {
    const end = found.index + found[0].length
    const value = line.slice(end)
    return { name: found[2] ?? '', from: end + indentOf(value), value: value.trim() }
  })
}

// A field has a name of its own, and a mapping of parts that are judged by theirs.
function isSecret({ name, value }: Key): boolean {
  if (SAFE.has(name)) return false
  return !/^(?:$|#|[{[])/.test(value) || isDefault(name)
}

function opensSecret(line: string): boolean {
  const last = keysOf(line).at(-1)
  return last !== undefined && (isSecret(last) || isDefault(last.name))
}

function isDefault(name: string): boolean {
  return nearest(name, ['default_value']) !== undefined
}

function isOpenText(line: string): boolean {
  return (line.split('"').length - 1) % 2 === 1 || (line.split("'").length - 1) % 2 === 1
}

/** The lines that a line stands below by its indentation, the nearest first. */
export function ancestorsOf(lines: readonly string[], index: number): readonly string[] {
  const found: string[] = []
  let indent = indentOf(lines[index] ?? '')
  for (let at = index - 1; at >= 0 && indent > 0; at -= 1) {
    const line = lines[at] ?? ''
    if (line.trim() === '' || indentOf(line) >= indent) continue
    found.push(line)
    indent = indentOf(line)
  }
  return found
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}
