import type { ChildProcess } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { expect } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { Fault } from '../../src/emulator/options.ts'
import { openGate } from '../kills/gate.ts'
import { watchOver } from '../kills/watch.ts'
import { CANARIES, KEY, leaksIn, TOKEN } from './canaries.ts'
import type { CommandEnd } from './terminal.ts'
import { commanded, leaveTerminal, openTerminal } from './terminals.ts'

interface Ended extends CommandEnd {
  readonly calls: readonly string[]
}

/** What was looked through for secrets and for raw control characters, and where there were some. */
export interface Heard {
  outputs: number
  readonly leaks: string[]
  /** Writes of these commands, and those that G12 forbids. */
  writes: number
  readonly forbidden: string[]
}

/** For the start of a journey. */
export function nothingHeard(): Heard {
  return { outputs: 0, leaks: [], writes: 0, forbidden: [] }
}

/** One journey: a project in a folder of its own, an org of its own, and what was last run. */
interface Stage {
  readonly root: string
  readonly org: Emulator
  /** Where commands reach the org. */
  readonly apiUrl: string
  /** Reads of records that were not of commands. */
  readonly looked: () => number
  readonly terminal: ChildProcess
  readonly heard: Heard
  last: Ended
}

/**
 * Plays a journey folder: `journey.txt` holds its commands and what they must show, `start/` the files it begins with.
 *
 *     # a comment
 *     file schemas/rooms.yaml          followed by its indented text
 *     replace PATH "old" "new"
 *     remove PATH
 *     move PATH PATH
 *     org PATCH rooms {"description":"…"}      a call by hand; a name stands for the datastore's id
 *     extension 4711 {"unique_name":"…"}       an extension with a datastore, and CRM_EXTENSION_KEY for its key
 *     fault {"kind":"drop-after","operation":"fields.add"}
 *     $ cliq-ds apply --yes
 *       exit 0
 *       out  text that stdout holds
 *       err  text that stderr holds
 *       not  text that neither holds
 *       calls datastores.list 2, datastores.create 1      all calls that it sent
 *     holds PATH text
 *     absent PATH
 */
export async function playJourney(folder: string, heard: Heard = nothingHeard()): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'cliq-ds-journey-'))
  const org = await startEmulator()
  const watched = watchOver(root, org)
  let isProbe = false
  // A probe writes to a throw-away datastore of its own, under no lease.
  const gate = await openGate(org.url, async (...request) => (isProbe ? undefined : watched.watch(...request)))
  const terminal = openTerminal()
  let isThrough = false
  try {
    if (existsSync(join(folder, 'start'))) cpSync(join(folder, 'start'), root, { recursive: true })
    const apiUrl = org.apiUrl.replace(org.url, gate.url)
    const stage: Stage = { root, org, apiUrl, looked: watched.looks, terminal, heard: nothingHeard(), last: { code: 0, out: '', err: '', calls: [] } }
    for (const block of blocksOf(readFileSync(join(folder, 'journey.txt'), 'utf8'))) {
      isProbe = block.head.includes(' doctor --probe')
      await playBlock(block, stage)
    }
    heard.outputs += stage.heard.outputs
    heard.leaks.push(...stage.heard.leaks, ...leaksIn(root))
    heard.writes += watched.writes()
    heard.forbidden.push(...watched.wrong)
    expect([...stage.heard.leaks, ...leaksIn(root), ...watched.wrong]).toEqual([])
    isThrough = true
  } finally {
    leaveTerminal(terminal, isThrough)
    await gate.close()
    await org.close()
    rmSync(root, { recursive: true, force: true })
  }
}

interface Block {
  readonly line: number
  readonly head: string
  readonly body: readonly string[]
}

function blocksOf(text: string): readonly Block[] {
  const blocks: { line: number; head: string; body: string[] }[] = []
  text.split('\n').forEach((line, index) => {
    if (line.startsWith('#') || (line.trim() === '' && blocks.at(-1)?.head.startsWith('file') !== true)) return
    if (line.startsWith('  ') || line.trim() === '') blocks.at(-1)?.body.push(line.slice(2))
    else blocks.push({ line: index + 1, head: line, body: [] })
  })
  return blocks
}

async function playBlock({ line, head, body }: Block, stage: Stage): Promise<void> {
  const [verb = '', ...words] = head.split(' ')
  const path = join(stage.root, words[0] ?? '')
  switch (verb) {
    case '$':
      stage.last = await run(argumentsIn(head), stage)
      return body.forEach((each, at) => check(each, stage.last, `line ${line + at + 1}: ${each}\n${shown(stage.last)}`))
    case 'file':
      mkdirSync(dirname(path), { recursive: true })
      return writeFileSync(path, `${body.join('\n').trimEnd()}\n`)
    case 'replace': {
      const [, before = '', after = ''] = (/"(.*)" "(.*)"$/u.exec(head) ?? []).map(each => each.replaceAll('\\n', '\n'))
      const text = readFileSync(path, 'utf8')
      expect(text, `line ${line}`).toContain(before)
      return writeFileSync(path, text.replace(before, after))
    }
    case 'move':
      return renameSync(path, join(stage.root, words[1] ?? ''))
    case 'remove':
      return rmSync(path)
    case 'org':
      return byHand(words[0] ?? '', words[1] ?? '', words.slice(2).join(' '), stage.org)
    case 'extension':
      return stage.org.extend({ id: words[0] ?? '', key: KEY, datastore: JSON.parse(words.slice(1).join(' ')) as unknown })
    case 'fault':
      return stage.org.fault(JSON.parse(words.join(' ')) as Fault)
    case 'holds':
      return expect(readFileSync(path, 'utf8'), `line ${line}`).toContain(words.slice(1).join(' ').replaceAll('\\n', '\n'))
    case 'absent':
      return expect(existsSync(path), `line ${line}`).toBe(false)
    default:
      throw new Error(`line ${line}: a journey knows no ${verb}`)
  }
}

// What follows `$ cliq-ds`; quotes hold words together.
function argumentsIn(head: string): readonly string[] {
  const words = head.match(/"[^"]*"|\S+/gu) ?? []
  return words.slice(2).map(each => each.replaceAll('"', ''))
}

function check(expectation: string, last: Ended, where: string): void {
  const [verb = '', ...rest] = expectation.split(' ')
  const text = rest.join(' ').trim()
  switch (verb) {
    case 'exit':
      return expect(last.code, where).toBe(Number(text))
    case 'out':
      return expect(last.out, where).toContain(text)
    case 'err':
      return expect(last.err, where).toContain(text)
    case 'not':
      return expect(last.out + last.err, where).not.toContain(text)
    case 'calls':
      return expect(counted(last.calls), where).toBe(text)
    default:
      throw new Error(`${where}: nothing is expected with ${verb}`)
  }
}

async function run(args: readonly string[], { root, org, apiUrl, looked, terminal, heard }: Stage): Promise<Ended> {
  const before = org.requests.length
  const lookedBefore = looked()
  const env = {
    PATH: process.env['PATH'],
    HOME: root,
    CLIQ_DS_STATE_DIR: join(root, '.state'),
    CLIQ_URL: apiUrl,
    CLIQ_TOKEN: TOKEN,
    CRM_EXTENSION_KEY: KEY,
    NO_COLOR: '1',
  }
  const { code, out, err } = await commanded(terminal, { args, cwd: root, env })
  heard.outputs += 1
  if (/[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069\u2028\u2029]/u.test(out + err)) heard.leaks.push(`control characters: ${args.join(' ')}`)
  for (const each of CANARIES) expect(out + err).not.toContain(each)
  expect(err).not.toMatch(/^ {4}at /mu)
  const calls = org.requests.slice(before).map(each => String(each.operation))
  for (let looks = looked() - lookedBefore; looks > 0; looks -= 1) calls.splice(calls.indexOf('records.list'), 1)
  return { code, out, err, calls }
}

function counted(calls: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const call of calls) counts.set(call, (counts.get(call) ?? 0) + 1)
  return [...counts].sort().map(([call, count]) => `${call} ${count}`).join(', ') || 'none'
}

async function byHand(method: string, where: string, body: string, org: Emulator): Promise<void> {
  const headers = { authorization: 'Zoho-oauthtoken a-person', 'content-type': 'application/json' }
  const listing = await org.handle({ method: 'GET', url: '/api/v3/datastores?limit=100', headers })
  const { data, list = data } = JSON.parse(listing.body) as { data?: Named[]; list?: Named[] }
  const [name = '', ...rest] = where.split('/')
  const id = (list ?? []).find(each => each.unique_name === name)?.id
  const target = rest[0] === 'records' ? name : id
  const url = `/api/v3/datastores${target === undefined ? '' : `/${target}`}${rest.length === 0 ? '' : `/${rest.join('/')}`}`
  const answer = await org.handle({ method, url, headers, ...(body !== '' && { body }) })
  expect(answer.status, `${method} ${url} ${answer.body}`).toBeLessThan(300)
}

interface Named {
  readonly id: string
  readonly unique_name: string
}

function shown({ code, out, err, calls }: Ended): string {
  return `exit ${code}\n--- stdout\n${out}\n--- stderr\n${err}\n--- calls\n${counted(calls)}`
}
