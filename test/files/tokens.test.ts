import { join } from 'node:path'
import { expect, test } from 'vitest'

import { changeKept } from '../../src/files/disk/generations.ts'
import { diskTokens } from '../../src/files/machine/tokens.ts'
import { temporaryFolder } from './temporary.ts'

const token = (accessToken: string) => ({ accessToken, expiresAt: 9, scopes: ['a'] })
const good = () => true

/** Tokens in a state folder, in a time that passes only when somebody sleeps. */
async function stage(kept?: unknown) {
  const folder = await temporaryFolder()
  let now = 1_000_000
  const slept: number[] = []
  const clock = {
    now: () => now,
    sleep: (ms: number) => {
      slept.push(ms)
      now += ms
      return Promise.resolve()
    },
  }
  const minted: string[] = []
  const mint = () => {
    minted.push(`t${minted.length}`)
    return Promise.resolve(token(minted.at(-1) ?? ''))
  }
  const write = (text: string) => changeKept(join(folder, 'tokens/me'), () => ({ text, found: undefined }))
  if (kept !== undefined) await write(typeof kept === 'string' ? kept : JSON.stringify(kept))
  return { tokens: diskTokens(folder, clock), mint, minted, slept, write }
}

test('a token is minted once, and again when it is good no more or was forgotten', async () => {
  const { tokens, mint, minted } = await stage()
  const take = async (isGood = good) => (await tokens.take('me', isGood, mint)).accessToken
  expect([await take(), await take(), await take(() => false), await take()]).toEqual(['t0', 't0', 't1', 't1'])
  await tokens.forget('me')
  expect(await take()).toBe('t2')
  expect((await tokens.take('you', good, mint)).accessToken).toBe('t3')
  expect(minted).toHaveLength(4)
  await expect(tokens.take('../me', good, mint)).rejects.toThrow('not a name')
})

const whole = { token: { ...token('kept'), mintedAt: 5, centre: 'eu' } }
test.each([
  ['what was kept', whole, 'kept'],
  ['what was kept without when it was minted', { token: token('kept') }, 'kept'],
  ['a text that is no JSON', '{', 't0'],
  ['null', 'null', 't0'],
  ['a list', '[]', 't0'],
  ['a word', '"a"', 't0'],
  ['no token', {}, 't0'],
  ['a token that is null', { token: null }, 't0'],
  ['a token that is a word', { token: 'kept' }, 't0'],
  ...['accessToken', 'expiresAt', 'scopes', 'mintedAt', 'centre'].map(
    key => [`a token with an odd ${key}`, { token: { ...whole.token, [key]: null } }, 't0'] as const,
  ),
  ...['accessToken', 'expiresAt', 'scopes'].map(
    key => [`a token without ${key}`, { token: { ...whole.token, [key]: undefined } }, 't0'] as const,
  ),
] as const)('of a shelf with %s comes the token that it is worth', async (_, kept, comes) => {
  const { tokens, mint, slept } = await stage(kept)
  expect([(await tokens.take('me', good, mint)).accessToken, slept]).toEqual([comes, []])
})

test.each([
  [{ id: 'x', until: 1_010_000 }, 40],
  [{ id: 'x', until: 1_035_000 }, 140],
  [{ id: 'x', until: 1_035_001 }, 0],
  [{ id: 'x', until: 1_000_000 }, 0],
  [{ id: 'x', until: 1_000_001 }, 1],
  [{ id: 3, until: 1_010_000 }, 0],
  [{ until: 1_010_000 }, 0],
  [{ id: 'x', until: '1010000' }, 0],
  [{ id: 'x' }, 0],
  ['x', 0],
  [null, 0],
])('whoever finds that somebody mints, %j, looks again so often: %d', async (minting, looks) => {
  const { tokens, mint, slept } = await stage({ minting })
  expect((await tokens.take('me', good, mint)).accessToken).toBe('t0')
  expect(slept).toEqual(Array.from({ length: looks }, () => 250))
})

test('who minted and got nothing keeps nobody waiting', async () => {
  const { tokens, mint, slept, write } = await stage({ token: token('old') })
  const isNew = ({ accessToken }: { readonly accessToken: string }) => accessToken !== 'old'
  const fails = () => Promise.reject(new Error('no token'))
  await expect(tokens.take('me', isNew, fails)).rejects.toThrow('no token')
  expect((await tokens.take('me', isNew, mint)).accessToken).toBe('t0')
  expect(slept).toEqual([])
  // What is somebody else's by then stays.
  const robbed = async () => {
    await write(JSON.stringify({ minting: { id: 'x', until: 1_000_250 } }))
    throw new Error('no token')
  }
  await expect(tokens.take('me', () => false, robbed)).rejects.toThrow('no token')
  await tokens.take('me', isNew, mint)
  expect(slept).toEqual([250])
})
