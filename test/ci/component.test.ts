import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv } from 'ajv'
import { expect, onTestFinished, test } from 'vitest'
import { componentText } from '../../src/build/ci/component.ts'
import { gitLabPipeline } from '../../src/files/scaffold/gitLabPipeline.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { complaintsOf } from './gitLab.ts'

interface Job {
  readonly extends?: string
  readonly script?: readonly string[]
  readonly rules?: readonly { readonly if: string; readonly when?: string }[]
  readonly resource_group?: string
}
type Pipeline = Readonly<Record<string, Job>>

const text = { type: 'string', minLength: 1 }
const some = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
// The head of a component, which stands before its pipeline; GitLab's schema is that of a pipeline alone.
const input = some({
  description: text,
  default: { type: ['string', 'number', 'boolean'] },
  type: { enum: ['string', 'number', 'boolean', 'array'] },
  options: { type: 'array', minItems: 1 },
  regex: text,
})
const inputsOf = { type: 'object', propertyNames: { pattern: '^[a-z][a-z0-9-]*$' }, additionalProperties: input }
const head = some({ spec: some({ inputs: inputsOf }, ['inputs']) }, ['spec'])
const isHead = new Ajv({ allowUnionTypes: true, strictTypes: false }).compile<{
  readonly spec: { readonly inputs: Readonly<Record<string, { readonly default: string }>> }
}>(head)

function pipelineIn(yaml: string): Pipeline {
  const { value, problems } = parseYaml(yaml, 'x.yml')
  expect(problems).toEqual([])
  return value as Pipeline
}

const componentWith = (given: Readonly<Record<string, string>>) => pipelineIn(filledComponent(given))

// As GitLab does it: the head is taken off, and each input stands in its place.
function filledComponent(given: Readonly<Record<string, string>>): string {
  const [top = '', rest = ''] = componentText().split('\n---\n')
  const head: unknown = parseYaml(top, 'x.yml').value
  if (!isHead(head)) throw new Error(JSON.stringify(isHead.errors))
  const { inputs } = head.spec
  expect(Object.keys(given).filter(each => inputs[each] === undefined)).toEqual([])
  const filled = rest.replaceAll(/\$\[\[ inputs\.([a-z-]+) \]\]/gu, (_, name: string) => {
    const value = given[name] ?? inputs[name]?.default
    if (value === undefined) throw new Error(`no input ${name}`)
    return value
  })
  return filled
}

test.each([
  ['of init', () => gitLabPipeline({ folder: '.' })],
  ['of init in a folder of a repository', () => gitLabPipeline({ folder: 'apps/crm' })],
  ['of the component', () => filledComponent({ environments: 'staging,production', 'apply-when': 'manual' })],
])('the pipeline %s is one that GitLab takes, with one queue for what writes', async (_, make) => {
  expect(await complaintsOf(make())).toEqual([])
  const pipeline = pipelineIn(make())
  for (const [name, { extends: from, script, resource_group }] of Object.entries(pipeline)) {
    if (from !== undefined) expect(Object.keys(pipeline)).toContain(from)
    const text = (script ?? []).join('\n')
    if (/cliq-ds.* apply|-- apply/u.test(text)) expect([name, resource_group]).toEqual([name, 'cliq-ds-apply'])
  }
})

test('what GitLab does not take is found', async () => {
  const wrong = 'job:\n  script: [x]\n  scripts: [x]\n  rules:\n    - if: $X\n      when: sometimes\n'
  const complaints = (await complaintsOf(wrong)).join('\n')
  for (const word of ['scripts', 'when']) expect(complaints).toContain(word)
})

/** Runs the script of a job with a command that says how it was called, and exits as it is told. */
function play(job: Job | undefined, inputs: Readonly<Record<string, string>>, exit = '0'): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-lab-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const [name, text] of [
    ['npx', `#!/bin/sh\nshift 3\nfor each in "$@"; do printf '[%s]' "$each"; done\necho\nexit ${exit}\n`],
    ['git', '#!/bin/sh\n'],
  ] as const) {
    writeFileSync(join(folder, name), text)
    chmodSync(join(folder, name), 0o755)
  }
  const variables = Object.fromEntries(
    Object.entries(inputs).map(([name, value]) => [`CLIQ_DS_INPUT_${name.toUpperCase().replaceAll('-', '_')}`, value]),
  )
  const env = { PATH: `${folder}:${process.env['PATH']}`, CI_MERGE_REQUEST_TARGET_BRANCH_NAME: 'main', ...variables }
  try {
    const script = `set -e\n${(job?.script ?? []).join('\n')}\n`
    return execFileSync('/bin/sh', ['-c', script], { cwd: folder, env, encoding: 'utf8' }).trimEnd().split('\n')
  } catch (error) {
    const { status, stdout } = error as { readonly status: number; readonly stdout: string }
    return [...stdout.trimEnd().split('\n'), `exit ${status}`]
  }
}

const inputs = {
  environments: 'staging,production',
  allow: 'field-removed:a.b\n$(touch x)',
  labels: 'false',
  comment: 'true',
  'fail-on': 'never',
  'max-duration': '50m',
}

test('inputs of the component become arguments as they are, one environment after the other', () => {
  const jobs = componentWith({ environments: inputs.environments })
  expect(play(jobs['cliq-ds-review'], inputs)).toEqual([
    '[check][--base][FETCH_HEAD]',
    '[review][--report][terraform=plan.tfplan.json][--report][codequality=quality.json][--allow][field-removed:a.b][--allow][$(touch x)][--comment][true][--no-labels][--fail-on][never][--env][staging,production]',
  ])
  const own = '[--reviewed][--allow][field-removed:a.b][--allow][$(touch x)][--max-duration][50m]'
  expect(play(jobs['cliq-ds-apply'], inputs)).toEqual([
    `[apply][--env][staging]${own}`,
    `[apply][--env][production]${own}`,
  ])
  expect(play(jobs['cliq-ds-apply'], inputs, '5')).toEqual([`[apply][--env][staging]${own}`, 'exit 5'])
  expect(play(jobs['cliq-ds-drift'], inputs, '3')).toEqual([
    '[drift][--issue][--env][staging]',
    '[drift][--issue][--env][production]',
  ])
  expect(play(jobs['cliq-ds-drift'], inputs, '7')).toEqual(['[drift][--issue][--env][staging]', 'exit 1'])
})

test('what a refused job of GitLab printed is applied by hand with it, where it says', () => {
  const { staging, production } = pipelineIn(gitLabPipeline({ folder: '.' }))
  expect(play(staging, {})).toEqual(['[apply][--env][staging][--reviewed]'])
  const rules = production?.rules?.map(each => each.if) ?? []
  expect(rules).toContain('$ENVIRONMENT != "" && $ENVIRONMENT != "production"')
  expect(production?.rules?.at(-1)?.when).toBe('manual')
})
