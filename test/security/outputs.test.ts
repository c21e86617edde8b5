import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { programOf } from '../../src/terminal/program.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { copied, HIDDEN, hostileOrg, madeIn, MARK, ORDERS, plant, spoken, UNASKED, wrongIn } from './hostile.ts'
import { CONFIG, ENTRANCES, SEED, STAFF } from './entrances.ts'
import type { HostileOrg } from './hostile.ts'

// G11 as a law: hostile text at every entrance, every command, all that is printed or kept. OUTPUTS=1 plays each command at
// each entrance with each text; by default they take turns.
const STRIDE = Number(process.env['OUTPUTS'] ?? 13)

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
  restore: text => ['latest', '--yes', ...(text === 'staff' ? ['--as-was'] : [])],
  'auth login': text => ['--code', text, '--out', 'token.env'],
  'auth status': () => [],
  'auth logout': () => [],
  doctor: () => [],
  unlock: text => [text],
  emulator: text => ['--port', text],
  explain: text => [text],
  completion: text => [text],
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
    const turns = names.flatMap((name, at) =>
      ORDERS.map((text, turn) => ({ name, text, isOwn: (index + turn) % 2 === 0, now: at + index, turn })),
    )
    for (const { name, text, isOwn, now, turn } of turns) {
      if (STRIDE > 1 && (now % STRIDE !== 0 || now % ORDERS.length !== turn)) continue
      const { files = {}, env: more = {}, args = [], says, make } = entrance(text)
      const root = copied(base, join(await temporaryFolder(), 'p'))
      plant(root, files)
      make?.(root)
      const before = copied(root, join(await temporaryFolder(), 'p'))
      door.speak(says === undefined ? 'plain' : text, says === 'in its refusals')
      const own = COMMANDS[name]?.(isOwn ? text : 'staff') ?? []
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
  STRIDE === 1 ? 900_000 : 60_000,
)
