import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
// `npm run test:long` takes a million.
const ROWS = Number(process.env['SEED_ROWS'] ?? 60_000)
// All rows at once take several times as much.
const HEAP_MB = ROWS > 60_000 ? 96 : 48
// As the command itself sets it (terminal/start.ts): how far the young space grows is otherwise a matter of the machine.
const YOUNG = '--semi-space-growth-factor=1'

for (const kind of ['ndjson', 'csv'])
  test(`${ROWS} rows of ${kind} are compared in a heap of ${HEAP_MB} MB`, async () => {
    const script = join(import.meta.dirname, 'bigSource.ts')
    const { stdout } = await run(process.execPath, [
      YOUNG,
      `--max-old-space-size=${HEAP_MB}`,
      script,
      kind,
      String(ROWS),
    ])
    expect(JSON.parse(stdout)).toEqual({
      told: [],
      found: [{ insert: ROWS - 1_000, update: 0, remove: 0, same: 1_000 }],
    })
  }, 600_000)

// Of five fields each. All are held, but of a page only what is compared: 57 MB of 100,000, and a heap that is nearly full
// fails by chance.
const LIVE = ROWS > 60_000 ? { rows: 100_000, heapMb: 80 } : { rows: 50_000, heapMb: 48 }
test(`${LIVE.rows} rows of an org are read and compared in a heap of ${LIVE.heapMb} MB`, async () => {
  const script = join(import.meta.dirname, 'bigLive.ts')
  const heap = `--max-old-space-size=${LIVE.heapMb}`
  const { stdout } = await run(process.execPath, [YOUNG, heap, script, 'mirror', String(LIVE.rows)])
  const calls = LIVE.rows / 100
  expect(JSON.parse(stdout)).toEqual({ calls, insert: 0, update: 0, remove: 0, same: LIVE.rows })
}, 600_000)
