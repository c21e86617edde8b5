import { Failure } from '../core/model/failure.ts'
import type { ReadCliq } from '../core/model/ports.ts'
import type { Problem } from '../core/model/problem.ts'
import { refuseUnreadable } from '../core/plan/unreadable.ts'
import { noSuchDatastore } from './absent.ts'
import type { Exported } from '../core/results/export.ts'

/** What an export is asked to be. */
export interface ExportWish {
  readonly fileType: 'csv' | 'xlsx' | 'pdf'
  /** Secret. */
  readonly password?: string
}

/** How the one call of an export ended. Nothing can be read back of an export, so what is unknown stays so. */
export type ExportEnd =
  | { readonly kind: 'done' }
  | { readonly kind: 'not-done'; readonly problem: Problem }
  | { readonly kind: 'unknown'; readonly problem: Problem }

/** An environment whose datastores can be exported. */
export interface Exporting {
  readonly environment: string
  /** The org in words. */
  readonly where: string
  /** The password in a variable of the environment. Throws a Failure CL130 for one that cannot be used. */
  readPassword(variable: string): string
  connectReadOnly(): Promise<ReadCliq>
  /** Starts the export of a datastore by id. Sent once, and never again where no answer comes. */
  start(id: string, wish: ExportWish): Promise<ExportEnd>
}

/**
 * Starts the export of a datastore by Cliq, once. Throws a Failure: CL130 for the password, LV105 for a datastore that
 * the org does not have, and what Cliq refuses; then nothing was started.
 */
export async function performExport(
  exporting: Exporting,
  name: string,
  { type, passwordEnv }: { readonly type: ExportWish['fileType']; readonly passwordEnv: string | undefined },
): Promise<Exported> {
  const password = passwordEnv === undefined ? undefined : exporting.readPassword(passwordEnv)
  const cliq = await exporting.connectReadOnly()
  const live = await cliq.fetchLive([name])
  refuseUnreadable([name], live)
  const identity = live.identities.get(name)
  if (identity === undefined) throw noSuchDatastore([name], live)
  const end = await exporting.start(identity.id, { fileType: type, ...(password !== undefined && { password }) })
  if (end.kind === 'not-done') throw new Failure([end.problem])
  return {
    environment: exporting.environment,
    where: exporting.where,
    datastore: name,
    fileType: type,
    hasPassword: password !== undefined,
    doubt: end.kind === 'unknown' ? { ...end.problem, hint: LOOK_FIRST } : undefined,
  }
}

const LOOK_FIRST = 'check in Cliq whether the export arrived before you start another: it is never sent twice'
