/** A piece of TypeScript or JavaScript, as far as telling text, comments and code apart takes. */
export interface Token {
  readonly kind: 'word' | 'text' | 'template' | 'number' | 'comment' | 'pattern' | 'sign'
  /** As written, quotes included. */
  readonly source: string
  readonly offset: number
}

const BLANK = /\s+/y
const RULES: readonly (readonly [Token['kind'], RegExp])[] = [
  ['comment', /\/\/[^\n\r]*|\/\*[^]*?(?:\*\/|$)/y],
  ['text', /'[^'\\\n]*(?:\\[^][^'\\\n]*)*'?|"[^"\\\n]*(?:\\[^][^"\\\n]*)*"?/y],
  ['word', /#?[\p{L}_$][\p{L}\p{M}\p{N}_$]*/uy],
  ['number', /\d[\w.]*/y],
  ['sign', /\.\.\.|=>|[=!]==?|[^]/uy],
]
const PATTERN = /\/(?![*/])[^/\\\n[]*(?:(?:\\.|\[[^\]\\\n]*(?:\\.[^\]\\\n]*)*\])[^/\\\n[]*)*\/[a-z]*/y
// From the sign that opens it or ends a part of code, up to the next one.
const TEMPLATE = /[`}][^`\\$]*(?:(?:\\[^]|\$(?!\{))[^`\\$]*)*(?:`|\$\{|\\?$)/y

/** The tokens of a text, blanks left out. Never throws: what is no code comes as signs. */
export function scan(text: string): readonly Token[] {
  const tokens: Token[] = []
  // For each open `${` of a template: how many braces are open inside it.
  const templates: number[] = []
  let at = 0
  const take = (kind: Token['kind'], rule: RegExp): boolean => {
    rule.lastIndex = at
    const source = rule.exec(text)?.[0] ?? ''
    if (source === '') return false
    tokens.push({ kind, source, offset: at })
    at += source.length
    return true
  }
  const takeTemplate = (): void => {
    if (take('template', TEMPLATE) && tokens.at(-1)?.source.endsWith('${') === true) templates.push(0)
  }
  while (at < text.length) {
    BLANK.lastIndex = at
    at += BLANK.exec(text)?.[0].length ?? 0
    const next = text[at]
    if (next === undefined) break
    const inside = templates.at(-1)
    if (next === '`') takeTemplate()
    else if (next === '}' && inside === 0) {
      templates.pop()
      takeTemplate()
    } else if (next !== '/' || !mayBePattern(tokens.at(-1)) || !take('pattern', PATTERN)) {
      RULES.some(([kind, rule]) => take(kind, rule))
      if (inside !== undefined) templates[templates.length - 1] = inside + (BRACES[next] ?? 0)
    }
  }
  return tokens
}

const BRACES: Readonly<Record<string, number>> = { '{': 1, '}': -1 }
const BEFORE_PATTERN = /^(?:return|typeof|case|in|of|void|delete|await|yield)$/

// After a value a slash divides.
function mayBePattern(before: Token | undefined): boolean {
  if (before === undefined) return true
  if (before.kind === 'word') return BEFORE_PATTERN.test(before.source)
  return before.kind === 'sign' && ![')', ']', '}'].includes(before.source)
}
