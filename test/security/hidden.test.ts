import { expect, test } from 'vitest'

import { startEmulator } from '../../src/emulator/emulator.ts'
import { temporaryFolder } from '../files/temporary.ts'
import { CONFIG, SEED, STAFF } from './entrances.ts'
import { HIDDEN, plant, spoken } from './hostile.ts'

test('who reviews by a digest is told that it covers no hidden value, in the review and at the apply', async () => {
  const org = await startEmulator()
  const root = await temporaryFolder()
  plant(root, { 'cliq-ds.config.yaml': CONFIG(), 'schemas/staff.yaml': STAFF(), 'seeds/s.yaml': SEED('nick: ann') })
  const env = { CLIQ_URL: org.apiUrl, CLIQ_TOKEN: 'a.token', HOME: root, CLIQ_DS_STATE_DIR: `${root}/.state` }
  try {
    const told = 'no digest covers hidden values: the default of staff.tel'
    expect((await spoken(['review'], root, env)).text.replaceAll(/\s+/gu, ' ')).toContain(told)
    const planned = await spoken(['plan', '--json', '--quiet'], root, env)
    const digest = /"digest": "([^"]+)"/u.exec(planned.text)?.[1] ?? ''
    plant(root, { 'schemas/staff.yaml': STAFF().replace(HIDDEN, 'another-one') })
    const applied = await spoken(['apply', '--expect', digest], root, env)
    expect([applied.code, applied.text.includes('ST111')]).toEqual([0, true])
    expect(applied.text.replaceAll(/\s+/gu, ' ')).toContain(told)
    // Nothing is sent any more, so there is nothing to cover.
    expect((await spoken(['review'], root, env)).text).not.toContain('ST111')
  } finally {
    await org.close()
  }
})
