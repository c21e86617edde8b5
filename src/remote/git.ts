import { execFile } from 'node:child_process'

type Env = Readonly<Record<string, string | undefined>>

/** How a git command ended; its texts hold no credentials. */
export interface GitEnd {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs git in a folder, with arguments as they are and a text on its standard input. Never throws for what git says. */
export type Git = (args: readonly string[], input?: string) => Promise<GitEnd>

/** What every call of git shares. */
export interface GitPlace {
  readonly folder: string
  readonly env: Env
  /** Settings for this call only, such as a header with a token; their values appear in no text. */
  readonly settings?: Readonly<Record<string, string>> | undefined
}

const MOST_BYTES = 64 * 1024 * 1024
const PATIENCE_MS = 60_000

// What points git at a repository or a config of somebody's choosing stays out; how it reaches a host is kept.
const KEPT =
  /^(?:PATH|HOME|USER|LOGNAME|XDG_CONFIG_HOME|SYSTEMROOT|TMPDIR|TMP|TEMP|GIT_SSH|GIT_SSH_COMMAND|GIT_ASKPASS|SSH_.*|GIT_SSL_.*|SSL_.*|(?:https?|no|all)_proxy|(?:HTTPS?|NO|ALL)_PROXY)$/u

/** The git of this machine, asking nobody and running no hook. Throws where there is none. */
export function gitIn({ folder, env, settings = {} }: GitPlace): Git {
  const inherited = Object.entries(env).filter(([name, value]) => value !== undefined && KEPT.test(name))
  const own = { GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', ...configured(settings) }
  const options = {
    cwd: folder,
    env: { ...Object.fromEntries(inherited), ...author(), ...own },
    maxBuffer: MOST_BYTES,
    timeout: PATIENCE_MS,
    killSignal: 'SIGKILL',
  } as const
  const secrets = Object.values(settings).filter(each => each.length > 5)
  return (args, input) =>
    new Promise(resolve => {
      const child = execFile('git', [...args], options, (error, out, err) => {
        const code = error === null ? 0 : typeof error.code === 'number' ? error.code : -1
        const why = code === -1 ? `${err}${missing(error)}` : err
        resolve({ code, out, err: withoutSecrets(why, secrets) })
      })
      // A git that ended early takes no input any more; how it ended says why.
      child.stdin?.on('error', () => undefined)
      child.stdin?.end(input ?? '')
    })
}

/** The files below a path that git tracks, relative to the place; none where there is no repository, or no git. */
export async function trackedIn(place: GitPlace, path: string): Promise<readonly string[]> {
  const { code, out } = await gitIn(place)(['ls-files', '-z', '--', path]).catch(() => ({ code: 1, out: '' }))
  return code === 0 ? out.split('\0').filter(each => each !== '') : []
}

/** A remote's URL as it may be shown: without a user, a password or a query. */
export function shownUrl(url: string): string {
  const [path = ''] = url.split('?', 1)
  return path.replace(/(?<=:\/\/)[^/@\s]*@/gu, '')
}

function withoutSecrets(text: string, secrets: readonly string[]): string {
  const redacted = secrets.reduce((so, secret) => so.replaceAll(secret, '(hidden)'), text)
  return redacted.replace(/(?<=:\/\/)[^/@\s]*@/gu, '')
}

function missing(error: Error | null): string {
  if (error !== null && 'code' in error && error.code === 'ENOENT') return 'git is not installed'
  return error !== null && 'killed' in error && error.killed === true ? 'git did not finish in time' : ''
}

function configured(settings: Readonly<Record<string, string>>): Record<string, string> {
  const all = Object.entries({
    'core.hooksPath': '/dev/null',
    'gc.auto': '0',
    'protocol.ext.allow': 'never',
    ...settings,
  })
  return {
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(
      all.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${index}`, key],
        [`GIT_CONFIG_VALUE_${index}`, value],
      ]),
    ),
  }
}

function author(): Record<string, string> {
  const [name, email] = ['cliq-ds', 'cliq-ds@localhost']
  return { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_COMMITTER_NAME: name, GIT_COMMITTER_EMAIL: email }
}
