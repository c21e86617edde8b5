import { duration, grouped } from '../amounts.ts'
import { REVIEW_ORDER } from '../page.ts'
import type { Page, PartId } from '../page.ts'
import { differencesGroups } from '../pages/promotion.ts'
import { blockHtml, tableHtml, wordsHtml } from './blocks.ts'
import { htmlText } from './escape.ts'
import { STYLE } from './style.ts'

// Nothing is fetched, run or sent, whatever a text could do.
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"

/** Pages as one HTML file that needs nothing beside it: no network, no script. */
export function pagesHtml(pages: readonly Page[], version: string): string {
  const title = titleOf(pages)
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${htmlText(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,">',
    `<title>${htmlText(title)}</title><style>${STYLE}</style></head>`,
    '<body><a class="skip" href="#report">To the report</a>',
    `<header><h1>${htmlText(title)}</h1>`,
    contents(pages),
    `</header><main id="report">`,
    overview(pages),
    ...differencesGroups(pages.map(each => each.differences ?? [])).map(each => blockHtml(each, 'differences')),
    ...pages.map((page, at) => pageHtml(page, idOf(at))),
    `</main><footer><p class="soft">cliq-ds ${htmlText(version)}</p></footer></body></html>`,
    '',
  ].join('\n')
}

function titleOf(pages: readonly Page[]): string {
  const [first] = pages
  const names = pages.map(each => each.environment).filter(each => each !== '')
  const verb = first?.verb ?? 'report'
  return `cliq-ds ${verb}${names.length === 0 ? '' : `: ${names.join(', ')}`}`
}

// Ids are ours: a name is no part of them.
function idOf(at: number): string {
  return `page-${at + 1}`
}

function contents(pages: readonly Page[]): string {
  const links = pages.flatMap((page, at) => {
    const own = page.environment === '' ? page.verb : page.environment
    const first = pages.length === 1 ? [] : [`<li><a href="#${idOf(at)}">${htmlText(own)}</a></li>`]
    const parts = REVIEW_ORDER.filter(id => hasPart(page, id)).map(
      id => `<li><a href="#${idOf(at)}-${id}">${htmlText(NAMES[id])}</a></li>`,
    )
    return [...first, ...parts]
  })
  const next = pages.some(each => each.next.length > 0) ? '<li><a href="#page-1-next">what to type</a></li>' : ''
  return `<nav aria-label="Parts of the report"><ul>${links.join('')}${next}</ul></nav>`
}

const NAMES: Readonly<Record<PartId, string>> = {
  outcome: 'what came of it',
  losses: 'losses',
  hazards: 'what may fail',
  checks: 'checks',
  problems: 'problems',
  changes: 'changes',
  drift: 'drift',
  ignored: 'ignored',
  pending: 'pending',
  rows: 'rows',
  calls: 'calls and time',
  steps: 'steps',
  kept: 'what is kept',
  scopes: 'scopes',
}

function hasPart({ parts }: Page, id: PartId): boolean {
  return parts.some(each => each.id === id && each.blocks.some(block => blockHtml(block, '') !== ''))
}

function overview(pages: readonly Page[]): string {
  if (pages.length < 2) return ''
  const header = ['environment', '+', '~', '-', 'losses', 'drift', 'calls', 'time']
  const rows = pages.map(({ environment, figures }, at) => {
    const name = `<a href="#${idOf(at)}">${htmlText(environment)}</a>`
    if (figures === undefined) return [name]
    const { add, change, remove, losses, drift, calls, seconds } = figures
    return [name, ...[add, change, remove, losses, drift, calls].map(grouped), htmlText(duration(seconds))]
  })
  return tableHtml(header, rows)
}

function pageHtml(page: Page, id: string): string {
  const { environment, where, about, verdict, parts, next } = page
  const label = verdict.label === '' ? '' : `<strong>${htmlText(verdict.label)}</strong>: `
  const lines = [htmlText(where), ...about.map(wordsHtml)].filter(each => each !== '').join(' · ')
  const sections = REVIEW_ORDER.flatMap(part => {
    const blocks = parts.filter(each => each.id === part).flatMap(each => each.blocks)
    const html = blocks.map((block, at) => blockHtml(block, `${id}-${part}-${at + 1}`)).filter(each => each !== '')
    return html.length === 0 ? [] : [`<section id="${id}-${part}">${html.join('\n')}</section>`]
  })
  const beside = verdict.beside === undefined ? '' : ` · ${htmlText(verdict.beside)}`
  const commands = next.map(each => htmlText(each)).join('\n')
  const end =
    next.length === 0
      ? ''
      : `<section id="${id}-next"><h3>What to type</h3><pre><code>${commands}</code></pre></section>`
  const head = environment === '' ? '' : `<h2>${htmlText(environment)}</h2>`
  return [
    `<section id="${id}">${head}<p>${label}${wordsHtml(verdict.says)}${beside}</p><p class="soft">${lines}</p>`,
    ...sections,
    `${end}</section>`,
  ].join('\n')
}
