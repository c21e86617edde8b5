import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { SECRETS, stage } from './cli.ts'

const env = { REFRESH: SECRETS.refresh }

test('a lock-out past the time budget ends the run resumably, and the next run before any write, both with retry_at', async () => {
  const { run, root, org } = await stage({ limits: { limits: { 'datastores.create': 1 } } })
  const halls = 'unique_name: halls\nname: Halls\ndescription: Large\nfields:\n  code: { name: Code, type: number }\n'
  writeFileSync(join(root, 'schemas/halls.yaml'), halls)
  const first = await run('apply --yes --json --max-duration 20s', { env })
  const result = JSON.parse(first.out.trim().split('\n').at(-1) ?? '') as { readonly retry_at: string }
  expect([first.code, result]).toEqual([8, expect.objectContaining({ type: 'result', outcome: 'stopped' })])
  expect(Date.parse(result.retry_at) - Date.now()).toBeGreaterThan(200_000)
  const before = org.requests.length
  const second = await run('apply --yes --json --max-duration 20s', { env })
  expect([second.code, second.err]).toEqual([8, expect.stringContaining('RL102')])
  const [, again = ''] = /"retry_at": ?"([^"]+)"/u.exec(second.out) ?? []
  expect(Math.abs(Date.parse(again) - Date.parse(result.retry_at))).toBeLessThan(1_000)
  expect(org.requests.slice(before).map(each => each.method)).toEqual(['GET'])
})
