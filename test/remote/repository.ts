import { execFileSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { temporaryFolder } from '../files/temporary.ts'

const AUTHOR = { GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@b', GIT_COMMITTER_NAME: 'a', GIT_COMMITTER_EMAIL: 'a@b' }

/** What git prints, run by hand in a folder. */
export function git(folder: string, ...args: readonly string[]): string {
  const env = { ...process.env, ...AUTHOR, GIT_CONFIG_GLOBAL: '/dev/null' }
  return execFileSync('git', [...args], {
    cwd: folder,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()
}

/** A bare repository with one commit on main, and as many clones of it as asked for. */
export async function repository(clones: number) {
  const folder = await temporaryFolder()
  const bare = join(folder, 'remote.git')
  const first = join(folder, 'first')
  mkdirSync(first)
  git(folder, 'init', '--quiet', '--bare', '-b', 'main', bare)
  git(first, 'init', '--quiet', '-b', 'main')
  writeFileSync(join(first, 'README'), 'a project\n')
  git(first, 'add', '.')
  git(first, 'commit', '--quiet', '-m', 'Begin')
  git(first, 'push', '--quiet', bare, 'main')
  const roots = Array.from({ length: clones }, (_, index) => join(folder, `clone-${index}`))
  for (const root of roots) git(folder, 'clone', '--quiet', bare, root)
  return { folder, bare, roots }
}

/** Lets the remote refuse every push, as a rule for branches does. */
export function refusePushes(bare: string): void {
  const hook = join(bare, 'hooks', 'pre-receive')
  writeFileSync(hook, '#!/bin/sh\necho "this branch is protected" >&2\nexit 1\n')
  chmodSync(hook, 0o755)
}

/** A server of the HTTP state protocol: one state, one lock, and what it was asked. */
export interface StateServer {
  readonly url: string
  readonly asked: string[]
  state: string | undefined
  lock: string | undefined
  /** Answers that are dropped after their effect, by method. */
  readonly drop: string[]
}

/** Written from the protocol's document: 423 with the holder's info while it is locked, 409 for a writing without the lock. */
export async function stateServer(): Promise<StateServer> {
  const served: StateServer = { url: '', asked: [], state: undefined, lock: undefined, drop: [] }
  const server: Server = createServer((request, response) => {
    let body = ''
    request.on('data', chunk => (body += String(chunk)))
    request.on('end', () => {
      const url = new URL(request.url ?? '', 'http://127.0.0.1')
      const method = request.method ?? ''
      served.asked.push(method)
      const [status, text] = answerOf(served, method, url.searchParams.get('ID'), body)
      const at = served.drop.indexOf(method)
      if (at < 0) return void response.writeHead(status).end(text)
      served.drop.splice(at, 1)
      request.socket.destroy()
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return Object.assign(served, { url: `http://127.0.0.1:${port}/state` })
}

function answerOf(served: StateServer, method: string, id: string | null, body: string): readonly [number, string] {
  switch (method) {
    case 'GET':
      return served.state === undefined ? [404, ''] : [200, served.state]
    case 'POST': {
      if (served.lock === undefined || JSON.parse(served.lock).ID !== id) return [409, served.lock ?? '']
      const before = served.state === undefined ? 0 : JSON.parse(served.state).serial
      if (JSON.parse(body).serial !== before + 1) return [400, 'the serial does not follow']
      served.state = body
      return [200, '']
    }
    case 'LOCK':
      if (served.lock !== undefined) return [423, served.lock]
      served.lock = body
      return [200, '']
    case 'UNLOCK':
      served.lock = undefined
      return [200, '']
    default:
      return [405, '']
  }
}
