import { resolve } from 'node:path'

import type { Definitions } from '../../core/model/definition.ts'
import { Failure } from '../../core/model/failure.ts'
import { capped } from '../../core/model/fold.ts'
import type { Problem } from '../../core/model/problem.ts'
import { underPolicy } from '../../core/rules/policy.ts'
import type { Policy } from '../../core/rules/policy.ts'
import { checkDefinitions } from '../../core/rules/rules.ts'
import { allowancesIn } from '../../core/rules/allowance.ts'
import type { Comment } from '../../core/rules/allowance.ts'
import { decodeDefinition } from '../../core/rules/decode.ts'
import type { Decoded } from '../../core/rules/decode.ts'
import { mayHoldOrders } from '../yaml/orders.ts'
import { MOST_TYPED_BYTES, readText, startOf } from '../disk/readText.ts'
import { readYaml } from '../yaml/read.ts'
import { listDefinitions } from './list.ts'
import type { DefinitionFile } from './list.ts'

/** Gives the default export of a TypeScript or JavaScript file. */
export type LoadCode = (absolutePath: string) => Promise<{ readonly value: unknown } | { readonly problem: Problem }>

export interface ReadOptions {
  /** Undefined refuses every definition that is code. */
  readonly loadCode: LoadCode | undefined
  /** Without one, every rule is at its own level and comments allow nothing. */
  readonly policy?: Policy
}
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
  const { policy } = options
  const laws = checkDefinitions(definitions, policy)
  const found = [...listed.problems, ...read.flatMap(each => each.problems), ...laws]
  const problems =
    policy === undefined ? found : underPolicy(found, allowancesIn(read.flatMap(each => each.comments ?? [])), policy)
  return {
    definitions: definitions.filter(each => each.extension === undefined),
    rowsOnly: definitions.filter(each => each.extension !== undefined),
    problems: capped(problems),
    files: listed.files.map(each => each.name),
    sources: new Map(read.flatMap(each => (each.text === undefined ? [] : [[each.name, each.text] as const]))),
  }
}

interface ReadFile extends Decoded {
  readonly name: string
  readonly text?: string
  readonly comments?: readonly Comment[]
}

async function readDefinition(root: string, file: DefinitionFile, options: ReadOptions): Promise<ReadFile> {
  const { name } = file
  if (file.kind === 'code') return { name, ...(await readCode(root, name, options)) }
  try {
    const text = await readText(resolve(root, name), root, { maxBytes: MOST_TYPED_BYTES })
    return { name, text, ...(await decodeText(text, name)) }
  } catch (error) {
    if (error instanceof Failure) return { name, problems: error.problems }
    throw error
  }
}

async function decodeText(text: string, name: string): Promise<Omit<ReadFile, 'name'>> {
  const parsed = await readYaml(text, name)
  if (parsed.value === undefined) return { problems: parsed.problems.map(withHint) }
  const decoded = decodeDefinition(parsed.value, { file: name, ...parsed })
  const comments = mayHoldOrders(text) ? (await import('../yaml/comments.ts')).yamlComments(text, name) : []
  return { ...decoded, comments, problems: [...parsed.problems, ...decoded.problems] }
}

function withHint(problem: Problem): Problem {
  if (problem.code !== 'YM102') return problem
  return { ...problem, hint: 'a definition is a mapping that starts with `unique_name:`' }
}

async function readCode(root: string, name: string, { loadCode }: ReadOptions): Promise<Omit<ReadFile, 'name'>> {
  const at = startOf(name)
  if (loadCode === undefined) {
    const hint = 'write it in YAML, or run without --no-code where you trust the branch'
    return { problems: [{ code: 'DF106', severity: 'error', message: 'code is not run with --no-code', at, hint }] }
  }
  const loaded = await loadCode(resolve(root, name))
  const text = await textOfCode(root, name)
  const source = text === undefined ? {} : { text }
  if ('problem' in loaded) return { ...source, problems: [loaded.problem] }
  const { placesInCode } = await import('../code/places.ts')
  const { places, keys, comments } = placesInCode(text ?? '', name)
  const origin = { file: name, places: new Map([['', at], ...places]), keys }
  return { ...source, comments, ...decodeDefinition(loaded.value, origin) }
}

// Whether it can be read was told when it was loaded.
async function textOfCode(root: string, name: string): Promise<string | undefined> {
  try {
    return await readText(resolve(root, name), root, { maxBytes: MOST_TYPED_BYTES })
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
