import type { ForgeComment } from './forge.ts'
import { readHeader } from './header.ts'
import type { Header } from './header.ts'
import { isOlder, signedText } from './slot.ts'
import type { Marks, Slot, SlotPlace } from './slot.ts'

/** Proves that a text was signed with the review key. */
export type Verify = (text: string, signature: string) => boolean

/** Whose slots are read, and how they are proven. */
export interface Believing extends Omit<SlotPlace, 'environment'> {
  /** Undefined where no review key is set. */
  readonly verify: Verify | undefined
}

/** Why nothing of a pull request's comments is believed. */
export type Doubt =
  | 'no comment'
  | 'a comment of somebody else'
  | 'edited by somebody else'
  | 'two comments'
  | 'an incomplete comment'
  | 'unsigned'
  | 'an editor that the forge does not name'

/** What the comments of one pull request say of one project, as far as it can be believed. */
export interface Believed {
  readonly slots: ReadonlyMap<string, Slot>
  /** Our own comments of the project, the oldest first, believed or not: a new review takes their place. */
  readonly own: readonly ForgeComment[]
  /** By environment, and for all under ''. */
  readonly doubts: ReadonlyMap<string, Doubt>
}

/**
 * The slots that count: of comments that we wrote and nobody else edited, if exactly one set of them claims the project,
 * with all of its parts, and signed where there is a key. Whatever else says so approves nothing.
 */
export function believed(comments: readonly ForgeComment[], about: Believing): Believed {
  const claims = comments.flatMap(comment => {
    const header = readHeader(comment.body)
    return header?.project === about.project ? [{ comment, header }] : []
  })
  const ours = claims.filter(each => each.comment.isOurs)
  const own = ours.map(each => each.comment)
  const nothing = (doubt: Doubt): Believed => ({ slots: new Map(), own, doubts: new Map([['', doubt]]) })
  if (ours.length === 0) return nothing(claims.length === 0 ? 'no comment' : 'a comment of somebody else')
  if (own.some(each => each.edited === 'yes')) return nothing('edited by somebody else')
  const headers = ours.map(each => each.header)
  const parts = new Set(headers.map(each => each.part[0]))
  if (parts.size < headers.length) return nothing('two comments')
  const count = headers[0]?.part[1]
  if (headers.some(each => each.part[1] !== count) || parts.size !== count) return nothing('an incomplete comment')
  if (about.verify === undefined && own.some(each => each.edited === 'unknown'))
    return nothing('an editor that the forge does not name')
  const doubts = new Map<string, Doubt>()
  const slots = new Map<string, Slot>()
  for (const environment of new Set(headers.flatMap(each => [...each.slots.keys()]))) {
    const slot = whole(headers, environment, about)
    if (typeof slot === 'string') doubts.set(environment, slot)
    else slots.set(environment, slot)
  }
  return { slots, own, doubts }
}

function whole(headers: readonly Header[], environment: string, about: Believing): Slot | Doubt {
  const shares = headers.flatMap(each => each.slots.get(environment) ?? [])
  const [first, ...rest] = shares
  if (first === undefined) return 'an incomplete comment'
  if (rest.some(each => each.run !== first.run || each.head !== first.head || each.state !== first.state))
    return 'an incomplete comment'
  const place = { ...about, environment }
  if (about.verify !== undefined && !shares.every(each => isSigned(each, place, about.verify))) return 'unsigned'
  const changes = new Map<string, Marks>(shares.flatMap(each => [...each.changes]))
  const ways = new Map(shares.flatMap(each => [...(each.ways ?? [])]))
  return { ...first, changes, ways: ways.size > 0 ? ways : undefined }
}

function isSigned(slot: Slot, place: SlotPlace, verify: Verify | undefined): boolean {
  const { repository, pull, project, environment } = place
  const text = signedText(slot, { repository, pull, project, environment })
  return slot.signature !== undefined && verify?.(text, slot.signature) === true
}

/**
 * The slots that a review leaves: its own in place of those before, unless a later run was there already, and the
 * others as they were. Undefined for nothing to write.
 */
export function slotsAfter(
  before: ReadonlyMap<string, Slot>,
  own: ReadonlyMap<string, Slot>,
): ReadonlyMap<string, Slot> | undefined {
  const newer = [...own].filter(([name, slot]) => {
    const was = before.get(name)
    return was === undefined || (!isOlder(slot.run, was.run) && was.state !== 'applying')
  })
  return newer.length === 0 ? undefined : new Map([...before, ...newer])
}
