import { OPERATIONS } from '../../core/model/operations.ts'
import { planJsonSchema } from './planJsonSchema.ts'

type Schema = Readonly<Record<string, unknown>>

const text: Schema = { type: 'string' }
const time: Schema = { type: 'string', format: 'date-time' }
const count: Schema = { type: 'integer', minimum: 0 }
const operation: Schema = { enum: Object.keys(OPERATIONS) }
const problem: Schema = {
  type: 'object',
  properties: {
    code: text,
    severity: { enum: ['error', 'warning'] },
    message: text,
    hint: text,
    moved: { type: 'array', items: { type: 'object' } },
  },
  required: ['code', 'severity', 'message'],
}
const step = { call: text, operation, datastore: text, fields: { type: 'array', items: text } }
const steps: Schema = {
  type: 'array',
  items: { type: 'object', properties: { call: text, datastore: text }, required: ['call', 'datastore'] },
}

/** The JSON Schema of one line of `apply --json`. */
export function eventsJsonSchema(): object {
  const { $schema: _, definitions, ...plan } = planJsonSchema() as Schema
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'One line of cliq-ds apply --json',
    definitions,
    oneOf: [
      event('plan', { plan }),
      event('reading', { what: text }, { datastore: text }),
      ...(['step-started', 'step-done', 'step-skipped'] as const).map(type => event(type, PLACE, OF_STEP)),
      event('step-failed', { ...PLACE, problem }, OF_STEP),
      event(
        'rows',
        { datastore: text, done: count, of: count },
        { perMinute: { type: 'number' }, seconds_left: count },
      ),
      event(
        'waiting',
        { why: text, operation },
        { until: time, retry_at: time, spent: count, limit: count, holder: text, answer: text },
      ),
      event('resumed', { operation }),
      event('note', { problem }),
      event('result', { formatVersion: { const: 1 }, environment: text, outcome: text, ...ENDS }, REST),
    ],
  }
}

const PLACE = { index: count, of: count, call: text, operation, datastore: text }
const OF_STEP = { fields: step.fields, source: text, reads: {}, writes: {}, convert: {}, invalid: {} }
const ENDS = { done: steps, skipped: steps, unknown: steps, failed: steps, notStarted: steps, next: text }
const REST = {
  surprises: {},
  backups: {},
  seeds: {},
  calls: {},
  seconds: { type: 'number' },
  problems: { type: 'array', items: problem },
  retry_at: time,
}

function event(type: string, required: Schema, optional: Schema = {}): Schema {
  return {
    type: 'object',
    properties: { type: { const: type }, time, environment: text, ...required, ...optional },
    required: ['type', 'time', ...Object.keys(required)],
    additionalProperties: false,
  }
}
