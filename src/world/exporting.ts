import type { Exporting } from '../commands/export.ts'
import { failure } from '../core/model/failure.ts'
import { lengthOf } from '../core/model/length.ts'
import type { OpenEnvironment } from './environment.ts'
import type { Outside } from './outside.ts'

/** An environment whose datastores can be exported, wired to the wire. */
export function exportingOf(open: OpenEnvironment, { env, secrets }: Outside): Exporting {
  const { name, where, connectReadOnly } = open.environment
  return {
    environment: name,
    where,
    connectReadOnly: () => connectReadOnly(),
    readPassword(variable) {
      const password = env[variable] ?? ''
      // Who mistook the option for the password must not read it here: the name is not repeated before it is one.
      const unset = 'the variable of --password-env is not set'
      if (password === '')
        throw failure('CL130', unset, { hint: 'give its name, and a password of 8 to 20 characters in it' })
      secrets.add(password)
      const length = lengthOf(password)
      const hint = `set ${variable} to a password of 8 to 20 characters`
      if (length < 8 || length > 20)
        throw failure('CL130', `the password in ${variable} does not have 8 to 20 characters`, { hint })
      return password
    },
    async start(id, wish) {
      const { startExport } = await import('../cliq/requests.ts')
      const { nothing, performWrite } = await import('../cliq/writes.ts')
      const { wire } = await open.reach()
      const hidden = wish.password === undefined ? [] : [wish.password]
      return performWrite(wire, startExport(id, wish), nothing, hidden)
    },
  }
}
