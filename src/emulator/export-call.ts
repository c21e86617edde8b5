import type { Call, Org, Reply } from './call.ts'
import { ofTheOrg } from './facing.ts'
import { refusal, refusalByStatus } from './refusal.ts'
import { onlyKeys, shapeOf } from './shapes.ts'

/** POST /datastores/{id}/export: accepted, and then, as in the document, never heard of again. */
export function serveStartExport(org: Org, call: Call): Reply {
  ofTheOrg(org, call, org.store.datastore(call.id))
  const shape = shapeOf(call.body)
  onlyKeys(shape, ['file_type', 'password_protected', 'password'], org.switches)
  const { file_type, password_protected = false, password } = shape
  if (!['csv', 'xlsx', 'pdf'].some(type => type === file_type)) throw refusalByStatus(400, 'file_type is wrong.')
  if (typeof password_protected !== 'boolean') throw refusalByStatus(400, 'password_protected is not a boolean.')
  if (password_protected && (password === undefined || password === ''))
    throw refusal('datastore_export_password_missing')
  const isPassword = typeof password === 'string' && password.length >= 8 && password.length <= 20
  if (password !== undefined && !isPassword) throw refusalByStatus(400, 'A password has 8 to 20 characters.')
  return { status: 204, changed: false }
}
