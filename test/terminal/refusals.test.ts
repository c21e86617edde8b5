import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import { CONFIG, SEED, STAFF } from '../security/entrances.ts'
import { copied, plant, spoken } from '../security/hostile.ts'

// By what was refused, the same in every command: each refusal meets each command, and those that read what is wrong end
// with its exit code. REFUSALS=1 plays all pairs; by default they take turns.
const STRIDE = Number(process.env['REFUSALS'] ?? 12)

/**
 * Each command as it is played, with the code it ends with where nothing is wrong, and what it reads: C the config,
 * E the name of an environment, N one that it needs, F definitions, D migrations too, L the lock file, R a lock file that it may replace, S seeds, T the
 * token, O the org.
 */
const COMMANDS: Readonly<Record<string, readonly [reads: string, ends?: number]>> = {
  plan: ['CENDLTO'],
  'plan --offline': ['CENDL'],
  'plan staff': ['CENDLTO'],
  'plan --seed': ['CENDLSTO'],
  'apply --yes': ['CENDLTO'],
  'apply --yes --seed': ['CENDLSTO'],
  'apply saved.json --yes': ['CEDLTO'],
  // Where there are no credentials a pull request is planned offline.
  review: ['CEDLO'],
  drift: ['CENLTO'],
  'drift --accept': ['CENDLTO'],
  'pull staff': ['CENDLTO'],
  init: ['E'],
  validate: ['CEDS'],
  'show saved.json': ['CE'],
  'lock show': ['CENL'],
  'lock repair': ['CENDRTO'],
  'lock forget staff': ['CENL'],
  'lock move': ['CE', 4],
  'seed --yes': ['CENDSTO'],
  'seed --dry-run': ['CENDSTO'],
  'seed pull staff --out seeds/two.yaml': ['CENTO'],
  'migration new fine': ['CE'],
  'migration status': ['CENDL'],
  fmt: ['CEF'],
  'types --out t.ts': ['CED'],
  'docs --out d.md': ['CED'],
  'schema seed': [''],
  'query staff': ['CENTO'],
  'export staff --type csv': ['CENTO'],
  'backup staff': ['CENLTO'],
  'restore latest --yes': ['CENDTO'],
  'auth status': ['CENT'],
  doctor: ['CENDLTO'],
  'unlock 0123456789abcdef': ['CEN', 4],
  'explain LM101': [''],
  'completion bash': [''],
}

interface World {
  readonly root: string
  readonly env: Record<string, string>
  readonly args: string[]
}

/** How an org answers everything. */
const ANSWERS: Readonly<Record<string, readonly [status: number, body: string]>> = {
  token: [401, '{"code":"oauthtoken_invalid","message":"no"}'],
  scope: [403, '{"code":"oauthtoken_scope_invalid","message":"no"}'],
  lockedOut: [429, '{"code":"api_limit_exceeded","message":"locked out"}'],
  page: [200, '<html>sign in</html>'],
}

/** What is wrong, what has to be read to see it, and the code. */
const REFUSALS: Readonly<Record<string, readonly [about: string, exit: number, make: (world: World) => void]>> = {
  'an unknown option': ['', 64, ({ args }) => void args.push('--nope')],
  'a config that is not there': ['C', 64, ({ args }) => void args.push('--config', 'nowhere.yaml')],
  'no config': ['C', 64, ({ root }) => rmSync(join(root, 'cliq-ds.config.yaml'))],
  'a config with an unknown key': ['C', 64, write('cliq-ds.config.yaml', `${CONFIG()}nope: 1\n`)],
  'a config that is not YAML': ['C', 64, write('cliq-ds.config.yaml', `${CONFIG()}  [`)],
  'a config that is not UTF-8': ['C', 64, write('cliq-ds.config.yaml', `${CONFIG()}#\u0000\n`)],
  'a config with a law turned off': ['C', 64, write('cliq-ds.config.yaml', CONFIG('rules: { LM101: off }\n'))],
  'an unknown environment': ['E', 64, ({ args }) => void args.push('--env', 'ogr')],
  'no environment': [
    'N',
    64,
    write('cliq-ds.config.yaml', `${CONFIG().replace('defaultEnvironment: org', '')}  b: { emulator: true }\n`),
  ],
  'a definition of an unknown type': ['DF', 4, write('schemas/staff.yaml', STAFF({ value: 'txt' }))],
  'a definition that is not YAML': ['DF', 4, write('schemas/more.yaml', 'a: [')],
  'a migration without steps': ['D', 4, write('migrations/old.yaml', 'description: x\nsteps: []\n')],
  'a lock file that ends early': ['L', 4, write('cliq-ds.lock.json', '{')],
  'a lock file of the future': ['L', 4, write('cliq-ds.lock.json', '{"lockfileVersion": 99, "environments": {}}')],
  'a lock file that is a folder': [
    'LR',
    4,
    ({ root }) => {
      rmSync(join(root, 'cliq-ds.lock.json'))
      plant(root, { 'cliq-ds.lock.json/x': '' })
    },
  ],
  'a seed of another type': ['S', 4, write('seeds/staff.yaml', SEED('no: x'))],
  'a seed whose source is not there': ['S', 4, write('seeds/b.yaml', 'datastore: staff\nkey: [no]\nsource: b.csv\n')],
  'a token that is not set': ['T', 7, ({ env }) => void (env['CLIQ_TOKEN'] = '')],
  'a token that Cliq refuses': ['O', 7, answered('token')],
  'a token without the scope': ['O', 7, answered('scope')],
  'a lock-out': ['O', 8, answered('lockedOut')],
  'a web page in place of an answer': ['O', 1, answered('page')],
  'an org that is not reached': ['O', 1, ({ env }) => void (env['CLIQ_URL'] = 'http://127.0.0.1:9/api/v3')],
}

function write(path: string, text: string): (world: World) => void {
  return ({ root }) => plant(root, { [path]: text })
}

function answered(how: keyof typeof ANSWERS): (world: World) => void {
  return ({ env }) => void (env['CLIQ_URL'] = `${doorUrl}/${how}/api/v3`)
}

let org: Emulator
let base: string
let doorUrl: string
const door = createServer((from, to) => {
  const [status, body] = ANSWERS[from.url?.split('/')[1] ?? ''] ?? [500, '']
  to.writeHead(status, { 'content-type': body.startsWith('{') ? 'application/json' : 'text/html' }).end(body)
})

beforeAll(async () => {
  org = await startEmulator()
  await new Promise<void>(resolve => door.listen(0, '127.0.0.1', resolve))
  const address = door.address()
  doorUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
  base = mkdtempSync(join(tmpdir(), 'cliq-ds-refusals-'))
  plant(base, { 'cliq-ds.config.yaml': CONFIG(), 'schemas/staff.yaml': STAFF(), 'seeds/staff.yaml': SEED('nick: ann') })
  for (const line of ['apply --yes', 'seed --yes', 'backup staff', 'plan --out saved.json']) {
    const { code, text } = await played(line, () => undefined, base)
    if (code !== 0) throw new Error(`${line}: ${text}`)
  }
})
afterAll(async () => {
  await org.close()
  door.close()
  rmSync(base, { recursive: true })
})

/** A command line in a copy of the project in which something is wrong. */
async function played(line: string, make: (world: World) => void, root?: string) {
  const own = root ?? copied(base, mkdtempSync(join(tmpdir(), 'cliq-ds-refusal-')))
  const env = {
    CLIQ_URL: `${org.url}/api/v3`,
    CLIQ_TOKEN: 'user-us.token',
    NO_COLOR: '1',
    HOME: own,
    CLIQ_DS_STATE_DIR: join(own, '.state'),
  }
  const world: World = { root: own, env, args: line.split(' ') }
  make(world)
  try {
    return await spoken(world.args, own, env)
  } finally {
    if (root === undefined) rmSync(own, { recursive: true })
  }
}

const lines = Object.entries(COMMANDS)
test.each(Object.entries(REFUSALS))('%s ends every command that sees it in the same way', async (_, refusal) => {
  const [about, exit, make] = refusal
  const turn = Object.values(REFUSALS).indexOf(refusal)
  const wrong: string[] = []
  for (const [line, [reads, ends = 0]] of lines.filter((__, at) => (at + turn) % STRIDE === 0)) {
    const sees = about === '' || [...about].some(each => reads.includes(each))
    const { code, text } = await played(line, make)
    if (code !== (sees ? exit : ends) || text.includes('XX000')) wrong.push(`${line}: ${code} ${text.slice(0, 300)}`)
  }
  expect(wrong).toEqual([])
})

/** Something to do for each verb. */
function pending({ root }: World): void {
  const more = STAFF().replaceAll('staff', 'more').replace('Staff', 'More')
  plant(root, { 'schemas/more.yaml': more, 'seeds/staff.yaml': SEED('nick: bob') })
}

/** Lines that are refused by themselves, by the code that they end with. */
const LINES: Readonly<Record<number, readonly string[]>> = {
  64: [
    // a name that nobody knows
    'plan stafff',
    'plan stafff --offline',
    'apply stafff --yes',
    'drift stafff',
    'drift --accept stafff',
    'drift --revert stafff --out r.json',
    'pull stafff',
    'query stafff',
    'query staff --columns nope',
    'query staff --where nope=1',
    'export stafff --type csv',
    'backup stafff',
    'lock forget stafff',
    'seed stafff --yes',
    'seed stafff --dry-run',
    'seed pull stafff',
    'seed pull staff --columns nope',
    'seed pull staff --where nope=1',
    'migration skip nope',
    'plan --group nope',
    'plan --env org,nope',
    'lock forget --env nope',
    'explain LM999',
    'schema sede',
    // nobody is there to agree
    'apply',
    'seed',
    'auth logout --revoke',
    'doctor --probe',
    // a place that cannot be meant
    'plan --out schemas/p.json',
    'types --out seeds/t.ts',
    'seed pull staff --out ../s.yaml',
    'plan --report json=schemas/r.json',
    'drift --revert --out cliq-ds.lock.json',
  ],
  5: [
    // a plan that is another
    'apply --yes --expect 0123456789ab',
    'apply saved.json --yes',
  ],
  8: ['apply --yes --max-duration 0s', 'seed --yes --max-duration 0s'],
  4: [
    // a file that is not there
    'apply nowhere.json',
    'show nowhere.json',
    'restore nowhere',
    // one that is something else
    'apply schemas/staff.yaml',
    'show cliq-ds.config.yaml',
    'show schemas',
    'restore schemas',
  ],
}

test.each(Object.entries(LINES).flatMap(([code, all]) => all.map(line => [Number(code), line] as const)))(
  'exit %i: %s',
  async (exit, line) => {
    const { code, text } = await played(line, pending)
    expect({ code, text }).toEqual({ code: exit, text: expect.not.stringContaining('XX000') })
  },
)
