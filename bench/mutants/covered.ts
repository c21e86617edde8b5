// Runs beside each file of tests while the map of them is made: which functions of which sources it calls, and whether it
// starts the command as a process of its own, whose calls are not seen from here.
import { appendFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect } from 'vitest'

import type { Covered } from './map.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const out = process.env['MUTANTS_MAP']
const session = new Session()
session.connect()
await session.post('Profiler.enable')
await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: false })
const began = performance.now()

afterAll(async () => {
  const { result } = await session.post('Profiler.takePreciseCoverage')
  const own = result
    .filter(each => each.url.startsWith('file:'))
    .map(each => ({ file: relative(root, fileURLToPath(each.url)), functions: each.functions }))
  const calls = own
    .filter(each => each.file.startsWith('src/'))
    .map(({ file, functions }) => [file, functions.filter(called).map(each => each.functionName)] as const)
  const covered: Covered = {
    test: relative(root, expect.getState().testPath ?? ''),
    took: performance.now() - began,
    starts: own.some(each => each.file === 'test/bin.ts'),
    calls: Object.fromEntries(calls.map(([file, names]) => [file, [...new Set(names)].filter(each => each !== '')])),
  }
  if (out !== undefined) appendFileSync(out, `${JSON.stringify(covered)}\n`)
})

function called(each: { readonly ranges: readonly { readonly count: number }[] }): boolean {
  return each.ranges.some(range => range.count > 0)
}
