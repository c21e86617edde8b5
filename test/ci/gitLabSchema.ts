const text = { type: 'string', minLength: 1 }
const texts = { type: 'array', items: text, minItems: 1 }
const some = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const when = { enum: ['on_success', 'on_failure', 'always', 'never', 'manual', 'delayed'] }
const variables = (own: object) => ({
  type: 'object',
  propertyNames: { pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
  additionalProperties: {
    oneOf: [
      { type: ['string', 'number'] },
      some({ value: { type: 'string' }, expand: { type: 'boolean' }, ...own }, ['value']),
    ],
  },
})

const rules = {
  type: 'array',
  minItems: 1,
  items: some({ if: text, when, allow_failure: { type: 'boolean' }, variables: variables({}) }),
}
const reports = some({ terraform: text, codequality: text, junit: text, dotenv: text })
const artifacts = some({
  when: { enum: ['on_success', 'on_failure', 'always'] },
  access: { enum: ['all', 'developer', 'none'] },
  paths: texts,
  expire_in: text,
  reports,
})

// What a job and the defaults of jobs may both say.
const shared = {
  image: text,
  interruptible: { type: 'boolean' },
  timeout: { type: 'string', pattern: '^\\d+ ?(?:h|m|s|hours?|minutes?)$' },
  before_script: texts,
  artifacts,
}
const job = {
  ...shared,
  stage: text,
  extends: { oneOf: [text, texts] },
  resource_group: text,
  environment: text,
  needs: texts,
  rules,
  script: texts,
  variables: variables({}),
  parallel: some(
    {
      matrix: { type: 'array', minItems: 1, items: { type: 'object', additionalProperties: { oneOf: [text, texts] } } },
    },
    ['matrix'],
  ),
}

/** A JSON Schema of our own for the part of GitLab's pipeline syntax that we write, from its reference. */
export const gitLabSchema = {
  type: 'object',
  properties: {
    workflow: some({ name: text, rules }),
    default: some(shared),
    variables: variables({ description: text, options: { type: 'array', items: { type: 'string' } } }),
    stages: texts,
  },
  // A hidden one is a part that others extend; every other runs a script.
  patternProperties: { '^\\.': some(job) },
  additionalProperties: { ...some(job), required: ['script'] },
}

/** The head of a component, which stands before its pipeline. */
export const componentSchema = some(
  {
    spec: some(
      {
        inputs: {
          type: 'object',
          propertyNames: { pattern: '^[a-z][a-z0-9-]*$' },
          additionalProperties: some({
            description: text,
            default: { type: ['string', 'number', 'boolean'] },
            type: { enum: ['string', 'number', 'boolean', 'array'] },
            options: { type: 'array', minItems: 1 },
            regex: text,
          }),
        },
      },
      ['inputs'],
    ),
  },
  ['spec'],
)
