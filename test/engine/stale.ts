import { expect } from 'vitest'
import { performApply } from '../../src/commands/apply.ts'
import { performPlan } from '../../src/commands/plan.ts'
import type { World } from '../../src/commands/world.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import type { SavedPlan } from '../../src/core/plan/document.ts'
import { Failure } from '../../src/core/model/failure.ts'
import type { Emulator } from '../../src/emulator/emulator.ts'
import type { VirtualWorld } from './virtualWorld.ts'

/** A person's. */
export const HEADERS = { authorization: 'Zoho-oauthtoken a-person', 'content-type': 'application/json' }

/** Applies what is planned, asked by nobody. */
export const APPLY = { yes: true, approve: undefined, show: () => undefined } as const

/** Consent to whatever these datastores may lose. */
export function everyLoss(from: Catalog): readonly string[] {
  return [...from.keys()].flatMap(name => [
    `datastore-removed:${name}`,
    ...fieldsOf(from, name).flatMap(field => [`field-removed:${name}.${field}`, `field-retyped:${name}.${field}`]),
  ])
}

/**
 * A plan is saved, a person edits what it was made from, and the plan is applied. Tells what is wrong with how that
 * ended; what was edited is put back.
 */
export async function applyStale(
  { world, org, define }: VirtualWorld,
  from: Catalog,
  to: Catalog,
): Promise<string | undefined> {
  define(to)
  const allow = everyLoss(from)
  const { clock, version, project } = world
  const document = await performPlan(world, { offline: false, allow })
  const [edited] = from.values()
  if (edited === undefined) return undefined
  await describe(org, edited.unique_name, 'By hand')
  const saved: SavedPlan = { document, version, createdAt: clock.now() }
  const begun = org.requests.length
  const later: World = { ...world, project: { ...project, readPlan: async () => saved } }
  try {
    await performApply(later, { ...APPLY, allow, planFile: 'plan.json' })
    return `a stale plan was applied, by ${writesSince(org, begun)} writes`
  } catch (error) {
    const codes = error instanceof Failure ? error.problems.map(each => each.code) : []
    if (codes.join() !== 'ST108') throw error
    return writesSince(org, begun) === 0 ? undefined : 'a stale plan was refused after a write'
  } finally {
    await describe(org, edited.unique_name, edited.description)
  }
}

/** Edits a description by hand. */
export async function describe(org: Emulator, name: string, description: string): Promise<void> {
  const { data } = await asked<{ readonly data: readonly { readonly id: string; readonly unique_name: string }[] }>(
    org,
    '/api/v3/datastores?limit=100',
  )
  const id = data.find(each => each.unique_name === name)?.id ?? ''
  const body = JSON.stringify({ description })
  const answer = await org.handle({ method: 'PATCH', url: `/api/v3/datastores/${id}`, headers: HEADERS, body })
  expect([answer.status, answer.status === 200 ? '' : answer.body]).toEqual([200, ''])
}

/** Writes among the requests from this one on. */
export function writesSince(org: Emulator, begun: number): number {
  return org.requests.slice(begun).filter(each => each.method !== 'GET').length
}

/** The unique_names of a datastore's fields. */
export function fieldsOf(from: Catalog, name: string): readonly string[] {
  return [...(from.get(name)?.fields.keys() ?? [])]
}

/** What the org answers to a read by a person. */
export async function asked<T>(org: Emulator, url: string): Promise<T> {
  const { body } = await org.handle({ method: 'GET', url, headers: HEADERS })
  return JSON.parse(body) as T
}
