import { expect, test } from 'vitest'

import { openOrg } from '../../src/cliq/connect.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { REQUESTS } from './documented.ts'
import { answer, CANARY, depsOf, targetOf, thrownBy } from './virtual.ts'
import { zoho } from './zoho.ts'

const credentials = { clientId: 'client-id', clientSecret: CANARY.secret, refreshToken: CANARY.refresh }
const target = targetOf({ credentials })
const list = REQUESTS['datastores.list']

test.each([0, -1, '0', '-3600'])(
  'a token that has expired when it comes is refused, not minted for each call: %s',
  async lifetime => {
    const { transport, minted } = zoho(undefined, {
      mint: count => answer(200, { access_token: `t${count}`, expires_in: lifetime }),
    })
    const error = await thrownBy(() => openOrg(target, depsOf({ transport })).wire.send(list))
    expect([error.code, error.message, minted()]).toEqual([
      'AU106',
      'accounts.zoho.eu sent an access token that has expired already',
      1,
    ])
  },
)

test.each(['', 'soon', null, undefined])('a lifetime that is none counts as the usual hour: %j', async lifetime => {
  const { transport, minted } = zoho(undefined, {
    mint: count => answer(200, { access_token: `t${count}`, expires_in: lifetime }),
  })
  const deps = depsOf({ transport })
  const { wire } = openOrg(target, deps)
  await wire.send(list)
  await deps.clock.sleep(54 * 60_000)
  await wire.send(list)
  expect(minted()).toBe(1)
})

// The reply names the host of another API, whose end tells the data centre.
const domains = [
  ['https://www.zohoapis.com', 'us'],
  ['https://www.zohoapis.ca', 'ca'],
  ['www.zohoapis.com.cn', 'cn'],
  ['https://www.zohoapis.eu', undefined],
  ['https://zohoapis.in.example.com', undefined],
  ['not a host', undefined],
] as const

test.each(domains)('a token that Cliq refuses is told to be of another data centre: %s', async (api_domain, centre) => {
  const { transport } = zoho(() => false, {
    mint: count => answer(200, { access_token: `t${count}`, expires_in: 3600, api_domain }),
  })
  const error = await thrownBy(() => openOrg(target, depsOf({ transport })).wire.send(list))
  expect(error.code).toBe('AU101')
  const [problem] = error instanceof Failure ? error.problems : []
  if (centre === undefined) expect(problem?.message).not.toContain('data centre')
  else
    expect(`${problem?.message} ${problem?.hint}`).toMatch(new RegExp(`data centre ${centre}.*dataCenter to ${centre}`))
})

test('of a token for a host of no data centre none is told', async () => {
  const { transport } = zoho(() => false, {
    mint: count => answer(200, { access_token: `t${count}`, expires_in: 3600, api_domain: 'https://www.zohoapis.com' }),
  })
  const own = targetOf({ credentials, apiUrl: 'http://127.0.0.1:4711/api/v3' })
  const error = await thrownBy(() => openOrg(own, depsOf({ transport })).wire.send(list))
  const [problem] = error instanceof Failure ? error.problems : []
  expect([problem?.code, problem?.hint]).toEqual([
    'AU101',
    'get a new token, and check that dataCenter is the one of the org',
  ])
})
