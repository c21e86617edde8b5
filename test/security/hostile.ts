import { createServer } from 'node:http'
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { virtualClock } from '../cliq/virtual.ts'
import { main } from '../../src/terminal/main.ts'

/** Texts that act where they are printed as they came. */
export const ORDERS = [
  '::set-output name=a::b',
  '##vso[task.setvariable variable=X]y',
  '#\u0000#[command]z',
  '\u001b[31mred\u0007\u009b1m',
  '\u202egnp.exe\u2066',
  'a\r\n::error::b\u2028::c\u0085##[d]',
]

/** What nothing that a run prints or keeps may show: a value of a hidden field, and one of a variable that nothing asked for. */
export const HIDDEN = 'hidden-canary-5d1f'
export const UNASKED = 'unasked-canary-8c3e'
/** What stands for a hostile text in the answers of the org. */
export const MARK = 'hostilemark'

/** A org that answers as another one does, with a text in the place of each mark. */
export interface HostileOrg {
  readonly url: string
  /** From now on: the text in the place of marks, or every answer refused in these words. */
  speak(text: string, isRefusing: boolean): void
  close(): Promise<void>
}

export async function hostileOrg(target: string): Promise<HostileOrg> {
  let [text, isRefusing] = ['', false]
  const server = createServer((from, to) => {
    const parts: Buffer[] = []
    from
      .on('data', (part: Buffer) => parts.push(part))
      .on('end', () => {
        if (isRefusing) {
          to.writeHead(400, { 'content-type': 'application/json', 'x-note': 'no' })
          to.end(JSON.stringify({ code: text, message: text, error: { title: text } }))
          return
        }
        const { host: _, 'content-length': __, connection: ___, ...headers } = from.headers
        const method = from.method ?? 'GET'
        const body = method === 'GET' ? undefined : Buffer.concat(parts)
        void fetch(target + from.url, {
          method,
          headers: headers as Record<string, string>,
          ...(body && { body }),
        }).then(async answer => {
          const said = (await answer.text()).replaceAll(MARK, JSON.stringify(text).slice(1, -1))
          to.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' })
          to.end(said)
        })
      })
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    speak: (said, refusing) => {
      text = said
      isRefusing = refusing
    },
    close: () => new Promise(done => server.close(() => done())),
  }
}

/** Writes files of a project; a name may be hostile too. */
export function plant(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}

/** What a command printed, to both streams, and how it ended. */
export async function spoken(
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<{ readonly code: number; readonly text: string }> {
  const parts: string[] = []
  const sink = { write: (text: string) => void parts.push(text), isTTY: false, columns: 0 }
  const { signal } = new AbortController()
  const code = await main(
    { argv: args, env, cwd, out: sink, err: sink, hasKeyboard: false, signal, clock: virtualClock(Date.now()) },
    '0.1.0',
  )
  return { code, text: parts.join('') }
}

/** What is wrong with a text that was printed, or kept for people: the offending part, with what is around it. */
export function wrongIn(text: string, isPrinted: boolean): readonly string[] {
  const laws = [
    /[^\P{Cc}\n\t]|[\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/u,
    new RegExp(HIDDEN, 'iu'),
    new RegExp(UNASKED, 'iu'),
    ...(isPrinted ? [/^\s*::/mu, /##\w*\[/u] : []),
  ]
  return laws.flatMap(law => {
    const found = law.exec(text)
    return found === null ? [] : [JSON.stringify(text.slice(Math.max(0, found.index - 60), found.index + 60))]
  })
}

/** The files below a folder that are not as they were in another; what people wrote and what has to hold values is left out. */
export function madeIn(root: string, before: string): readonly (readonly [path: string, text: string])[] {
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(each => each.isFile())
    .map(each => join(each.parentPath, each.name).slice(root.length + 1))
    .filter(path => !/\.db|\/backup\/|^\.git\//u.test(path))
    .flatMap(path => {
      const text = readFileSync(join(root, path), 'latin1')
      const was = read(join(before, path))
      // What a person wrote into a definition stays there when it is written again.
      const isWritten = /^(?:schemas|seeds)\//u.test(path) && was?.includes(HIDDEN) === true
      const made = readFileSync(join(root, path), 'utf8')
      return text === was ? [] : [[path, isWritten ? made.replaceAll(HIDDEN, '') : made] as const]
    })
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}

/** A copy of a project in another folder. */
export function copied(from: string, to: string): string {
  cpSync(from, to, { recursive: true })
  return to
}
