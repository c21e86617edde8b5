import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { once } from 'node:events'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { main } from '../../src/terminal/main.ts'
import type { Io } from '../../src/terminal/io.ts'
import { emulatorAt, transportTo } from '../../src/world/emulated.ts'

let root = ''
const data = () => join(root, '.cliq-ds/local.db')

beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'cliq-ds-emulated-'))
  mkdirSync(join(root, 'schemas'))
  writeFileSync(join(root, 'cliq-ds.config.json'), '{"environments":{"local":{"emulator":true}}}')
  writeFileSync(join(root, 'schemas/empdir.yaml'), 'unique_name: empdir\nname: Staff\nfields:\n  a: { type: number }\n')
})
afterAll(() => rmSync(root, { recursive: true }))

function sql(text: string): void {
  const database = new DatabaseSync(data())
  database.exec(text)
  database.close()
}

async function planned(): Promise<readonly [number, string]> {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: false, columns: 80 }
  const { signal } = new AbortController()
  const io: Io = { argv: ['plan'], env: {}, cwd: root, out, err: out, hasKeyboard: false, signal }
  return [await main(io, '1.0.0'), text]
}

const BROKEN: readonly (readonly [string, () => void | Promise<void>])[] = [
  ['is no database', () => writeFileSync(data(), Buffer.alloc(8192, 'x'))],
  ['is the database of another program', () => sql('CREATE TABLE a (b)')],
  [
    'has another format',
    async () => {
      await (await startEmulator({ data: data() })).close()
      sql('PRAGMA user_version = 999')
    },
  ],
  ['is a folder', () => mkdirSync(data())],
]

test.each(BROKEN)("an emulator's file that %s is refused by name, for a run and for the command", async (_, make) => {
  rmSync(join(root, '.cliq-ds'), { recursive: true, force: true })
  mkdirSync(join(root, '.cliq-ds'))
  await make()
  await expect(emulatorAt({ data: data() }, 'x.db')).rejects.toMatchObject({ code: 'FS110' })
  const [code, text] = await planned()
  expect(code).toBe(4)
  expect(text).toMatch(/^FS110 [^\n]*\.cliq-ds\/local\.db cannot be used as the emulator's file/mu)
})

test('a folder of the project that is a file is told as that, not as a link', async () => {
  rmSync(join(root, '.cliq-ds'), { recursive: true, force: true })
  writeFileSync(join(root, '.cliq-ds'), '')
  const [code, text] = await planned()
  expect(code).toBe(4)
  expect(text).toMatch(/^FS102 [^\n]*\.cliq-ds\/local\.db cannot be read/mu)
})

test('a port that another program has is told as that, whatever the file', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const options = { port, data: join(root, 'own.db') }
  await expect(emulatorAt(options, 'own.db')).rejects.toMatchObject({ code: 'CL123', message: `port ${port} is taken` })
  other.close()
})

test('a disk that is full in the middle of a run is no fault of the program', async () => {
  const emulator = await startEmulator()
  const failing = {
    ...emulator,
    handle: () => Promise.resolve(new DatabaseSync(':memory:').prepare('nonsense') as never),
  }
  const asked = transportTo(failing, 'x.db').exchange({
    method: 'GET',
    url: new URL(`${emulator.apiUrl}/datastores`),
    headers: {},
    signal: new AbortController().signal,
  } as never)
  await expect(asked).rejects.toMatchObject({ code: 'FS110' })
  await emulator.close()
})
