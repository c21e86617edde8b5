import { Ajv } from 'ajv'
import type { ValidateFunction } from 'ajv'
import { ANSWERS, NO_CONTENT, REFUSAL } from './answers.ts'
import { ERROR_STATUSES, OPERATIONS } from './facts.ts'
import type { ContractOperation } from './facts.ts'
import { REQUESTS } from './requests.ts'
import type { Schema } from './requests.ts'

/** A request as far as the contract speaks of it. */
export interface ContractRequest {
  /** With or without `/api/v3` in front, without the query. */
  readonly path: string
  readonly query: Readonly<Record<string, string>>
  readonly body?: unknown
}

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strictRequired: false })
const compiled = new Map<Schema, ValidateFunction>()

/** What is wrong with a request, a sentence each; empty when the document allows it. */
export function requestProblems(operation: ContractOperation, { path, query, body }: ContractRequest): string[] {
  const schemas = REQUESTS[operation]
  const bodyProblems =
    schemas.body === undefined
      ? body === undefined || body === ''
        ? []
        : ['body: there must be none']
      : problemsOf(schemas.body, body, 'body')
  return [...pathProblems(operation, path, query), ...problemsOf(schemas.query, query, 'query'), ...bodyProblems]
}

/** What is wrong with an answer, a sentence each; empty when the document foresees it. A missing body is undefined. */
export function answerProblems(operation: ContractOperation, status: number, body: unknown): string[] {
  if (ERROR_STATUSES.includes(status)) return problemsOf(REFUSAL, body, 'body')
  const isEmpty = body === undefined || body === ''
  const schema = ANSWERS[operation]
  if (schema !== undefined)
    return status === 200 ? problemsOf(schema, body, 'body') : [`status ${status} is not foreseen`]
  if (status === 204) return isEmpty ? [] : ['body: a 204 has none']
  if (status === 200) return isEmpty ? [] : problemsOf(NO_CONTENT, body, 'body')
  return [`status ${status} is not foreseen`]
}

function pathProblems(operation: ContractOperation, path: string, query: ContractRequest['query']): string[] {
  const below = path.replace(/^\/api\/v3(?=\/)/, '')
  const [, inExtension] = /^\/extensions\/[^/]+(\/datastores\/.+\/records.*)$/.exec(below) ?? []
  const pattern = OPERATIONS[operation].path
    .replace('{id}', '[0-9]{18}')
    .replace('{record}', '[0-9]{18}')
    .replace('{name}', '[a-z][a-z0-9_]{0,19}')
  if (!new RegExp(`^${pattern}$`).test(inExtension ?? below))
    return [`path ${path} is not ${OPERATIONS[operation].path}`]
  return inExtension !== undefined && query['extension_key'] === undefined ? ['query: extension_key is missing'] : []
}

function problemsOf(schema: Schema, value: unknown, what: string): string[] {
  const validate = compiled.get(schema) ?? ajv.compile(schema)
  compiled.set(schema, validate)
  if (validate(value)) return []
  return (validate.errors ?? []).map(({ instancePath, message = 'is wrong' }) => `${what}${instancePath}: ${message}`)
}
