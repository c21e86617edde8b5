import { expect, test } from 'vitest'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { applied } from '../../src/terminal/fleet/apply.ts'
import { fleetIn } from '../../src/terminal/fleet/argv.ts'
import type { Io } from '../../src/terminal/io.ts'
import { fields, liveOf, planOf, store } from '../laws/build.ts'
import { documentOf } from '../report/build.ts'

const plan = planOf(liveOf(catalogOf([])), catalogOf([store(fields(1))]))
const names = Array.from({ length: 12 }, (_, at) => `e${at}`)

/** Applies to twelve environments, of which the first one fails: how each ended, and which were begun. */
async function appliedTo(onError: string) {
  const begun: string[] = []
  const run = async ({ argv, hear }: Io) => {
    const environment = argv[argv.indexOf('--env') + 1] ?? ''
    if (argv[0] === 'plan') {
      hear?.({ document: documentOf({ document: { environment, plan } }), isProtected: false })
      return 0
    }
    begun.push(environment)
    // Others are under way when it fails.
    await Promise.resolve()
    return environment === 'e0' ? 9 : 0
  }
  const sink = { write: () => undefined, isTTY: false, columns: 0 }
  const { signal } = new AbortController()
  const fleet = fleetIn(['apply', '--all', '--yes', '--on-error', onError])
  if (fleet === undefined) throw new Error('no fleet')
  const io: Io = { argv: [], env: {}, cwd: '/', out: sink, err: sink, hasKeyboard: false, signal }
  const ends = await applied(io, fleet, names, run)
  return { begun, ends: ends.map(each => `${each.name} ${each.exit ?? 'not started'}`) }
}

test('once one of a fleet fails no other is begun, and those that are under way end', async () => {
  const { begun, ends } = await appliedTo('stop')
  expect(begun.length).toBeLessThan(names.length)
  expect(ends).toEqual(names.map(name => `${name} ${name === 'e0' ? 9 : begun.includes(name) ? 0 : 'not started'}`))
})

test('with --on-error continue all of them are begun', async () => {
  const { begun, ends } = await appliedTo('continue')
  expect(begun.toSorted()).toEqual(names.toSorted())
  expect(ends).toEqual(names.map(name => `${name} ${name === 'e0' ? 9 : 0}`))
})
