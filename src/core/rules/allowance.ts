import type { Place, Problem } from '../model/problem.ts'
import { isLint } from './lint.ts'

/** A comment of a file, and the line that it speaks of. */
export interface Comment {
  /** Without the sign that starts it. */
  readonly text: string
  readonly at: Place
  /** Its own line where something stands before it, else the next one that holds more than comments. */
  readonly covers: number
}

/** `cliq-ds:allow CODE until=YYYY-MM-DD reason="…"`: a broken rule that somebody answers for until a day. */
export interface Allowance {
  readonly code: string
  /** `YYYY-MM-DD`, the last day that it holds. */
  readonly until: string
  readonly at: Place
  readonly covers: number
}

/** What the comments of a project allow, and what is wrong with them as comments. */
export interface Allowances {
  readonly allowances: readonly Allowance[]
  readonly problems: readonly Problem[]
}

/** What starts every order to cliq-ds in a comment. */
export const ORDER = 'cliq-ds:'

const HINT = 'write `cliq-ds:allow CODE until=YYYY-MM-DD reason="why"`'

/** The allowances among comments; a comment that is nearly one is a problem, so that a slip is never silent. */
export function allowancesIn(comments: Iterable<Comment>): Allowances {
  const allowances: Allowance[] = []
  const problems: Problem[] = []
  for (const { text, at, covers } of comments) {
    const order = text.trimStart()
    if (!order.startsWith(ORDER)) continue
    const parts = /^cliq-ds:allow(?![\w-])(.*)$/s.exec(order)
    const read = parts === null ? wrong('only `allow` is known after `cliq-ds:`') : partsOf(parts[1] ?? '')
    if ('message' in read) problems.push({ severity: 'error', hint: HINT, ...read, at })
    else allowances.push({ ...read, at, covers })
  }
  return { allowances, problems }
}

type Told = Pick<Problem, 'code' | 'message'> & Pick<Problem, 'hint'>

function partsOf(text: string): Pick<Allowance, 'code' | 'until'> | Told {
  const [code = '', ...more] = text.trim().split(/\s+/)
  if (!/^[A-Z]{2}\d{3}$/.test(code)) return wrong('an allowance names the code that it allows')
  if (!isLint(code)) {
    const message = `\`${code}\` is not a rule that can be allowed: only codes that start with LT can`
    return { code: 'DF305', message, hint: 'fix what it reports; Cliq would refuse it' }
  }
  const rest = more.join(' ')
  const reason = /(?:^| )reason="((?:[^"\\]|\\.)*)"/.exec(rest)
  const others = rest.replace(reason?.[0] ?? '', '').trim()
  const [until, ...strange] = others === '' ? [] : others.split(' ')
  if (until === undefined) return wrong('an allowance needs a last day')
  const day = /^until=(\d{4}-\d{2}-\d{2})$/.exec(until)?.[1]
  if (day === undefined || !isDay(day)) return wrong('`until` is a day such as 2027-01-31')
  if (reason === null && strange.every(each => !each.startsWith('reason')))
    return { code: 'DF302', message: 'an allowance gives its reason' }
  if (reason === null) return wrong('write the reason in double quotes')
  if (strange.length > 0) return wrong('an allowance has only a code, `until` and `reason`')
  if ((reason[1] ?? '').trim() === '') return { code: 'DF302', message: 'the reason of an allowance is blank' }
  return { code, until: day }
}

function wrong(message: string): Told {
  return { code: 'DF301', message }
}

function isDay(day: string): boolean {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
  const days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
  return date >= 1 && date <= (days[month - 1] ?? 0)
}

/** The problems without the allowed ones, with the allowances that expired, allow nothing or cannot be read. */
export function withoutAllowed(
  problems: readonly Problem[],
  { allowances, problems: misread }: Allowances,
  today: string,
): readonly Problem[] {
  const used = new Set<Allowance>()
  const left = problems.filter(problem => {
    const by = allowances.filter(each => covers(each, problem))
    for (const each of by) used.add(each)
    return by.every(each => each.until < today)
  })
  const faults = allowances.flatMap((each): readonly Problem[] => {
    if (each.until < today) return [expired(each)]
    return used.has(each) || isUnsure(each.at.file, problems) ? [] : [unused(each)]
  })
  return [...left, ...misread, ...faults]
}

function covers({ code, at, covers: line }: Allowance, problem: Problem): boolean {
  return problem.code === code && problem.at?.file === at.file && problem.at.line === line
}

// What a wrong shape hides may well be what the comment allows.
function isUnsure(file: string, problems: readonly Problem[]): boolean {
  return problems.some(each => each.at?.file === file && /^(?:DF|YM|TS|FS|FT101)/.test(each.code))
}

function expired({ code, until, at }: Allowance): Problem {
  const message = `this allowance of ${code} expired on ${until}`
  return { code: 'DF303', severity: 'error', message, at, hint: 'fix what it allowed, or set a new day' }
}

function unused({ code, covers, at }: Allowance): Problem {
  const message = `this allowance of ${code} has no effect on line ${covers}`
  return { code: 'DF304', severity: 'error', message, at, hint: 'remove it, or move it to the line before' }
}
