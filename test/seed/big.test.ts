import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const run = promisify(execFile)
// `npm run test:long` takes a million.
const ROWS = Number(process.env['SEED_ROWS'] ?? 60_000)
// All rows at once take several times as much.
const HEAP_MB = ROWS > 60_000 ? 96 : 48

for (const kind of ['ndjson', 'csv'])
  test(`${ROWS} rows of ${kind} are compared in a heap of ${HEAP_MB} MB`, async () => {
    const script = join(import.meta.dirname, 'bigSource.ts')
    const { stdout } = await run(process.execPath, [`--max-old-space-size=${HEAP_MB}`, script, kind, String(ROWS)])
    expect(JSON.parse(stdout)).toEqual({
      told: [],
      found: [{ insert: ROWS - 1_000, update: 0, remove: 0, same: 1_000 }],
    })
  }, 600_000)
