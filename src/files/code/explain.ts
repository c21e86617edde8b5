import { fileURLToPath } from 'node:url'

import type { Place, Problem } from '../../core/model/problem.ts'
import { shownPath, startOf } from '../disk/readText.ts'
import { placesInCode } from './places.ts'
import type { NotPlain } from './plainValue.ts'
import type { FailedImport } from './resolve.ts'
import type { Answer, Thrown } from './worker.ts'

/** The file that was loaded, as messages need it. */
export interface Loaded {
  /** Real path of the project. */
  readonly root: string
  /** Relative to the root. */
  readonly file: string
  readonly text: string
}

type Bad = Exclude<Answer, { kind: 'value' }>

/** The one problem that a failed load comes down to, placed where that is known. */
export function problemOf(answer: Bad, loaded: Loaded): Problem {
  switch (answer.kind) {
    case 'no-default': {
      const hint = 'write `export default defineDatastore({ … })`, or defineConfig in a config'
      return tsProblem('TS103', 'there is no default export', startOf(loaded.file), hint)
    }
    case 'never-finished':
      return tsProblem('TS108', 'the file never finished loading', startOf(loaded.file), 'remove what it waits for')
    case 'not-plain':
      return notPlainProblem(answer.found, loaded)
    case 'thrown':
      return answer.failedImport === undefined
        ? thrownProblem(answer.thrown, loaded)
        : importProblem(answer.failedImport, answer.thrown, loaded)
  }
}

// What is nested a hundred times has a name as long.
const MOST_SHOWN = 80

function notPlainProblem({ path, what }: NotPlain, loaded: Loaded): Problem {
  const at = placeInExport(path, loaded)
  if (path === '' && what === 'a function') {
    const hint = `export what it returns: \`export default ${isConfig(loaded) ? 'defineConfig' : 'defineDatastore'}({ … })\``
    return tsProblem('TS104', 'the default export is a function', at, hint)
  }
  const where =
    path === ''
      ? 'the default export'
      : `the value at \`${path.length > MOST_SHOWN ? `${path.slice(0, MOST_SHOWN)}…` : path}\``
  const isUnset = what === 'undefined' && loaded.text.includes('process.env')
  const hint = isUnset
    ? isConfig(loaded)
      ? "set the variable, or write env('NAME') in place of process.env.NAME"
      : 'write the value itself: a definition sees no environment variable'
    : 'use plain JSON values: text, numbers, true, false, lists, mappings'
  return tsProblem('TS105', `${where} is ${what}`, at, hint)
}

function isConfig({ file }: Loaded): boolean {
  return /(?:^|\/)cliq-ds\.config\.[cm]?[jt]s$/u.test(file)
}

/** A problem of code that was run or could not be. */
export function tsProblem(code: string, message: string, at: Place, hint: string): Problem {
  return { code, severity: 'error', message, at, hint }
}

function thrownProblem(thrown: Thrown, loaded: Loaded): Problem {
  const at = placeInHeader(thrown.stack, loaded) ?? placeInFrames(thrown.stack, loaded) ?? startOf(loaded.file)
  if (thrown.code === 'ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX') {
    const hint =
      'types are stripped, not compiled: use a const object instead of an enum or a namespace, and plain fields'
    return tsProblem('TS102', thrown.message, at, hint)
  }
  if (thrown.isSyntax) {
    const isAbsent = /does not provide an export named/u.test(thrown.message)
    const hint = isAbsent
      ? 'check the name; a type is imported with `import type`'
      : /export|import statement/u.test(thrown.message)
        ? 'name the file .mjs or .mts, or set "type": "module" in package.json'
        : 'fix the syntax'
    return tsProblem('TS101', `syntax error: ${thrown.message}`, at, hint)
  }
  return tsProblem(
    'TS106',
    thrown.message.trim() === ''
      ? 'the file threw an error without a message'
      : `the file threw an error: ${thrown.message}`,
    at,
    'fix the code, or write the file in YAML',
  )
}

function importProblem({ why, specifier, from }: FailedImport, thrown: Thrown, loaded: Loaded): Problem {
  const at =
    from === ''
      ? (placeInFrames(thrown.stack, loaded) ?? startOf(loaded.file))
      : placeOfSpecifier(specifier, from, loaded)
  switch (why) {
    case 'absent':
      return tsProblem('TS109', `the import ${specifier} does not exist`, at, absentHint(specifier))
    case 'outside':
      return tsProblem(
        'TS110',
        `the import ${specifier} leaves the project`,
        at,
        'imports by path must stay below the config',
      )
    case 'reaches-out': {
      const hint = "definitions are data: compute them from the project's own modules"
      const what = from === '' ? specifier : `the import ${specifier}`
      return tsProblem('TS112', `${what} reaches outside`, at, hint)
    }
  }
}

function absentHint(specifier: string): string {
  if (/^[@~]?\//u.test(specifier))
    return 'write a path from this file with its ending: paths of tsconfig.json do not apply'
  return /^\.{1,2}\//u.test(specifier) ? 'check the path' : 'check the name, or install the package'
}

// A syntax error's stack starts with the place, the source line, and a caret below the column.
function placeInHeader(stack: string, loaded: Loaded): Place | undefined {
  const header = /^(file:\S+):(\d+)\n/u.exec(stack)
  const file = header?.[1] === undefined ? undefined : projectFile(header[1], loaded)
  if (file === undefined) return undefined
  const caret = stack.split('\n').find(line => /^\s*\^+\s*$/u.test(line))
  return { file, line: Number(header?.[2]), col: caret === undefined ? 1 : caret.indexOf('^') + 1 }
}

function placeInFrames(stack: string, loaded: Loaded): Place | undefined {
  for (const [, url = '', line, col] of stack.matchAll(/(file:[^\s)]+?):(\d+):(\d+)/gu)) {
    const file = projectFile(url, loaded)
    if (file !== undefined) return { file, line: Number(line), col: Number(col) }
  }
  return undefined
}

function placeOfSpecifier(specifier: string, from: string, loaded: Loaded): Place {
  const file = projectFile(from, loaded)
  if (file !== loaded.file) return startOf(file ?? loaded.file)
  const quoted = [`'${specifier}'`, `"${specifier}"`].map(each => loaded.text.indexOf(each)).find(each => each >= 0)
  return quoted === undefined ? startOf(file) : placeAt(loaded, quoted)
}

// `fields[2].type`, or the nearest part around it that the text shows.
function placeInExport(path: string, loaded: Loaded): Place {
  const { places } = placesInCode(loaded.text, loaded.file)
  for (let at = path.replaceAll(/\[(\d+)\]/gu, '.$1'); at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const place = places.get(at)
    if (place !== undefined) return place
  }
  return placeOfExport(loaded)
}

function placeOfExport(loaded: Loaded): Place {
  const index = loaded.text.search(/^export default\b/mu)
  return index < 0 ? startOf(loaded.file) : placeAt(loaded, index)
}

function placeAt({ file, text }: Loaded, index: number): Place {
  const lines = text.slice(0, index).split('\n')
  return { file, line: lines.length, col: (lines.at(-1) ?? '').length + 1 }
}

function projectFile(url: string, { root }: Loaded): string | undefined {
  if (!url.startsWith('file:') || url.includes('/node_modules/')) return undefined
  const shown = shownPath(fileURLToPath(url), root)
  return shown.startsWith('/') || /^[A-Za-z]:/u.test(shown) ? undefined : shown
}
