import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { main } from '../../src/terminal/main.ts'
import { virtualClock } from '../cliq/virtual.ts'
import { CONFIG } from './entrances.ts'
import { plant } from './hostile.ts'

const PLAIN = ['plain-canary-1', 'long-canary-2', '004242001', '0004242001']
const COVERED = 'covered-canary-3'

const staff = (code: string, grade: string, notes: string, tel: string) => `unique_name: staff
name: Staff
description: People
fields:
  no: { name: No, type: number, mandatory: true }
  code: { name: Code, ${code} }
  grade: { name: Grade, ${grade} }
  notes: { name: Notes, ${notes} }
  tel: { name: Tel, masked: true, ${tel} }
unique_keys: [[no], [code]]
`
const text = 'type: limited-text'
const BEFORE = staff(text, text, 'type: large-text', text)
const number = 'type: number, convert: { from: limited-text, invalid: refuse }'
const AFTER = staff(text, number, 'type: limited-text, convert: { from: large-text, invalid: refuse }', number)
const TWINS = staff(number, text, 'type: large-text', text)

const REPORTS = ['text', 'markdown', 'json', 'html', 'sarif', 'junit', 'codequality', 'terraform']

let org: Emulator
let root: string

interface Said {
  readonly code: number
  readonly out: string
  readonly err: string
}

async function said(line: string, isTTY: boolean, more: Readonly<Record<string, string>> = {}): Promise<Said> {
  const [out, err]: [string[], string[]] = [[], []]
  const sinkOf = (parts: string[]) => ({ write: (each: string) => void parts.push(each), isTTY, columns: 120 })
  const env = {
    CLIQ_URL: org.apiUrl,
    CLIQ_TOKEN: 'a.token',
    NO_COLOR: '1',
    HOME: root,
    CLIQ_DS_STATE_DIR: join(root, '.state'),
  }
  const { signal } = new AbortController()
  const io = { argv: line.split(' '), env: { ...env, ...more }, cwd: root, out: sinkOf(out), err: sinkOf(err) }
  const code = await main({ ...io, hasKeyboard: false, signal, clock: virtualClock(Date.now()) }, '0.1.0')
  return { code, out: out.join(''), err: err.join('') }
}

const shownIn = (where: string) => PLAIN.filter(each => where.includes(each))

beforeAll(async () => {
  org = await startEmulator()
  root = mkdtempSync(join(tmpdir(), 'cliq-ds-examples-'))
  const rows = [
    { no: 1, code: '004242001', grade: 'plain-canary-1\u0007', notes: 'short', tel: COVERED },
    { no: 2, code: '0004242001', grade: '7', notes: `long-canary-2 ${'x'.repeat(300)}`, tel: '12' },
  ]
  plant(root, { 'cliq-ds.config.yaml': CONFIG(), 'schemas/staff.yaml': BEFORE })
  const made = await said('apply --yes', false)
  if (made.code !== 0) throw new Error(made.err)
  const headers = { authorization: 'Zoho-oauthtoken user-them.token', 'content-type': 'application/json' }
  for (const values of rows) {
    const url = '/api/v3/datastores/staff/records'
    const texts = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]))
    const answer = await org.handle({ method: 'POST', url, headers, body: JSON.stringify({ values: texts }) })
    if (answer.status !== 200) throw new Error(answer.body)
  }
})
afterAll(async () => {
  await org.close()
  rmSync(root, { recursive: true })
})

test.each([
  ['what does not fit', AFTER, 'plan', ['plain-canary-1', 'long-canary-2']],
  ['what would be the same', TWINS, 'plan', ['004242001', '0004242001']],
  ['what does not fit', AFTER, 'apply --yes', ['plain-canary-1', 'long-canary-2']],
  ['what would be the same', TWINS, 'apply --yes', ['004242001', '0004242001']],
  ['what the copy found', AFTER, 'apply --yes --skip-checks', ['plain-canary-1', 'long-canary-2']],
] as const)('%s is shown by the text of a terminal alone, of open fields', async (_, definition, line, seen) => {
  plant(root, { 'schemas/staff.yaml': definition })
  const there = await said(line, true)
  expect(shownIn(there.out)).toEqual(seen)
  expect(there.out).not.toContain('\u0007')
  expect(there.out).not.toContain('x'.repeat(41))
  expect([there.out.includes(COVERED), shownIn(there.err), there.err.includes(COVERED)]).toEqual([false, [], false])
  const reports = REPORTS.map(each => `--report ${each}=reports/${line.split(' ')[0] ?? ''}.${each}`).join(' ')
  const elsewhere = [
    await said(line, false),
    await said(line, true, { CI: 'true' }),
    await said(`${line} --json`, true),
    await said(`${line} ${reports}${line === 'plan' ? ' --out saved.plan.json' : ''}`, false),
    await said('review', true),
    await said(`${line} ${reports} --debug`, true),
  ]
  for (const { out, err } of elsewhere.slice(0, -1))
    expect([shownIn(out + err), (out + err).includes(COVERED)]).toEqual([[], false])
  expect(shownIn(elsewhere.at(-1)?.err ?? '')).toEqual([])
})

test('no file that a plan or an apply leaves holds one', () => {
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(each => each.isFile())
  expect(files.some(each => each.name === 'plan.html')).toBe(true)
  const holding = files.flatMap(each => {
    const path = join(each.parentPath, each.name)
    const whole = readFileSync(path, 'utf8')
    return shownIn(whole).length > 0 || whole.includes(COVERED) ? [path.slice(root.length)] : []
  })
  expect(holding.filter(each => !each.startsWith('/.cliq-ds/backup/'))).toEqual([])
})
