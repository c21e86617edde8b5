const text = { type: 'object', required: ['text'], properties: { text: { type: 'string', minLength: 1 } } }
const count = (minimum: number) => ({ type: 'integer', minimum })

const rule = {
  type: 'object',
  required: ['id'],
  additionalProperties: false,
  properties: {
    id: { type: 'string', pattern: '^[A-Z]{2}[0-9]{3}$' },
    shortDescription: text,
    fullDescription: text,
    help: text,
  },
}

const location = {
  type: 'object',
  required: ['physicalLocation'],
  properties: {
    physicalLocation: {
      type: 'object',
      required: ['artifactLocation', 'region'],
      properties: {
        // A relative reference by RFC 3986: no blanks, no backslashes, percent signs only before two hex digits.
        artifactLocation: {
          type: 'object',
          required: ['uri'],
          properties: { uri: { pattern: "^(?!/)(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$" } },
        },
        region: {
          type: 'object',
          required: ['startLine', 'startColumn'],
          additionalProperties: false,
          properties: { startLine: count(1), startColumn: count(1) },
        },
      },
    },
  },
}

const result = {
  type: 'object',
  required: ['ruleId', 'ruleIndex', 'level', 'message'],
  additionalProperties: false,
  properties: {
    ruleId: { type: 'string' },
    ruleIndex: count(0),
    level: { enum: ['none', 'note', 'warning', 'error'] },
    message: text,
    partialFingerprints: { type: 'object', minProperties: 1, additionalProperties: { type: 'string', minLength: 1 } },
    locations: { type: 'array', minItems: 1, maxItems: 1, items: location },
  },
}

const run = {
  type: 'object',
  required: ['tool', 'results'],
  additionalProperties: false,
  properties: {
    columnKind: { enum: ['utf16CodeUnits', 'unicodeCodePoints'] },
    results: { type: 'array', items: result },
    tool: {
      type: 'object',
      required: ['driver'],
      properties: {
        driver: {
          type: 'object',
          required: ['name'],
          additionalProperties: false,
          properties: {
            name: { type: 'string', minLength: 1 },
            semanticVersion: { type: 'string', pattern: '^\\d+\\.\\d+\\.\\d+' },
            rules: { type: 'array', items: rule, uniqueItems: true },
          },
        },
      },
    },
  },
}

/** What SARIF 2.1.0 asks of a log, as far as ours goes; nothing of ours goes unchecked. */
export const SARIF_SCHEMA = {
  type: 'object',
  required: ['version', 'runs'],
  additionalProperties: false,
  properties: {
    $schema: { type: 'string' },
    version: { const: '2.1.0' },
    runs: { type: 'array', minItems: 1, maxItems: 1, items: run },
  },
}
