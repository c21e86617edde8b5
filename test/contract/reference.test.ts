import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { answerProblems, requestProblems } from './contract.ts'
import { OPERATIONS } from './facts.ts'
import type { ContractOperation } from './facts.ts'
import { REQUESTS } from './requests.ts'

interface DocumentOperation {
  readonly method: string
  readonly path: string
  readonly rate: { readonly limit: number; readonly lockSeconds: number }
  readonly oauthScope: { readonly asWrittenInSecurity: string }
  readonly queryParams: readonly { readonly name: string; readonly required: boolean }[]
  readonly requestBody: {
    readonly schemaRef: string | null
    readonly inlineSchema: { readonly required: readonly string[]; readonly properties: object } | null
    readonly examples: Readonly<Record<string, unknown>> | null
  } | null
  readonly success: { readonly status: number; readonly example: unknown }
  readonly errorCodes: readonly string[]
}

interface Limits {
  readonly [key: string]: unknown
  readonly properties?: Readonly<Record<string, Limits>>
  readonly items?: Limits
}

interface Document {
  readonly operations: readonly DocumentOperation[]
  readonly schemas: Readonly<Record<string, { readonly constraints: Limits }>>
}

const file = new URL('../../../shared/reference/api-digest.json', import.meta.url)
const document: Document = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { operations: [], schemas: {} }
const names = Object.keys(OPERATIONS) as ContractOperation[]

const ourPath = (path: string): string =>
  path.replace('{DATASTORE_ID}', '{id}').replace('{DATASTORE_UNIQUE_NAME}', '{name}').replace('{RECORD_ID}', '{record}')

const documented = (operation: ContractOperation): DocumentOperation => {
  const { method, path } = OPERATIONS[operation]
  const found = document.operations.find(each => each.method === method && ourPath(each.path) === path)
  if (found === undefined) throw new Error(`the document has no ${method} ${path}`)
  return found
}

/** The operations whose answer the document shows. */
const shown = names.filter(name => document.operations.length > 0 && documented(name).success.example !== null)

/** Every figure and list of a schema, by its place: `fields.items.name maxLength`. */
function figures(schema: Limits, place = ''): Record<string, unknown> {
  const own = ['maxItems', 'maxLength', 'minLength', 'enum', 'required'].flatMap(word =>
    word in schema ? [[`${place} ${word}`, schema[word]] as const] : [],
  )
  const inner = Object.entries(schema.properties ?? {}).map(([name, each]) => figures(each, `${place}.${name}`))
  const items = schema.items === undefined ? {} : figures(schema.items, `${place}[]`)
  return Object.assign({}, Object.fromEntries(own), items, ...inner)
}

describe.skipIf(document.operations.length === 0)('the contract and the API document', () => {
  test('both have the same 16 operations', () => {
    expect(document.operations).toHaveLength(16)
    expect(names.map(documented)).toHaveLength(16)
    expect(new Set(names.map(documented)).size).toBe(16)
  })

  test.each(names)('%s has the figures, scope, codes and success of the document', operation => {
    const { rate, oauthScope, errorCodes, success } = documented(operation)
    const ours = OPERATIONS[operation]
    const [limit, minutes, scope] = [rate.limit, rate.lockSeconds / 60, oauthScope.asWrittenInSecurity]
    expect([ours.limit, ours.lockOutMinutes, ours.scope, ours.success]).toEqual([limit, minutes, scope, success.status])
    expect([...ours.codes].sort()).toEqual([...errorCodes].sort())
  })

  test.each(names)('%s takes the query of the document and needs what it needs', operation => {
    const { properties, required } = REQUESTS[operation].query as { properties: object; required: string[] }
    const { queryParams } = documented(operation)
    expect(Object.keys(properties).sort()).toEqual(queryParams.map(({ name }) => name).sort())
    expect(required).toEqual(queryParams.filter(each => each.required).map(({ name }) => name))
  })

  test.each(names)('%s takes a body with the keys and within the limits of the document', operation => {
    const { requestBody } = documented(operation)
    const ours: Limits | undefined = REQUESTS[operation].body
    expect(ours === undefined).toBe(requestBody === null)
    if (requestBody === null || ours === undefined) return
    const theirs = requestBody.inlineSchema ?? document.schemas[requestBody.schemaRef ?? '']?.constraints
    if (theirs === undefined) throw new Error('the document has no such schema')
    expect(Object.keys(ours.properties ?? {}).sort()).toEqual(Object.keys(theirs['properties'] ?? {}).sort())
    // Where a name is fixed by a pattern, the pattern holds its length.
    const lengths = Object.entries(figures(theirs as Limits)).filter(([place]) => !place.endsWith('name maxLength'))
    const wanted = Object.fromEntries(lengths.map(([place, figure]) => [place, sorted(figure)] as const))
    const given = Object.fromEntries(
      Object.entries(figures(ours)).map(([place, figure]) => [place, sorted(figure)] as const),
    )
    expect(given).toMatchObject(wanted)
  })

  test.each(shown)('%s: what the document shows as an answer passes', operation => {
    const { success } = documented(operation)
    expect(answerProblems(operation, success.status, success.example)).toEqual([])
  })

  test('what the document shows as a body passes, but for the fixed attribute of an edited field', () => {
    const path = (operation: ContractOperation): string =>
      OPERATIONS[operation].path.replace('{id}', '227828000000132001').replace('{name}', 'empdir')
    const bodies = names.flatMap(operation =>
      Object.values(documented(operation).requestBody?.examples ?? {}).map(body => ({ operation, body })),
    )
    expect(bodies.length).toBeGreaterThan(3)
    for (const { operation, body } of bodies)
      expect(requestProblems(operation, { path: path(operation), query: {}, body })).toEqual([])
  })
})

function sorted(figure: unknown): unknown {
  return Array.isArray(figure) ? figure.toSorted() : figure
}
