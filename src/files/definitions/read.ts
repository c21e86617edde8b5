import { resolve } from 'node:path'

import type { Definition } from '../../core/definition.ts'
import { Failure } from '../../core/failure.ts'
import { sortedProblems } from '../../core/problem.ts'
import type { Problem } from '../../core/problem.ts'
import { checkDefinitions } from '../../core/rules.ts'
import { decodeDefinition } from '../../core/rules/decode.ts'
import type { Decoded } from '../../core/rules/decode.ts'
import { readText, startOf } from '../readText.ts'
import { listDefinitions } from './list.ts'
import type { DefinitionFile } from './list.ts'

/** What the definition folder holds. */
export interface Definitions {
  /** Every definition that could be read, those with errors too: whoever uses them asks hasErrors first. */
  readonly definitions: readonly Definition[]
  /** Sorted. Unreadable files and an empty folder are problems, never absent definitions. */
  readonly problems: readonly Problem[]
  /** Relative to the project, with forward slashes, sorted. */
  readonly files: readonly string[]
  /** Texts of YAML and JSON files by file, for the line under a problem. */
  readonly sources: ReadonlyMap<string, string>
}

/** Gives the default export of a TypeScript or JavaScript file. */
export type LoadCode = (absolutePath: string) => Promise<{ readonly value: unknown } | { readonly problem: Problem }>

export interface ReadOptions {
  /** Undefined refuses every definition that is code. */
  readonly loadCode: LoadCode | undefined
}

const MOST_BYTES = 1_048_576
// Far below what a process may hold open, enough to keep the disk busy.
const AT_ONCE = 32

/** Reads and checks every definition below a folder of the project. Never throws for what a file holds. */
export async function readDefinitions(root: string, folder: string, options: ReadOptions): Promise<Definitions> {
  const listed = await listDefinitions(root, folder)
  const read: ReadFile[] = []
  for (let at = 0; at < listed.files.length; at += AT_ONCE) {
    const some = listed.files.slice(at, at + AT_ONCE)
    read.push(...(await Promise.all(some.map(file => readDefinition(root, file, options)))))
  }
  const definitions = read.flatMap(each => each.definition ?? [])
  const problems = [...listed.problems, ...read.flatMap(each => each.problems), ...checkDefinitions(definitions)]
  return {
    definitions,
    problems: sortedProblems(problems),
    files: listed.files.map(each => each.name),
    sources: new Map(read.flatMap(each => (each.text === undefined ? [] : [[each.name, each.text] as const]))),
  }
}

interface ReadFile extends Decoded {
  readonly name: string
  readonly text?: string
}

async function readDefinition(root: string, file: DefinitionFile, options: ReadOptions): Promise<ReadFile> {
  const { name } = file
  if (file.kind === 'code') return { name, ...(await readCode(root, name, options)) }
  try {
    const text = await readText(resolve(root, name), root, { maxBytes: MOST_BYTES })
    return { name, text, ...(await decodeText(text, name)) }
  } catch (error) {
    if (error instanceof Failure) return { name, problems: error.problems }
    throw error
  }
}

async function decodeText(text: string, name: string): Promise<Decoded> {
  // The parser is most of the start-up of a run: it is loaded when there is something to parse.
  const { parseYaml } = await import('../yaml.ts')
  const parsed = parseYaml(text, name)
  if (parsed.value === undefined) return { problems: parsed.problems.map(withHint) }
  const decoded = decodeDefinition(parsed.value, { file: name, ...parsed })
  return { ...decoded, problems: [...parsed.problems, ...decoded.problems] }
}

function withHint(problem: Problem): Problem {
  if (problem.code !== 'YM102') return problem
  return { ...problem, hint: 'a definition is a mapping that starts with `unique_name:`' }
}

async function readCode(root: string, name: string, { loadCode }: ReadOptions): Promise<Decoded> {
  const at = startOf(name)
  if (loadCode === undefined) {
    const hint = 'write it in YAML, or run without --no-code where you trust the branch'
    return { problems: [{ code: 'DF106', severity: 'error', message: 'code is not run with --no-code', at, hint }] }
  }
  const loaded = await loadCode(resolve(root, name))
  if ('problem' in loaded) return { problems: [loaded.problem] }
  return decodeDefinition(loaded.value, { file: name, places: new Map([['', at]]) })
}
