import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import * as fc from 'fast-check'
import { parse } from 'parse5'
import type { DefaultTreeAdapterTypes } from 'parse5'
import { chromium } from 'playwright-core'
import type { Page as Tab } from 'playwright-core'
import { expect, test } from 'vitest'

import { timelineOf } from '../../src/core/plan/timeline.ts'
import type { Timeline } from '../../src/core/plan/timeline.ts'
import { timelineHtml } from '../../src/report/html/timeline.ts'
import { planPage } from '../../src/report/pages/plan.ts'
import { render } from '../../src/report/render.ts'
import { definition, documentOf, field, liveOf, lockOf, store } from './build.ts'
import { empdirDocument } from './empdir.ts'
import { FAINT } from './faint.ts'
import { documents, poisoned } from './histories.ts'

const BROWSER = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const ACTING = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><a href="https://evil.example">x</a>',
  "' onfocus='alert(1)' x='",
  '</title><style>*{display:none}</style>',
  '</details></section></main><form action=//evil.example>',
  '&lt;b&gt;&#60;i>',
  '<!-- x --><![CDATA[y]]>',
  '\u202e\u0000\u001b[31m',
]

const OURS: ReadonlySet<string> = new Set(
  (
    'html head meta link title style body a header h1 h2 h3 h4 nav ul ol li main section p strong code pre div article ' +
    'table thead tbody tr th td span br details summary footer'
  ).split(' '),
)

interface Seen {
  readonly tags: readonly string[]
  readonly attributes: readonly (readonly [string, string])[]
}

/** What a browser would make of the text. */
function seenIn(html: string): Seen {
  const tags: string[] = []
  const attributes: (readonly [string, string])[] = []
  const visit = (node: DefaultTreeAdapterTypes.Node): void => {
    if ('tagName' in node) {
      tags.push(node.tagName)
      attributes.push(...node.attrs.map(each => [each.name, each.value] as const))
    } else if (node.nodeName === '#comment') tags.push(node.nodeName)
    if ('childNodes' in node) node.childNodes.forEach(visit)
  }
  visit(parse(html))
  return { tags, attributes }
}

test('no text of a plan is more than text in its HTML, wherever it comes from', () => {
  fc.assert(
    fc.property(documents, fc.constantFrom(...ACTING), (document, text) => {
      const page = planPage(poisoned(document, text), { next: [`cliq-ds ${text}`], planFile: text })
      const { tags, attributes } = seenIn(render([page], 'html', '1.2.3'))
      expect(tags.filter(each => !OURS.has(each))).toEqual([])
      for (const once of ['style', 'title', 'body', 'main', 'h1', 'h2'])
        expect(tags.filter(each => each === once)).toEqual([once])
      for (const [name, value] of attributes) {
        expect(name).not.toMatch(/^on|^src$|^style$|^action$/u)
        if (name === 'href') expect(value).toMatch(/^(?:#[\w-]+|data:,)$/u)
      }
    }),
    { numRuns: 40 },
  )
})

/** What a lane looks like in the picture: how many marks of each kind. */
function marksOf(timeline: Timeline): Readonly<Record<string, number>> {
  const html = timelineHtml(timeline, 'x')
  const count = (kind: string) => html.split(`<rect class="${kind}"`).length - 1
  return { call: count('call'), wait: count('wait'), lock: count('lock') }
}

const many = Array.from({ length: 25 }, (_, at) => store(`store${at}`, { a: field() }))
const { steps } = documentOf({ definitions: many.map(each => definition(each)) }).plan
const budgets = { limits: new Map(), windowMs: 60_000 }

test('the picture of calls has a lane for each operation, each call, each wait for a limit and each lock-out', () => {
  const reads = { listing: 1, datastores: 0, records: 0 }
  const timeline = timelineOf(steps, reads, budgets)
  expect(timeline.calls.filter(each => each.operation === 'datastores.create')).toHaveLength(25)
  expect(marksOf(timeline)).toEqual({ call: 27, wait: 2, lock: 0 })
  const lockedMs = new Map([['datastores.create', 90_000] as const])
  const locked = timelineOf(steps, reads, budgets, { agoMs: new Map(), lockedMs })
  expect(marksOf(locked)).toEqual({ call: 27, wait: 2, lock: 1 })
  expect(locked.calls.find(each => each.operation === 'datastores.create')?.startMs).toBeGreaterThanOrEqual(90_000)
})

test('above 2,000 calls the picture has a mark for each window', () => {
  const reads = { listing: 1, datastores: 0, records: 2_100 }
  const { call } = marksOf(timelineOf(steps, reads, budgets))
  expect(call).toBeGreaterThan(70)
  expect(call).toBeLessThan(100)
})

const long = 'x'.repeat(250)
const guide = empdirDocument()
const timeline = timelineOf(guide.plan.steps, { listing: 1, datastores: 3, records: 3 }, budgets, {
  agoMs: new Map(),
  lockedMs: new Map([['fields.edit', 20_000]]),
})
const wide = documentOf({
  live: liveOf(...many.slice(0, 2)),
  locked: lockOf(...many.slice(0, 2)),
  definitions: [
    definition(store('l'.repeat(20), { ['f'.repeat(20)]: field({ default_value: long }) }, { description: long })),
  ],
})
const report = render(
  [
    planPage({ ...guide, timeline }, { next: [`cliq-ds apply --expect sha256-v1:${'0'.repeat(64)}`] }),
    planPage({ ...wide, environment: 'production' }),
  ],
  'html',
  '1.2.3',
)

const FOCUSED = "document.activeElement.getAttribute('href') ?? document.activeElement.tagName"

/** What the tab key comes to, in its order. */
async function focused(tab: Tab): Promise<readonly string[]> {
  const seen: string[] = []
  for (let times = 0; times < 40; times++) {
    await tab.keyboard.press('Tab')
    const text = await tab.evaluate<string>(FOCUSED)
    if (text === 'BODY') break
    seen.push(text)
  }
  return seen
}

test('in a browser a report needs no network, fits a phone, can be read, searched, and gone through by keyboard', async context => {
  if (!existsSync(BROWSER)) return context.skip(`there is no ${BROWSER} here`)
  const folder = await mkdtemp(join(tmpdir(), 'report-'))
  const browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS })
  try {
    const file = join(folder, 'report.html')
    await writeFile(file, report)
    const requests: string[] = []
    for (const colorScheme of ['light', 'dark'] as const) {
      const tab = await browser.newPage({ viewport: { width: 320, height: 640 }, colorScheme, javaScriptEnabled: true })
      tab.on('request', each => requests.push(each.url()))
      await tab.goto(pathToFileURL(file).href)
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320)
      expect(await tab.evaluate(FAINT)).toEqual([])
      if (colorScheme === 'light') {
        const order = await focused(tab)
        expect(order.slice(0, 3)).toEqual(['#report', '#page-1', '#page-1-losses'])
        expect(order).toContain('SUMMARY')
        const find = (text: string) => tab.evaluate(`window.find(${JSON.stringify(text)})`)
        expect(await find('212 of 230 records')).toBe(true)
        expect(await find('nothing of this kind')).toBe(false)
        const losses = await tab.locator('#page-1 > section').first().getAttribute('id')
        expect(losses).toBe('page-1-losses')
      }
      await tab.close()
    }
    expect(requests).toEqual([pathToFileURL(file).href, pathToFileURL(file).href])
  } finally {
    await browser.close()
    await rm(folder, { recursive: true, force: true })
  }
}, 60_000)
