import { Parser } from 'commonmark'
import { expect, test } from 'vitest'
import { readHeader } from '../../src/core/review/header.ts'
import type { Slot } from '../../src/core/review/slot.ts'
import { KINDS } from '../forge/client.ts'
import { startLife } from './life.ts'
import type { Life } from './life.ts'

const rooms = (more = '') => `unique_name: rooms
name: Rooms
description: Meeting rooms
fields:
  code: { name: Code, type: limited-text, mandatory: true }
  notes: { name: Notes, type: large-text }
${more}`
const staff = (description: string, more = '') => `unique_name: staff
name: Staff
description: ${JSON.stringify(description)}
fields:
  empid: { name: Employee ID, type: number }
${more}`

function slotsOf({ hub }: Life, pull: number): readonly Slot[] {
  const own = hub.comments.filter(each => ('issue' in each ? each.issue : each.merge) === pull)
  return own.flatMap(each => [...(readHeader(each.body)?.slots.values() ?? [])])
}

const statesOf = (life: Life, pull: number) => slotsOf(life, pull).map(each => each.state)

test.each(KINDS)('the whole life of a repository on %s', async kind => {
  await using life = await startLife(kind)
  const { hub, org } = life
  const main = life.checkout('main')
  main.write('schemas/rooms.yaml', rooms())
  main.write('schemas/staff.yaml', staff('People'))

  // The first apply: nobody has reviewed anything yet, so it is refused with what a dispatch takes.
  const first = await main.run({ push: 'c0' }, 'apply', '--reviewed')
  expect(first.code).toBe(5)
  const told = (name: string, value: string) =>
    kind === 'github'
      ? new RegExp(String.raw`^${name}<<(\S+)\n${value}\n\1$`, 'mu')
      : new RegExp(`^CLIQ_DS_${name.toUpperCase().replaceAll('-', '_')}=${value}$`, 'mu')
  expect(first.outputs).toMatch(told('failure-reason', 'stale'))
  expect(first.outputs).toMatch(told('exit-code', '5'))
  const digest = /sha256-v1:[0-9a-f]{64}/u.exec(first.err)?.[0] ?? ''
  if (kind === 'github') expect(first.summary).toContain(`cliq-ds apply --env production --expect ${digest}`)
  const applied = await main.run({ push: 'c0' }, 'apply', '--expect', digest)
  expect(applied.code).toBe(0)
  expect(applied.outputs).toMatch(told('digest', digest))
  expect(applied.outputs).toMatch(told('adds', '[1-9]\\d*'))

  // Two pull requests, one with a loss.
  const one = life.checkout('one', 'main')
  const two = life.checkout('two', 'main')
  one.write(
    'schemas/rooms.yaml',
    rooms('  seats: { name: Seats, type: number }\n  floor: { name: Floor, type: limited-text }\n').replace(
      'Meeting',
      'All',
    ),
  )
  two.write('schemas/staff.yaml', staff('@everyone <b>here</b> --> ::error::x'))
  hub.open(1, 'h1')
  hub.open(2, 'h2')
  const reviewed = await one.run({ pull: 1, head: 'h1' }, 'review')
  expect(reviewed.code, `${reviewed.err}`).toBe(0)
  expect(hub.pull(1).labels).toEqual(['cliq-ds: changes'])
  expect(reviewed.outputs).toMatch(told('changes', '3'))
  await two.run({ pull: 2, head: 'h2' }, 'review')

  // A push: the same comment, edited in place; a run of the old head writes nothing.
  hub.pull(1).head = 'h1b'
  one.write('schemas/rooms.yaml', rooms('  seats: { name: Seats, type: number }\n').replace('Meeting', 'All'))
  await one.run({ pull: 1, head: 'h1b' }, 'review')
  await one.run({ pull: 1, head: 'h1' }, 'review')
  expect(hub.comments).toHaveLength(2)
  expect(slotsOf(life, 1).map(each => each.head)).toEqual(['h1b'])

  // Somebody edits the comment of the second one, which is merged with the first in one batch.
  const [, second] = hub.comments
  hub.edit(second?.id ?? 0, `${second?.body} really`, 'mallory-token')
  main.merge(one, 'schemas/rooms.yaml')
  main.merge(two, 'schemas/staff.yaml')
  hub.merge(1, 'c1')
  hub.merge(2, 'c1')
  const refused = await main.run({ push: 'c1' }, 'apply', '--reviewed')
  expect(refused.code, `${refused.err}`).toBe(5)
  expect(refused.err).toContain('the change of staff was not reviewed')
  expect(refused.err).not.toContain('the change of rooms was not reviewed')
  expect(statesOf(life, 1)).toEqual(['open'])

  // Reviewed again, it is applied: killed after a step, gone on with on another machine that has the old lock file.
  await two.run({ pull: 2, head: 'h2' }, 'review')
  const other = life.checkout('other', 'main')
  org.fault({ kind: 'refuse', operation: 'datastores.edit', status: 400, code: 'datastore_invalid' })
  const stopped = await main.run({ push: 'c1' }, 'apply', '--reviewed')
  expect(stopped.code, `${stopped.err}${stopped.out}`).not.toBe(0)
  expect(statesOf(life, 1)).toEqual(['applying'])
  const gone = await other.run({ push: 'c1' }, 'apply', '--reviewed')
  expect(gone.code, `${gone.err}${gone.out}`).toBe(0)
  expect([...statesOf(life, 1), ...statesOf(life, 2)]).toEqual(['closed', 'closed'])
  expect((await other.run({ push: 'c1' }, 'apply', '--reviewed')).code).toBe(0)

  // Nothing of what a description says acts in a comment.
  for (const { body } of hub.comments) {
    expect(htmlIn(body).every(each => /^<!-- \/?cliq-ds\b[^>]* -->$|^<\/?(?:details|summary)>/u.test(each))).toBe(true)
    expect(body).not.toMatch(/^::/mu)
  }

  // Drift: an issue, updated, closed.
  const at = { push: 'c1' }
  expect((await other.run(at, 'drift', '--issue')).code).toBe(0)
  expect(hub.issues).toEqual([])
  await byHand(life, 'rooms', { description: 'By hand' })
  expect((await other.run(at, 'drift', '--issue')).code).toBe(3)
  await byHand(life, 'rooms', { description: 'By hand again' })
  expect((await other.run(at, 'drift', '--issue')).code).toBe(3)
  expect(hub.issues).toHaveLength(1)
  await byHand(life, 'rooms', { description: 'All rooms' })
  expect((await other.run(at, 'drift', '--issue')).code).toBe(0)
  expect(hub.issues.map(each => each.state)).toEqual(['closed'])
})

test('a loss stands first in the comment, is marked at its line, and fails the job that is asked to', async () => {
  await using life = await startLife('github')
  const main = life.checkout('main')
  main.write('schemas/rooms.yaml', rooms())
  const { err } = await main.run({ push: 'c0' }, 'apply', '--reviewed')
  await main.run({ push: 'c0' }, 'apply', '--expect', /sha256-v1:[0-9a-f]{64}/u.exec(err)?.[0] ?? '')
  const one = life.checkout('one', 'main')
  one.write('schemas/rooms.yaml', rooms().replace(/.*Notes.*\n/u, ''))
  life.hub.open(1, 'h1')
  const at = { pull: 1, head: 'h1' }
  const reviewed = await one.run(at, 'review', '--fail-on', 'losses')
  expect(reviewed.code).toBe(4)
  expect(reviewed.err).toMatch(/^::error file=schemas\/rooms\.yaml,line=\d+,col=\d+,title=cliq-ds DS102::/mu)
  const [{ body } = { body: '' }] = life.hub.comments
  expect(body.indexOf('Will be lost')).toBeLessThan(body.indexOf('**`rooms`**'))
  expect(body).toContain('--allow field-removed:rooms.notes')
  expect(life.hub.pull(1).labels).toEqual(['cliq-ds: losses'])
  // A token that may not comment: the text to paste, and no red job.
  life.hub.fault({
    when: /^(?:POST|PATCH) .*comments/u,
    kind: 'answer',
    answer: { status: 403, body: { message: 'no' } },
    times: 9,
  })
  const muted = await one.run(at, 'review')
  expect(muted.code).toBe(0)
  expect(muted.err).toContain('FG101')
  expect(muted.err).toContain('The comment to paste')
  // What a stranger wrote reaches neither the org nor the comments.
  const calls = life.org.requests.length
  const stranger = await one.run({ pull: 1, head: 'h1', from: 'mallory/schemas' }, 'review')
  expect([stranger.code, life.org.requests.length]).toEqual([0, calls])
  expect(stranger.summary).toContain('Offline')
})

async function byHand({ org }: Life, name: string, set: object): Promise<void> {
  const headers = { authorization: 'Zoho-oauthtoken a-person', 'content-type': 'application/json' }
  const listing = await org.handle({ method: 'GET', url: '/api/v3/datastores?limit=100', headers })
  const { data = [], list = data } = JSON.parse(listing.body) as Record<string, { id: string; unique_name: string }[]>
  const id = list.find(each => each.unique_name === name)?.id
  await org.handle({ method: 'PATCH', url: `/api/v3/datastores/${id}`, headers, body: JSON.stringify(set) })
}

// HTML as a reader of Markdown finds it, without line feeds.
function htmlIn(body: string): readonly string[] {
  const walker = new Parser().parse(body).walker()
  const found: string[] = []
  for (let event = walker.next(); event !== null; event = walker.next())
    if (event.node.type.startsWith('html')) found.push((event.node.literal ?? '').trim())
  return found
}
