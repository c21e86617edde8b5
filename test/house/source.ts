import { readdirSync, readFileSync } from 'node:fs'
import { join, posix, relative } from 'node:path'

/** One file as the rules see it. */
export interface Source {
  /** From the root of the repository, with slashes. */
  readonly path: string
  readonly text: string
  /** The text with comments gone and with strings and regular expressions empty: only words that run or type. */
  readonly code: string
  /** What stands in quotes, templates by their pieces. */
  readonly strings: readonly string[]
  readonly imports: readonly Import[]
}

export interface Import {
  /** The path from the root for one of our own files, else the specifier. */
  readonly of: string
  readonly isOurs: boolean
}

/** A file of the given text. */
export function sourceOf(path: string, text: string): Source {
  const { code, bare, strings } = stripped(text)
  return { path, text, code, strings, imports: importsOf(path, bare) }
}

/** Every TypeScript file below a folder of the repository. */
export function sourcesBelow(folder: string): readonly Source[] {
  const root = new URL('../../', import.meta.url).pathname
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.m?ts$/u.test(entry.name))
    .map(entry => join(entry.parentPath, entry.name))
    .sort()
    .map(path => sourceOf(relative(root, path).split('\\').join('/'), readFileSync(path, 'utf8')))
}

const IMPORT =
  /(?:^|[;{}\s])(?:import|export)\s[^'"`;=()]*?\bfrom\s*'([^']+)'|(?:^|[;\s])import\s*'([^']+)'|\b(?:import|URL)\(\s*'([^']+)'/gu

function importsOf(path: string, bare: string): readonly Import[] {
  return [...bare.matchAll(IMPORT)]
    .flatMap(([, a, b, c]) => a ?? b ?? c ?? [])
    .filter(each => !each.startsWith('.') || /\.m?[jt]s$/u.test(each))
    .map(each =>
      each.startsWith('.')
        ? { of: posix.normalize(posix.join(posix.dirname(path), each)), isOurs: true }
        : { of: each, isOurs: false },
    )
}

// What a slash follows when it begins a regular expression and divides nothing.
const BEFORE_REGEX = /(?:^|[(,=:[!&|?{};+\n]|=>|\breturn|\bcase)\s*$/u
const TOKEN = /\/\/[^\n]*|\/\*[^]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`|\/|[{}]/gu

/** `code` without comments and what stands in quotes; `bare` without comments only. Words in templates go, their expressions stay. */
function stripped(text: string): { readonly code: string; readonly bare: string; readonly strings: readonly string[] } {
  const strings: string[] = []
  let code = ''
  let bare = ''
  let at = 0
  // One entry for each template that we are inside an expression of: the braces open in it.
  const open: number[] = []
  const take = (to: number, as?: string, plain?: string) => {
    const piece = text.slice(at, to)
    code += as ?? piece
    bare += plain ?? as ?? piece
    at = to
  }
  while (at < text.length) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (found === null) break
    take(found.index)
    const [token] = found
    const depth = open.at(-1)
    if (token.startsWith('//') || token.startsWith('/*')) take(at + token.length, ' ')
    else if (token === '/') {
      const end = BEFORE_REGEX.test(code.slice(-20)) ? regexEnd(text, at) : at + 1
      take(end, end === at + 1 ? token : '/./')
    } else if (token === '`' || (token === '}' && depth === 0)) {
      const end = templateEnd(text, at + 1, open, token === '}')
      strings.push(text.slice(at + 1, end).replace(/(?:`|\$\{)$/u, ''))
      take(end, `${token}${text.startsWith('${', end - 2) ? '${' : '`'}`)
    } else if (token === '{' || token === '}') {
      if (depth !== undefined) open[open.length - 1] = depth + (token === '{' ? 1 : -1)
      take(at + 1)
    } else {
      strings.push(token.slice(1, -1))
      take(at + token.length, "''", token)
    }
  }
  take(text.length)
  return { code, bare, strings }
}

/** The place after a piece of template text, which ends at its quote or where an expression begins. */
function templateEnd(text: string, from: number, open: number[], isResumed = false): number {
  const end = /(?:\\[^]|(?!\$\{)[^`\\])*(`|\$\{)/uy
  end.lastIndex = from
  const isExpression = end.exec(text)?.[1] === '${'
  if (isExpression && !isResumed) open.push(0)
  if (!isExpression && isResumed) open.pop()
  return end.lastIndex === 0 ? text.length : end.lastIndex
}

function regexEnd(text: string, from: number): number {
  const end = /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/uy
  end.lastIndex = from
  return end.test(text) ? end.lastIndex : from + 1
}
