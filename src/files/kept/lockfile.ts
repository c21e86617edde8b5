import { weighed } from '../../core/model/jsonWeight.ts'
import type { Lock, LockedDatastore, LockedEnvironment, Pending } from '../../core/model/lock.ts'
import { canonicalText, plainDatastore, plainPast } from '../../core/model/plain.ts'
import type { Json } from '../../core/model/plain.ts'
import { digestOf } from '../disk/digest.ts'
import { JSON_BOUNDS, readJsonText } from '../disk/jsonText.ts'
import type { JsonFault } from '../disk/jsonText.ts'
import { layout } from '../disk/layout.ts'
import { datastore, fieldType } from './planSchema.ts'
import { keyPlace, ownFailure, readOwn, shaped } from '../disk/sealed.ts'
import type { FileLimits, OwnFile } from '../disk/sealed.ts'
import { amount, flag, list, map, matching, Misfit, object, text as anyText, word } from '../disk/shape.ts'

/** Bytes that a lock file may have, and the mode it is written with: it is committed, and holds no secrets. */
export const LOCK_FILE: FileLimits = { maxBytes: 20 * 1024 * 1024, mode: 0o644 }

const FORMAT = 1
const REPAIR = 'restore it from version control, or rebuild it from the org: cliq-ds lock repair'
const UPGRADE = 'upgrade cliq-ds, or use the version that wrote it'

type Plain = { readonly [key: string]: Json }

const id = matching(/^\d{1,32}$/u, 'an id of digits in quotes')

const migrations = map(object({ digest: anyText, how: word(['ran', 'skipped', 'not-needed']) }))

const past = object({
  names: list(anyText),
  fields: map(object({ names: list(anyText), types: list(fieldType) })),
})

const environment = object(
  {
    target: anyText,
    datastores: map(object({ id, definition: datastore, fields: map(id), protect: flag }, { past })),
    digest: anyText,
  },
  { migrations },
)

const pending = object({ run: anyText, digest: anyText })

const body = object({ formatVersion: amount, environments: map(environment) }, { pending })

/**
 * The text of a lock file: format 1, keys sorted, LF, one line a field, a digest for each environment, so that two
 * branches that touch different environments merge. Defaults that are not for the eye are left out. `pending` marks a run
 * that has begun and not ended.
 */
export function renderLock(lock: Lock, pending?: Pending): string {
  const environments = [...lock].map(([name, each]) => {
    const plain = plainEnvironment(each)
    return [name, { ...plain, digest: digestOfEnvironment(name, plain) }] as const
  })
  const mark = pending === undefined ? {} : { pending: { ...pending } }
  return layout({ formatVersion: FORMAT, environments: Object.fromEntries(environments), ...mark })
}

/**
 * The lock file in its text. Throws a Failure LK1xx with the place of what is wrong: a merge conflict, a cut or damaged
 * text, another format, unknown keys, a change by hand, one id under two names. A lock file is never half believed.
 */
export function parseLock(text: string, file: string): Lock {
  refuseConflict(text, file)
  const own: OwnFile = {
    text,
    file,
    damaged: damagedLock,
    misfit: (message, at) => ownFailure('LK107', `the lock file is not valid: ${message}`, at, REPAIR),
  }
  const value = readOwn(own)
  refuseOtherFormat(value, own)
  const { environments } = shaped(body, value, own)
  for (const [name, { digest }] of environments)
    if (digest !== digestOfEnvironment(name, rawEnvironment(value, name))) throw altered(name, own)
  const lock = new Map(
    [...environments].map(([name, { target, datastores, migrations: ran }]) => [
      name,
      { target, datastores, ...(ran && { migrations: ran }) },
    ]),
  )
  for (const [name, each] of lock) refuseSharedIds(name, each, own)
  return lock
}

/** The mark of a run that has begun and not ended; undefined where there is none, or the text is not a lock file. */
export function pendingIn(text: string): Pending | undefined {
  if (!weighed(text, JSON_BOUNDS).isSafe) return undefined
  try {
    return body(JSON.parse(text), '').pending
  } catch {
    return undefined
  }
}

/**
 * The environments of a damaged lock file that are whole and unaltered by their own digests; of a merge conflict those
 * of both sides, ours first. Never throws: what cannot be believed is left out, and owns nothing.
 */
export function salvageLock(text: string): Lock {
  const found = new Map<string, LockedEnvironment>()
  if (isTooLarge(text)) return found
  for (const side of [text, sideOf(text, 'ours'), sideOf(text, 'theirs')]) {
    const { value } = readJsonText(side.replace(/^\uFEFF/u, ''), '', () => false)
    const environments = at(value as Json, 'environments')
    if (typeof environments !== 'object' || environments === null) continue
    for (const [name, each] of Object.entries(environments)) {
      const intact = intactEnvironment(name, each)
      if (intact !== undefined && !found.has(name)) found.set(name, intact)
    }
  }
  return found
}

/** The environments that a text names, also where it is damaged or another tool has laid it out anew. */
export function environmentsNamedIn(text: string): readonly string[] {
  const named =
    /"([A-Za-z][A-Za-z0-9_-]{0,31})"\s{0,99}:\s{0,99}\{\s{0,99}(?:[<=>|]{7}.{0,99}\s{1,99})?"(?:datastores|target)"/gu
  const found = [...text.matchAll(named)].map(([, name = '']) => name)
  return [...new Set(found)]
}

function intactEnvironment(name: string, value: Json): LockedEnvironment | undefined {
  try {
    const { digest, target, datastores, migrations: ran } = environment(value, '')
    const part = { target, datastores, ...(ran && { migrations: ran }) }
    return digest === digestOfEnvironment(name, contentOf(value)) ? part : undefined
  } catch (error) {
    if (error instanceof Misfit) return undefined
    throw error
  }
}

function sideOf(text: string, side: 'ours' | 'theirs'): string {
  const kept: string[] = []
  let part: 'both' | 'ours' | 'base' | 'theirs' = 'both'
  for (const line of text.split('\n')) {
    if (/^<{7}( |\r?$)/u.test(line)) part = 'ours'
    else if (/^\|{7}( |\r?$)/u.test(line)) part = 'base'
    else if (/^={7}\r?$/u.test(line)) part = 'theirs'
    else if (/^>{7}( |\r?$)/u.test(line)) part = 'both'
    else if (part === 'both' || part === side) kept.push(line)
  }
  return kept.join('\n')
}

function plainEnvironment({ target, datastores, migrations: done }: LockedEnvironment): Plain {
  const plain = [...datastores].map(([name, each]) => [name, plainLocked(each)] as const)
  const ran = [...(done ?? [])].map(([name, { digest, how }]) => [name, { digest, how }] as const)
  return {
    target,
    datastores: Object.fromEntries(plain),
    ...(ran.length > 0 && { migrations: Object.fromEntries(ran) }),
  }
}

function plainLocked({ id, definition, fields, protect, past: was }: LockedDatastore): Plain {
  const kept = { id, definition: plainDatastore(definition), fields: Object.fromEntries(fields), protect }
  return was === undefined ? kept : { ...kept, past: plainPast(was) }
}

// The name is part of the meaning: a section cannot be moved to another environment. One that is deleted by hand owns
// nothing, which costs adopting again and removes nothing.
function digestOfEnvironment(name: string, plain: Json): string {
  return digestOf(canonicalText({ formatVersion: FORMAT, environment: name, content: plain }))
}

function rawEnvironment(value: Json, name: string): Json {
  return contentOf(at(at(value, 'environments'), name))
}

function contentOf(environment: Json): Json {
  const migrations = at(environment, 'migrations')
  const content = { target: at(environment, 'target'), datastores: at(environment, 'datastores') }
  return migrations === null ? content : { ...content, migrations }
}

function at(value: Json, key: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  return Object.entries(value).find(([each]) => each === key)?.[1] ?? null
}

// Sought before parsing: the markers are no JSON, and a merge needs another remedy than a damaged file.
function refuseConflict(text: string, file: string): void {
  // Most have none, and one that is too large is told as that.
  if (!/^(?:<{7}|>{7}|={7}|\|{7})(?: |\r?$)/mu.test(text) || isTooLarge(text)) return
  const lines = text.split('\n')
  const first = lines.findIndex(line => /^<{7}( |\r?$)/u.test(line))
  const last = lines.findLastIndex(line => /^>{7}( |\r?$)/u.test(line))
  const found = first >= 0 ? first : lines.findIndex(line => /^(>{7}|={7}|\|{7})( |\r?$)/u.test(line))
  if (found < 0) return
  const where = last > found ? `lines ${found + 1}-${last + 1}` : `line ${found + 1}`
  const hint = 'take either side as a whole, then run cliq-ds lock repair'
  throw ownFailure('LK101', `unresolved merge conflict at ${where}`, { file, line: found + 1, col: 1 }, hint)
}

function isTooLarge(text: string): boolean {
  return weighed(text, JSON_BOUNDS).tooLargeAt !== undefined
}

function damagedLock({ kind, what, at }: JsonFault) {
  switch (kind) {
    case 'truncated':
      return ownFailure('LK102', `the lock file is truncated: ${what}`, at, REPAIR)
    case 'repeated-key':
      return ownFailure('LK106', `the lock file is damaged: ${what}`, at, REPAIR)
    case 'damaged':
    case 'forbidden-key':
    case 'too-deep':
      return ownFailure('LK103', `the lock file is damaged: ${what}`, at, REPAIR)
    case 'too-large':
      return ownFailure('FS105', `the lock file is too large: ${what}`, at, 'restore it from version control')
  }
}

function refuseOtherFormat(value: Json, own: OwnFile): void {
  const format = at(value, 'formatVersion')
  if (format === FORMAT) return
  const place = keyPlace(own, 'formatVersion')
  if (typeof format === 'number' && Number.isInteger(format) && format > FORMAT) {
    const message = `the lock file was written by a newer cliq-ds (format ${format}, this one reads ${FORMAT})`
    throw ownFailure('LK104', message, place, UPGRADE)
  }
  throw ownFailure('LK105', `the lock file has an unknown format version: ${JSON.stringify(format)}`, place, REPAIR)
}

function altered(name: string, own: OwnFile) {
  const place = keyPlace(own, `environments.${name}`)
  return ownFailure('LK108', `the lock file was changed by hand: the digest of ${name} does not match`, place, REPAIR)
}

function refuseSharedIds(name: string, { datastores }: LockedEnvironment, own: OwnFile): void {
  const owners = new Map<string, string>()
  for (const [datastore, locked] of datastores) {
    const other = owners.get(locked.id)
    if (other !== undefined) {
      const path = `environments.${name}.datastores.${datastore}.id`
      throw ownFailure(
        'LK109',
        `the id ${locked.id} belongs to both ${other} and ${datastore}`,
        keyPlace(own, path),
        REPAIR,
      )
    }
    owners.set(locked.id, datastore)
  }
}
