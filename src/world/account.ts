import { resolve } from 'node:path'
import type { Account, Login } from '../commands/auth.ts'
import type { AccountsServer } from '../cliq/tokens.ts'
import { failure } from '../core/model/failure.ts'
import type { UsedEnvironment } from '../files/config/environment.ts'
import { makePrivateFolder, stateDir } from '../files/disk/stateDir.ts'
import { credentialsOf } from './credentials.ts'
import type { OpenEnvironment } from './environment.ts'
import type { Outside } from './outside.ts'
import { lastingState } from './state.ts'
import { urlsOf } from './urls.ts'
import type { Urls } from './urls.ts'

/** The account of an environment. Throws a Failure AU203 for the embedded emulator, which has none. */
export async function accountFor(used: UsedEnvironment, open: OpenEnvironment, outside: Outside): Promise<Account> {
  if (used.environment.emulator !== undefined && used.environment.emulator !== false)
    throw failure('AU203', `${used.name} is the embedded emulator and needs no login`, {
      hint: 'choose another environment with --env',
    })
  const urls = await urlsOf(used, outside.env)
  const accounts = await accountsOf(urls, outside)
  const { clock, signal } = outside
  const client = () => {
    const { clientId, clientSecret } = used.readClient()
    outside.secrets.add(clientSecret)
    return { clientId, clientSecret }
  }
  const secretly = (login: Login): Login => {
    outside.secrets.add(login.refreshToken)
    outside.secrets.add(login.access.accessToken)
    return login
  }
  return {
    environment: used.name,
    where: open.environment.where,
    console: urls.accountsUrl.replace('//accounts.', '//api-console.'),
    async redeemCode(code) {
      outside.secrets.add(code)
      const { fetchGrant } = await import('../cliq/login.ts')
      return secretly(await fetchGrant(client(), code, accounts, clock))
    },
    async beginDevice(scopes) {
      const { fetchDeviceRequest } = await import('../cliq/device.ts')
      const request = await fetchDeviceRequest(client(), scopes, accounts, clock)
      outside.secrets.add(request.deviceCode)
      return request
    },
    async awaitDevice(code) {
      const { fetchDeviceGrant } = await import('../cliq/device.ts')
      return secretly(await fetchDeviceGrant(client(), code, accounts, clock, signal))
    },
    async tryKeep(path) {
      if (path === undefined) return makePrivateFolder(lastingState(outside))
      const { refuseWithoutFolder, tryWrite } = await import('../files/disk/atomic.ts')
      const whole = resolve(outside.cwd, path)
      await refuseWithoutFolder(whole, path)
      return tryWrite(whole, { ...NEW_FILE, name: path })
    },
    keep: async (login, path) =>
      path === undefined ? keptHere(login, used, urls, outside) : keptIn(login, resolve(outside.cwd, path), path),
    ...(await heldBy(used, open, outside, { urls, accounts })),
  }
}

const NEW_FILE = { mode: 0o600, expected: null }

type Held = Pick<Account, 'readHolding' | 'fetchToken' | 'revoke' | 'forget'>

async function heldBy(
  used: UsedEnvironment,
  open: OpenEnvironment,
  outside: Outside,
  { urls, accounts }: { readonly urls: Urls; readonly accounts: AccountsServer },
): Promise<Held> {
  const credentials = () => credentialsOf(used, urls.accountsUrl, outside.env)
  return {
    async readHolding() {
      if ('accessToken' in (await credentials())) return { kind: 'ready' }
      return { kind: 'refresh', from: used.lacksRefreshToken ? 'login' : 'environment' }
    },
    async fetchToken() {
      const { target, deps } = await open.reach()
      if ('accessToken' in target.credentials) return undefined
      const { accountOf, takeToken } = await import('../cliq/tokens.ts')
      const account = accountOf(target.apiUrl, target.credentials)
      const { ledger, tokens: cache, clock } = deps
      const token = await takeToken(target.credentials, { ...accounts, account, cache, ledger, clock })
      outside.secrets.add(token.accessToken)
      return token
    },
    async revoke() {
      const held = await credentials()
      if ('accessToken' in held) return 'dead'
      const { secretsOf } = await import('../cliq/credentials.ts')
      for (const secret of secretsOf(held)) outside.secrets.add(secret)
      const { revokeToken } = await import('../cliq/login.ts')
      return revokeToken(held.refreshToken, accounts)
    },
    async forget() {
      const { target } = await open.reach()
      const { accountOf } = await import('../cliq/tokens.ts')
      const { diskTokens } = await import('../files/machine/tokens.ts')
      const state = stateDir(outside.env)
      // Also where no token is kept at present: one may have been, before that was switched off.
      await diskTokens(state).forget(accountOf(target.apiUrl, target.credentials))
      if (!('clientId' in target.credentials) || !used.lacksRefreshToken) return
      const { forgetLogin } = await import('../files/machine/logins.ts')
      await forgetLogin(state, { accountsUrl: urls.accountsUrl, clientId: target.credentials.clientId })
    },
  }
}

async function accountsOf({ accountsUrl }: Urls, outside: Outside): Promise<AccountsServer> {
  const { openTransport } = await import('../cliq/transport.ts')
  const { told } = await import('../cliq/hearing.ts')
  return {
    accountsUrl,
    userAgent: `cliq-ds/${outside.version}`,
    transport: told(openTransport({ env: outside.env }), outside.clock, outside.debug),
  }
}

async function keptHere(login: Login, used: UsedEnvironment, urls: Urls, { env }: Outside): Promise<string> {
  const { writeLogin } = await import('../files/machine/logins.ts')
  const { clientId } = used.readClient()
  const state = stateDir(env)
  await writeLogin(state, { accountsUrl: urls.accountsUrl, clientId }, login.refreshToken)
  return state
}

async function keptIn(login: Login, path: string, name: string): Promise<string> {
  const { writeAtomic } = await import('../files/disk/atomic.ts')
  await writeAtomic(path, `CLIQ_REFRESH_TOKEN=${login.refreshToken}\n`, { ...NEW_FILE, name })
  return path
}
