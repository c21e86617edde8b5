import type { Json } from '../core/model/plain.ts'
import type { Format } from './formats.ts'
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

/** Pages of one run, an environment each, as a file. `version` is that of cliq-ds. */
type Renderer = (pages: readonly Page[], version: string) => string

const RENDERERS: Readonly<Record<Format, Renderer>> = {
  text: pages => `${pagesText(pages, plainPaint, { unfolded: UNFOLDED })}\n`,
  markdown: pages => `${pagesMarkdown(pages).text}\n`,
  html: pagesHtml,
  json: pages => machineText(documentOf(pages)),
  sarif: (pages, version) => machineText(sarifJson(pages, version)),
  junit: junitXml,
  codequality: pages => machineText(codeQualityJson(pages)),
  terraform: pages => machineText(terraformJson(pages)),
}

/** Pages of one run, an environment each, as a file of one format. `version` is that of cliq-ds. */
export function render(pages: readonly Page[], format: Format, version: string): string {
  return RENDERERS[format](pages, version)
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
