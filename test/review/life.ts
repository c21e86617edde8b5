import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { main } from '../../src/terminal/main.ts'
import type { CommandEnd } from '../journeys/terminal.ts'
import { fakeClock, pipelineEnv } from '../forge/client.ts'
import type { FakeClock, Kind } from '../forge/client.ts'
import { startGitHub } from '../forge/fakeGitHub.ts'
import { startGitLab } from '../forge/fakeGitLab.ts'

/** What started a pipeline. */
export type Trigger =
  | { readonly pull: number; readonly head: string; readonly from?: string }
  | { readonly push: string }

/** A repository on a forge, with an org of its own, and pipelines that run its commands. */
export interface Life extends AsyncDisposable {
  readonly hub: Awaited<ReturnType<typeof startGitHub>> | Awaited<ReturnType<typeof startGitLab>>
  readonly org: Emulator
  readonly clock: FakeClock
  /** A checkout; the first one is made from nothing, others are copies of one. */
  checkout(name: string, of?: string): Checkout
}

export interface Checkout {
  readonly path: string
  write(file: string, text: string): void
  /** Takes over the schemas of another one, as a merge does. */
  merge(other: Checkout, ...files: readonly string[]): void
  /** One command in a pipeline of its own, on a machine that remembers nothing of others. */
  run(
    trigger: Trigger,
    ...args: readonly string[]
  ): Promise<CommandEnd & { readonly summary: string; readonly outputs: string }>
}

const CONFIG = `environments:
  production:
    apiUrl: \${env:CLIQ_URL}
    credentials: { accessToken: "\${env:CLIQ_TOKEN}" }
    protected: true
    consistency: { settleMs: 10, lateWindowMs: 20 }
`

export async function startLife(kind: Kind): Promise<Life> {
  const hub = kind === 'github' ? await startGitHub() : await startGitLab()
  const org = await startEmulator()
  const root = mkdtempSync(join(tmpdir(), 'cliq-ds-life-'))
  const clock = fakeClock()
  let runs = 1_000
  const checkout = (name: string, of?: string): Checkout => {
    const path = join(root, name)
    if (of !== undefined) cpSync(join(root, of), path, { recursive: true })
    const write = (file: string, text: string) => {
      mkdirSync(dirname(join(path, file)), { recursive: true })
      writeFileSync(join(path, file), text)
    }
    if (of === undefined) write('cliq-ds.config.yaml', CONFIG)
    return {
      path,
      write,
      merge: (other, ...files) => files.forEach(file => write(file, readFileSync(join(other.path, file), 'utf8'))),
      async run(trigger, ...args) {
        runs += 1
        const machine = join(root, `machine-${runs}`)
        mkdirSync(machine)
        writeFileSync(join(machine, 'event.json'), JSON.stringify(eventOf(trigger)))
        const env = {
          ...pipelineEnv(kind, hub.url, kind === 'github' ? hubEnv(trigger, machine) : labEnv(trigger)),
          GITHUB_RUN_ID: String(runs),
          CI_PIPELINE_ID: String(runs),
          GITHUB_WORKSPACE: path,
          CI_PROJECT_DIR: path,
          CI: 'true',
          PATH: process.env['PATH'],
          HOME: machine,
          CLIQ_DS_STATE_DIR: join(machine, 'state'),
          CLIQ_DS_ALLOWED_HOSTS: new URL(org.url).host,
          CLIQ_URL: org.apiUrl,
          CLIQ_TOKEN: 'a-token-of-the-org',
          CLIQ_DS_DOTENV: join(machine, 'dotenv'),
        }
        const out: string[] = []
        const err: string[] = []
        const sinkOf = (parts: string[]) => ({
          write: (text: string) => void parts.push(text),
          isTTY: false,
          columns: 0,
        })
        const { signal } = new AbortController()
        const code = await main(
          { argv: args, env, cwd: path, out: sinkOf(out), err: sinkOf(err), hasKeyboard: false, signal, clock },
          '0.1.0',
        )
        const kept = (file: string) => {
          try {
            return readFileSync(join(machine, file), 'utf8')
          } catch {
            return ''
          }
        }
        return {
          code,
          out: out.join(''),
          err: err.join(''),
          summary: kept('summary'),
          outputs: kept(kind === 'github' ? 'outputs' : 'dotenv'),
        }
      },
    }
  }
  return {
    hub,
    org,
    clock,
    checkout,
    async [Symbol.asyncDispose]() {
      await hub.close()
      await org.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

function eventOf(trigger: Trigger): object {
  if ('push' in trigger) return { ref: 'refs/heads/main', after: trigger.push }
  const { pull, head, from = 'acme/schemas' } = trigger
  const base = { sha: 'base', repo: { full_name: 'acme/schemas' } }
  return { pull_request: { number: pull, head: { sha: head, repo: { full_name: from } }, base } }
}

function hubEnv(trigger: Trigger, machine: string): Readonly<Record<string, string>> {
  const files = {
    GITHUB_EVENT_PATH: join(machine, 'event.json'),
    GITHUB_OUTPUT: join(machine, 'outputs'),
    GITHUB_STEP_SUMMARY: join(machine, 'summary'),
  }
  return 'push' in trigger
    ? {
        ...files,
        GITHUB_EVENT_NAME: 'push',
        GITHUB_REF_TYPE: 'branch',
        GITHUB_REF_NAME: 'main',
        GITHUB_SHA: trigger.push,
      }
    : { ...files, GITHUB_EVENT_NAME: 'pull_request', GITHUB_REF_NAME: `${trigger.pull}/merge`, GITHUB_SHA: 'merge' }
}

function labEnv(trigger: Trigger): Readonly<Record<string, string>> {
  return 'push' in trigger
    ? { CI_COMMIT_BRANCH: 'main', CI_COMMIT_SHA: trigger.push, CI_PIPELINE_SOURCE: 'push' }
    : {
        CI_MERGE_REQUEST_IID: String(trigger.pull),
        CI_COMMIT_SHA: trigger.head,
        CI_MERGE_REQUEST_PROJECT_ID: '42',
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: trigger.from === undefined ? '42' : '99',
        CI_PIPELINE_SOURCE: 'merge_request_event',
      }
}
