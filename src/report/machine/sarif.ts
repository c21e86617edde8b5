import { CODES } from '../../core/codes/codes.ts'
import { byCodeUnit } from '../../core/model/catalog.ts'
import type { Json } from '../../core/model/plain.ts'
import type { Place } from '../../core/model/problem.ts'
import type { Finding, Page } from '../page.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** Findings as a SARIF 2.1.0 log of one run, for code scanning; `version` is that of cliq-ds. */
export function sarifJson(pages: readonly Page[], version: string): Json {
  const findings = pages.flatMap(each => each.findings)
  const codes = [...new Set(findings.map(each => each.code))].sort(byCodeUnit)
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cliq-ds', semanticVersion: version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map(each => resultOf(each, codes)),
      },
    ],
  }
}

function ruleOf(code: string): Json {
  const { title = code, why = title, fix = title } = CODES[code] ?? {}
  return {
    id: code,
    shortDescription: { text: title },
    fullDescription: { text: why },
    help: { text: fix },
  }
}

function resultOf({ code, level, message, hint, at, fingerprint }: Finding, codes: readonly string[]): Json {
  const text = hint === undefined ? message : `${message}; ${hint}`
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level,
    message: { text },
    ...(at !== undefined && { locations: [locationOf(at)] }),
    partialFingerprints: { 'cliqDs/v1': fingerprint },
  }
}

function locationOf({ file, line, col }: Place): Json {
  // A URI: each part of the path is encoded, its slashes are not.
  const uri = file.split('/').map(encoded).join('/')
  return { physicalLocation: { artifactLocation: { uri }, region: { startLine: line, startColumn: col } } }
}

// Half a surrogate pair has no UTF-8, and encodeURIComponent throws for it.
function encoded(part: string): string {
  return encodeURIComponent(part.replaceAll(/\p{Cs}/gu, '\ufffd'))
}
