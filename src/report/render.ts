import type { Json } from '../core/model/plain.ts'
import { FORMAT_VERSION, jsonText } from './json.ts'
import { pagesHtml } from './html/html.ts'
import { codeQualityJson } from './machine/codeQuality.ts'
import { junitXml } from './machine/junit.ts'
import { sarifJson } from './machine/sarif.ts'
import { terraformJson } from './machine/terraform.ts'
import { pagesMarkdown } from './markdown/markdown.ts'
import type { Page, PartId } from './page.ts'
import { plainPaint } from './paint.ts'
import { pagesText } from './text/text.ts'

/** What a report can be written as. */
export const FORMATS = ['text', 'markdown', 'json', 'html', 'sarif', 'junit', 'codequality', 'terraform'] as const

/** One of them. */
export type Format = (typeof FORMATS)[number]

/** Pages of one run, an environment each, as a file of one format. `version` is that of cliq-ds. */
export function render(pages: readonly Page[], format: Format, version: string): string {
  switch (format) {
    case 'text':
      return `${pagesText(pages, plainPaint, { unfolded: UNFOLDED })}\n`
    case 'markdown':
      return `${pagesMarkdown(pages).text}\n`
    case 'html':
      return pagesHtml(pages, version)
    case 'json':
      return machineText(documentOf(pages))
    case 'sarif':
      return machineText(sarifJson(pages, version))
    case 'junit':
      return junitXml(pages)
    case 'codequality':
      return machineText(codeQualityJson(pages))
    case 'terraform':
      return machineText(terraformJson(pages))
  }
}

const UNFOLDED: ReadonlySet<PartId> = new Set(['changes', 'steps', 'rows', 'calls'])

// One page is the document that --json prints; several stand in one document.
function documentOf(pages: readonly Page[]): Json {
  const [first, ...more] = pages
  if (first !== undefined && more.length === 0) return first.json
  return { formatVersion: FORMAT_VERSION, environments: pages.map(each => each.json) }
}

function machineText(json: Json): string {
  return `${jsonText(json, 2)}\n`
}
