import type { Clock, Event } from '../../src/core/model/ports.ts'
import type { Forge } from '../../src/core/review/forge.ts'
import { readCi } from '../../src/forge/ci.ts'
import { connectForge } from '../../src/forge/connect.ts'
import { startGitHub } from './fakeGitHub.ts'
import { startGitLab } from './fakeGitLab.ts'

/** Time that passes when somebody sleeps. */
export interface FakeClock extends Clock {
  readonly slept: number[]
  /** Hears of each sleep before it ends, for what happens meanwhile. */
  during: (ms: number) => void | Promise<void>
}

export function fakeClock(): FakeClock {
  let now = Date.UTC(2026, 10, 30)
  const slept: number[] = []
  const clock: FakeClock = {
    slept,
    during: () => undefined,
    now: () => now,
    monotonic: () => now,
    async sleep(ms) {
      slept.push(ms)
      now += ms
      await clock.during(ms)
    },
  }
  return clock
}

/** The variables of a pipeline of a pull request, as each forge sets them. */
export function pipelineEnv(
  kind: Kind,
  url: string,
  more: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  return kind === 'github'
    ? {
        GITHUB_ACTIONS: 'true',
        GITHUB_API_URL: url,
        GITHUB_GRAPHQL_URL: `${url}/graphql`,
        GITHUB_SERVER_URL: 'https://github.example',
        GITHUB_REPOSITORY: 'acme/schemas',
        GITHUB_RUN_ID: '1001',
        GITHUB_RUN_ATTEMPT: '1',
        GITHUB_TOKEN: 'bot-token',
        ...more,
      }
    : {
        GITLAB_CI: 'true',
        CI_API_V4_URL: `${url}/api/v4`,
        CI_API_GRAPHQL_URL: `${url}/api/graphql`,
        CI_PROJECT_ID: '42',
        CI_PIPELINE_ID: '1001',
        CI_JOB_ID: '1',
        GITLAB_TOKEN: 'bot-token',
        ...more,
      }
}

export type Kind = 'github' | 'gitlab'
export const KINDS: readonly Kind[] = ['github', 'gitlab']

/** A forge of either kind, with a client of it and what a test needs to play with both. */
export interface Scene extends AsyncDisposable {
  readonly hub: Awaited<ReturnType<typeof startGitHub>> | Awaited<ReturnType<typeof startGitLab>>
  readonly forge: Forge
  readonly clock: FakeClock
  readonly notes: Event[]
  /** Another client of the same forge. */
  as(token: string): Promise<Forge>
}

export async function forgeScene(kind: Kind): Promise<Scene> {
  const hub = kind === 'github' ? await startGitHub(3) : await startGitLab()
  const clock = fakeClock()
  const notes: Event[] = []
  const as = async (token: string) => {
    const env = pipelineEnv(kind, hub.url, { GITHUB_TOKEN: token, GITLAB_TOKEN: token })
    const ci = await readCi(env, async () => '{}')
    const deps = {
      env,
      clock,
      random: () => 0.5,
      notify: (event: Event) => void notes.push(event),
      signal: new AbortController().signal,
      userAgent: 'cliq-ds/test',
    }
    const forge = ci && connectForge(ci, deps)
    if (forge === undefined) throw new Error('no forge')
    return forge
  }
  return { hub, forge: await as('bot-token'), clock, notes, as, [Symbol.asyncDispose]: () => hub.close() }
}
