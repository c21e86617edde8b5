import { writeComment } from '../../src/commands/reviewComment.ts'
import type { Seal } from '../../src/commands/reviewComment.ts'
import { reviewGate } from '../../src/commands/reviewed.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import type { Catalog } from '../../src/core/model/catalog.ts'
import type { Ci } from '../../src/core/review/ci.ts'
import { MARKER, readHeader } from '../../src/core/review/header.ts'
import { marksOf } from '../../src/core/review/marks.ts'
import type { Slot } from '../../src/core/review/slot.ts'
import type { Kind, Scene } from '../forge/client.ts'
import { field, fields, liveOf, planOf, store } from '../laws/build.ts'
import { documentOf } from '../report/build.ts'
import { hash, slotOf } from './build.ts'

export const rooms = (more = {}) => store({ ...fields(2), ...more }, [], 'rooms')
export const staff = (more = {}) => store({ ...fields(2), ...more }, [], 'staff')
export const fresh = { seats: field({ name: 'Seats' }) }
const before = catalogOf([rooms(), staff()])
export const both = catalogOf([rooms(fresh), staff(fresh)])
export const documentFor = (live: Catalog, desired: Catalog) =>
  documentOf({ document: { environment: 'production', target: 'us', plan: planOf(liveOf(live), desired) } })
export const whole = documentFor(before, both)

/** What is reviewed of `whole` in one pull request. */
interface Review {
  readonly pull: number
  readonly datastores: readonly string[]
  readonly head?: string
  readonly project?: string
  readonly seal?: Seal
  readonly slot?: Partial<Slot>
}

export async function review(scene: Scene, { pull, datastores, head = `h${pull}`, project = '.', seal, slot }: Review) {
  const changes = new Map([...marksOf(whole, hash)].filter(([name]) => datastores.includes(name)))
  const own = new Map([['production', { slot: slotOf({ head, changes, ...slot }), section: 'text' }]])
  const { forge, clock } = scene
  const about = { forge, clock, random: () => 0.5, repository: 'acme/schemas', pull: String(pull), project, seal }
  await writeComment(about, own, () => '# review', false)
}

export function gateOf({ forge, clock, notes }: Scene, kind: Kind, commit: string, seal?: Seal) {
  const ci: Ci = {
    kind,
    repository: 'acme/schemas',
    workspace: '',
    pull: undefined,
    branch: 'main',
    commit,
    run: '2000.1',
    runUrl: 'https://forge.example/run/2000',
    event: 'push',
  }
  const about = { forge, clock, random: () => 0.5, repository: 'acme/schemas', project: '.', seal, hash }
  const notify = (event: (typeof notes)[number]) => void notes.push(event)
  return reviewGate({ ...about, ci, branch: 'main', notify, render: () => '# applied' }, 'production')
}

export async function statesOf({ forge }: Scene, pull: number): Promise<readonly (string | undefined)[]> {
  const comments = await forge.fetchComments(String(pull), MARKER)
  return comments.flatMap(each => [...(readHeader(each.body)?.slots.values() ?? [])].map(slot => slot.state))
}

export const done = async () => ({ kind: 'applied' }) as const
