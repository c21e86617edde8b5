import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { programOf } from '../../src/terminal/program.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { copied, HIDDEN, hostileOrg, madeIn, MARK, ORDERS, plant, spoken, UNASKED, wrongIn } from './hostile.ts'
import type { HostileOrg } from './hostile.ts'

// G11 as a law: hostile text at every entrance, every command, all that is printed or kept. OUTPUTS=1 plays each command at
// each entrance; by default they take turns.
const STRIDE = Number(process.env['OUTPUTS'] ?? 11)

/** Each command with arguments that let it come far; a text stands where it takes one of a person. */
const COMMANDS: Readonly<Record<string, (text: string) => readonly string[]>> = {
  plan: () => [
    '--steps',
    '--all-warnings',
    '--count-all',
    '--report',
    'html=reports/plan.html',
    '--report',
    'markdown=reports/plan.md',
    '--report',
    'sarif=reports/plan.sarif',
  ],
  apply: () => ['--yes', '--allow', 'field-removed:staff.old', '--json'],
  review: () => [],
  check: text => ['--base', text],
  drift: () => ['--report', 'junit=reports/drift.xml', '--report', 'codequality=reports/drift.json'],
  pull: () => ['--all'],
  init: () => [],
  validate: () => ['--report', 'text=reports/validate.txt'],
  show: () => ['saved.plan.json'],
  'lock show': () => [],
  'lock repair': () => [],
  'lock forget': text => [text],
  'lock move': () => [],
  seed: () => ['--yes'],
  'seed pull': () => ['staff', '--out', 'seeds/pulled.yaml'],
  'migration new': text => [text],
  'migration status': () => [],
  'migration skip': text => [text],
  fmt: () => [],
  types: () => ['--out', 'types.ts'],
  docs: () => ['--out', 'catalog.md'],
  schema: text => [text],
  query: text => ['staff', '--where', `nick=${text}`],
  export: text => [text],
  backup: () => ['staff'],
  restore: () => ['latest', '--yes'],
  'auth login': text => ['--code', text, '--out', 'token.env'],
  'auth status': () => [],
  'auth logout': () => [],
  doctor: () => [],
  unlock: text => [text],
  emulator: text => ['--port', text],
  explain: text => [text],
  completion: text => [text],
}

const CONFIG = (more = '', inOrg = '') => `defaultEnvironment: org
${more}environments:
  org:
    apiUrl: "\${env:CLIQ_URL}"
    credentials: { accessToken: "\${env:CLIQ_TOKEN}" }
    consistency: { settleMs: 10, lateWindowMs: 20 }
    ${inOrg}
`
const quoted = (text: string) => JSON.stringify(text)
const STAFF = (more: Readonly<Record<string, string>> = {}) => {
  const { name = 'Staff', description = 'People', field = 'nick', value = 'limited-text', extra = '' } = more
  return `unique_name: staff
name: ${name}
description: ${description}
fields:
  no: { name: No, type: number, mandatory: true }
  ${field}: { name: Nick, type: ${value} }
  pin: { name: Pin, type: encrypted-text }
  tel: { name: Tel, type: limited-text, masked: true, default_value: ${HIDDEN} }
unique_keys: [[no]]
${extra}`
}
const SEED = (row: string) => `datastore: staff\nkey: [no]\nmode: upsert\nrows:\n  - { no: 1, ${row} }\n`

interface Entrance {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly says?: 'in its answers' | 'in its refusals'
  readonly make?: (root: string) => void
}

const asName = (text: string) => text.replaceAll('/', '_').replaceAll('\0', '')
/** Where text of others comes in. */
const ENTRANCES: Readonly<Record<string, (text: string) => Entrance>> = {
  'answers of the org': () => ({ says: 'in its answers' }),
  'refusals of the org': () => ({ says: 'in its refusals' }),
  'a name and a description': text => ({
    files: { 'schemas/staff.yaml': STAFF({ name: quoted(text), description: quoted(text) }) },
  }),
  'the name of a field and its type': text => ({
    files: { 'schemas/staff.yaml': STAFF({ field: quoted(text), value: quoted(text) }) },
  }),
  'an unknown key': text => ({
    files: { 'schemas/staff.yaml': STAFF({ extra: `${quoted(text)}: ${quoted(text)}\n` }) },
  }),
  'YAML that is none': text => ({ files: { 'schemas/staff.yaml': `${STAFF()}${text}: &x [${text}\n` } }),
  'the name of a file': text => ({
    files: { [`schemas/${asName(text)}.yaml`]: STAFF(), [`seeds/${asName(text)}.yaml`]: '{' },
  }),
  'JSON that is none': text => ({ files: { 'schemas/more.json': `{"unique_name": "${text}" ${text}` } }),
  'the value of a seed': text => ({
    files: { 'seeds/s.yaml': SEED(`nick: ${quoted(text)}, pin: ${HIDDEN}, tel: ${HIDDEN}`) },
  }),
  'the column of a seed': text => ({
    files: { 'seeds/s.yaml': SEED(`${quoted(text)}: ${HIDDEN}, pin: [${HIDDEN}], tel: ${HIDDEN}`) },
  }),
  'a table of rows': text => ({
    files: {
      'seeds/s.yaml': 'datastore: staff\nkey: [no]\nmode: upsert\nsource: s.csv\n',
      'seeds/s.csv': `no,${text},pin\n1,${HIDDEN},"${HIDDEN}" ${text}\n`,
    },
  }),
  'known drift': text => ({
    files: {
      'cliq-ds.ignore.yaml': `- { environment: ${quoted(text)}, pattern: ${quoted(text)}, reason: ${quoted(text)}, until: ${quoted(text)} }\n`,
    },
  }),
  'a key of the config': text => ({ files: { 'cliq-ds.config.yaml': CONFIG(`${quoted(text)}: "\${env:UNASKED}"\n`) } }),
  'values of the config': text => ({
    files: {
      'cliq-ds.config.yaml': CONFIG(
        `schemas: ${quoted(text)}\nrules: { ${quoted(text)}: off }\n`,
        `prefix: ${quoted(text)}`,
      ),
    },
  }),
  'references in the config': text => ({
    files: {
      'cliq-ds.config.yaml': CONFIG('seeds: "x${env:UNASKED}"\n', `ignore: [${quoted(text)}, "\${env:UNASKED}"]`),
    },
  }),
  'a pattern and a consent': text => ({
    files: {
      'cliq-ds.config.yaml': CONFIG(
        '',
        `ignore: [${quoted(`${text}*`)}]\n    allow: [${quoted(`field-removed:${text}`)}]`,
      ),
    },
  }),
  'the lock file': text => ({
    files: { 'cliq-ds.lock.json': `{"formatVersion": 1, ${quoted(text)}: ${quoted(text)}}` },
  }),
  'a lock file that git could not merge': text => ({
    files: { 'cliq-ds.lock.json': `<<<<<<< ${text}\n{}\n=======\n` },
  }),
  'a saved plan': text => ({
    files: { 'saved.plan.json': `{"formatVersion": 1, "environment": ${quoted(text)}, "target": ${quoted(text)}` },
  }),
  variables: text => ({ env: { CLIQ_DS_ENV: text, CLIQ_DS_ALLOWED_HOSTS: text, GITHUB_RUN_ID: text, CI: '1' } }),
  'the environment by name': text => ({ args: ['--env', text] }),
  'the config by name': text => ({ args: ['--config', text] }),
  'an option that is none': text => ({ args: [`--${text}`] }),
  'a link': text => ({
    make: root => {
      mkdirSync(join(root, 'elsewhere'), { recursive: true })
      symlinkSync('../elsewhere', join(root, 'schemas', asName(text)))
    },
  }),
}

let org: Emulator
let door: HostileOrg
let base: string
const env = () => ({ CLIQ_URL: `${door.url}/api/v3`, CLIQ_TOKEN: 'user-us.token', UNASKED, NO_COLOR: '1' })

async function byHand(method: string, path: string, body: object): Promise<string> {
  const headers = { authorization: 'Zoho-oauthtoken user-them.token', 'content-type': 'application/json' }
  return (await org.handle({ method, url: `/api/v3/datastores${path}`, headers, body: JSON.stringify(body) })).body
}

beforeAll(async () => {
  org = await startEmulator()
  door = await hostileOrg(org.url)
  base = mkdtempSync(join(tmpdir(), 'cliq-ds-outputs-'))
  const old = STAFF().replace('unique_keys', '  old: { name: Old, type: limited-text }\nunique_keys')
  plant(base, { 'cliq-ds.config.yaml': CONFIG(), 'schemas/staff.yaml': old, 'seeds/s.yaml': SEED('nick: ann') })
  const home = { ...env(), HOME: base, CLIQ_DS_STATE_DIR: join(base, '.state') }
  for (const line of ['apply --yes', 'seed --yes', 'backup staff', 'plan --out saved.plan.json']) {
    const { code, text } = await spoken(line.split(' '), base, home)
    if (code !== 0) throw new Error(`${line}: ${text}`)
  }
  const fields = [{ unique_name: 'a', name: MARK, type: 'limited-text', default_value: MARK }]
  await byHand('POST', '', { unique_name: MARK, name: MARK, description: MARK, fields })
  const values = { no: '7', nick: MARK, old: MARK, pin: HIDDEN, tel: HIDDEN }
  await byHand('POST', '/staff/records', { values })
  plant(base, { 'schemas/staff.yaml': STAFF() })
})
afterAll(async () => {
  await door.close()
  await org.close()
  rmSync(base, { recursive: true })
})

function leavesOf(command: CommandUnknownOpts, above = ''): readonly string[] {
  return command.commands.flatMap(each => {
    const name = `${above}${each.name()}`
    const below = leavesOf(each, `${name} `)
    const isOwn = below.length === 0 || ('_actionHandler' in each && each._actionHandler !== null)
    return each.name() === 'help' ? [] : [...(isOwn ? [name] : []), ...below]
  })
}

test('every command of the command line is in this law', () => {
  const sink = { write: () => undefined, isTTY: false, columns: 0 }
  const io = {
    argv: [],
    env: {},
    cwd: '/',
    out: sink,
    err: sink,
    hasKeyboard: false,
    signal: new AbortController().signal,
  }
  expect(leavesOf(programOf(io, '0', async () => undefined)).toSorted()).toEqual(Object.keys(COMMANDS).toSorted())
})

const names = Object.keys(COMMANDS)
test.each(Object.entries(ENTRANCES).map(([name, at], index) => [name, at, index] as const))(
  'nothing acts, and nothing hidden is shown, whatever comes in by %s',
  async (_, entrance, index) => {
    for (const [at, name] of names.entries()) {
      if ((at + index) % STRIDE !== 0) continue
      const text = ORDERS[(at + index) % ORDERS.length] ?? ''
      const { files = {}, env: more = {}, args = [], says, make } = entrance(text)
      const root = copied(base, join(await temporaryFolder(), 'p'))
      plant(root, files)
      make?.(root)
      const before = copied(root, join(await temporaryFolder(), 'p'))
      door.speak(says === undefined ? 'plain' : text, says === 'in its refusals')
      const own = COMMANDS[name]?.(index % 2 === 0 ? text : 'staff') ?? []
      const said = await spoken([...name.split(' '), ...own, ...args], root, {
        ...env(),
        HOME: root,
        CLIQ_DS_STATE_DIR: join(root, '.state'),
        ...more,
      })
      const where = [name, ...own, ...args].join(' ')
      expect([where, wrongIn(said.text, true), said.text.includes('XX000') ? said.text : '']).toEqual([where, [], ''])
      for (const [path, made] of madeIn(root, before))
        expect([where, path, wrongIn(made, false)]).toEqual([where, path, []])
    }
  },
  60_000,
)
