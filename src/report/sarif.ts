import { CODES } from '../core/codes/codes.ts'
import { byCodeUnit } from '../core/model/catalog.ts'
import type { Json } from '../core/model/plain.ts'
import { sortedProblems } from '../core/model/problem.ts'
import type { Place, Problem } from '../core/model/problem.ts'

const SCHEMA = 'https://json.schemastore.org/sarif-2.1.0.json'

/** Problems as a SARIF 2.1.0 log of one run, for code scanning; `version` is that of cliq-ds. */
export function sarifJson(problems: readonly Problem[], version: string): Json {
  const sorted = sortedProblems(problems)
  const codes = [...new Set(sorted.map(each => each.code))].sort(byCodeUnit)
  return {
    $schema: SCHEMA,
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'cliq-ds', semanticVersion: version, rules: codes.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: sorted.map(problem => resultOf(problem, codes)),
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

function resultOf({ code, severity, message, hint, at }: Problem, codes: readonly string[]): Json {
  const text = hint === undefined ? message : `${message}; ${hint}`
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity,
    message: { text },
    ...(at !== undefined && { locations: [locationOf(at)] }),
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
