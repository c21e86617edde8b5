import { expect, onTestFinished, test } from 'vitest'
import { startEmulator } from '../../src/emulator/emulator.ts'
import { fields, store } from '../laws/build.ts'
import { openGate } from './gate.ts'
import { ownProject } from './project.ts'

const before = store(fields(3), [], 'worked')
const after = store({ ...fields(3), ...fields(12, 'new', {}, 3) }, [], 'worked')
const other = store({ ...fields(3), ...fields(5, 'other', {}, 3) }, [], 'worked')

test('an apply that was killed leaves the lease in the org, which the next one names and unlock frees', async () => {
  const org = await startEmulator()
  const gate = await openGate(org.url)
  const project = ownProject(gate.url, { lease: { kind: 'org' } })
  onTestFinished(async () => {
    project.remove()
    await gate.close()
    await org.close()
  })
  project.define([before])
  expect(await project.start(['apply', '--yes']).ended).toMatchObject({ code: 0 })
  project.define([after])
  // Listing, rows, insert, two reads, listing, rows: the tenth call is the first that adds fields.
  const killed = new Promise<void>(resolve => {
    gate.arm(10, 'after', () => {
      run.child.kill('SIGKILL')
      resolve()
    })
  })
  const run = project.start(['apply', '--yes'])
  await killed
  await run.ended
  const refused = await project.start(['apply', '--yes']).ended
  expect(refused).toMatchObject({ code: 6 })
  expect(refused.text).toContain('LE101')
  expect(refused.text.replaceAll(/\s+/gu, ' ')).toContain(`process ${run.child.pid} on `)
  // Its last call has no answer: nobody but a person who knows gives that lease back.
  const kept = await project.start(['unlock']).ended
  expect(kept).toMatchObject({ code: 6 })
  expect(kept.text).toContain('LE110')
  const [, id = ''] = /cliq-ds unlock\s+([0-9a-f]{32})/u.exec(refused.text) ?? []
  expect(await project.start(['unlock', id]).ended).toMatchObject({ code: 0 })
  expect((await project.start(['unlock']).ended).text).toContain('is not held')
  const again = await project.start(['apply', '--yes']).ended
  expect(again).toMatchObject({ code: 0 })
  expect(again.text).toContain('JR102')
  const added = org.requests.filter(each => each.operation === 'fields.add' && each.effect)
  expect(added).toHaveLength(2)
}, 60_000)

test.each(['local', 'org'] as const)(
  'of two applies of different commits under a %s lease one names the other or waits for it, and nothing is doubled',
  async kind => {
    const org = await startEmulator()
    const projects = [after, other].map(definition => {
      const project = ownProject(org.url, { lease: { kind } })
      project.define([definition])
      return project
    })
    onTestFinished(async () => {
      for (const each of projects) each.remove()
      await org.close()
    })
    // Both take the lease of one machine, and both own nothing yet.
    const state = { CLIQ_DS_STATE_DIR: `${projects[0]?.root}/.state` }
    org.fault({ kind: 'delay', operation: 'datastores.create', delayMs: 500 })
    const ends = await Promise.all(projects.map(each => each.start(['apply', '--yes'], state).ended))
    const codes = ends.map(each => each.code).toSorted()
    expect(codes[0]).toBe(0)
    // Named the holder, or came after it and found a plan that no longer fits.
    for (const end of ends) expect(end).toSatisfy(({ code }) => [0, 4, 6].includes(code))
    const creates = org.requests.filter(each => each.operation === 'datastores.create' && each.effect)
    expect(creates).toHaveLength(kind === 'org' ? 2 : 1)
  },
  60_000,
)
