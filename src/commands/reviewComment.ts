import { byCodeUnit } from '../core/model/catalog.ts'
import type { Clock } from '../core/model/ports.ts'
import { believed, slotsAfter } from '../core/review/believed.ts'
import type { Verify } from '../core/review/believed.ts'
import type { Forge, ForgeComment } from '../core/review/forge.ts'
import { headerLine, MARKER, partsOf, readHeader } from '../core/review/header.ts'
import { signedText } from '../core/review/slot.ts'
import type { Slot, SlotPlace } from '../core/review/slot.ts'

/** The review key: signs slots and proves them. */
export interface Seal {
  readonly sign: (text: string) => string
  readonly verify: Verify
}

/** Whose comment is written, and with what. */
export interface Commenting extends Omit<SlotPlace, 'environment'> {
  readonly forge: Forge
  readonly seal: Seal | undefined
  readonly clock: Pick<Clock, 'sleep'>
  /** 0 to 1, for jitter. */
  readonly random: () => number
  readonly signal?: AbortSignal | undefined
}

/** What one environment brings into the comment. */
export interface SlotText {
  readonly slot: Slot
  /** Markdown; what came from outside is inert in it. */
  readonly section: string
}

/** How the comment was written. `older`: a later commit or run is there already. `none`: there is nothing to say. */
export type Commented = { readonly kind: 'written'; readonly url: string } | { readonly kind: 'older' | 'none' }

/** The visible text before the sections, and those that stay of other environments, with the longest that all may be. */
export type RenderComment = (slots: ReadonlyMap<string, Slot>, sections: ReadonlyMap<string, string>) => string

// Other jobs write into the same comment: who writes last may not have seen what was written before.
const LOOKS_MS = [2_000, 4_000, 8_000]

/**
 * Writes the slots of this review into the one comment of the project, in place, and looks three times whether they are
 * still there: two jobs may have written at once. What other environments said stays, as far as it can be believed.
 * `isQuiet`: there is nothing to do anywhere, so only a comment that is there already is written.
 */
export async function writeComment(
  about: Commenting,
  own: ReadonlyMap<string, SlotText>,
  render: RenderComment,
  isQuiet: boolean,
): Promise<Commented> {
  let written = await writeOnce(about, own, render, isQuiet)
  for (const ms of LOOKS_MS) {
    if (written.kind !== 'written') return written
    await about.clock.sleep(ms + about.random() * 1_000, about.signal)
    written = await writeOnce(about, own, render, isQuiet)
  }
  return written
}

async function writeOnce(
  about: Commenting,
  own: ReadonlyMap<string, SlotText>,
  render: RenderComment,
  isQuiet: boolean,
): Promise<Commented> {
  const { forge, pull } = about
  const [{ head }, comments] = await Promise.all([forge.fetchPull(pull), forge.fetchComments(pull, MARKER)])
  if ([...own.values()].some(({ slot }) => slot.head !== head)) return { kind: 'older' }
  const { verify } = about.seal ?? {}
  const before = believed(comments, { ...about, verify })
  if (isQuiet && before.own.length === 0) return { kind: 'none' }
  const slots = slotsAfter(before.slots, new Map([...own].map(([name, { slot }]) => [name, slot])))
  if (slots === undefined) return { kind: 'older' }
  const kept = sectionsOf(before.own, before.slots)
  const sections = new Map(
    [...slots].map(([name, slot]) => [
      name,
      own.get(name)?.slot === slot ? (own.get(name)?.section ?? '') : (kept.get(name) ?? ''),
    ]),
  )
  const url = await writeBodies(about, bodiesOf(about, slots, sections, render), before.own)
  return { kind: 'written', url }
}

/** Replaces slots of a comment by others of the same environments, as an apply does; the visible text stays. */
export async function replaceSlots(
  about: Commenting,
  change: (slots: ReadonlyMap<string, Slot>) => ReadonlyMap<string, Slot>,
  render: RenderComment,
): Promise<void> {
  const comments = await about.forge.fetchComments(about.pull, MARKER)
  const before = believed(comments, { ...about, verify: about.seal?.verify })
  if (before.slots.size === 0) return
  const slots = change(before.slots)
  await writeBodies(about, bodiesOf(about, slots, sectionsOf(before.own, before.slots), render), before.own)
}

function bodiesOf(
  { repository, pull, project, seal }: Commenting,
  slots: ReadonlyMap<string, Slot>,
  sections: ReadonlyMap<string, string>,
  render: RenderComment,
): readonly string[] {
  const parts = partsOf(project, slots)
  return parts.map(({ part, slots: share }) => {
    const signed = [...share].map(([environment, slot]): readonly [string, Slot] => {
      const { signature: _, ...bare } = slot
      const text = signedText(bare, { repository, pull, project, environment })
      return [environment, seal === undefined ? bare : { ...bare, signature: seal.sign(text) }]
    })
    const line = headerLine({ project, part, slots: new Map(signed) })
    const told = `Part ${part[0]} of ${part[1]} of the review above: what it approves, for the apply.`
    return `${line}\n${part[0] === 1 ? marked(render(slots, sections), sections) : told}\n`
  })
}

// The text of each environment stands between lines that no data can write: in Markdown of ours every < of it is escaped.
function marked(top: string, sections: ReadonlyMap<string, string>): string {
  const sorted = [...sections].sort(([a], [b]) => byCodeUnit(a, b))
  return [top, ...sorted.map(([name, text]) => `${startOf(name)}\n${text}\n${END}`)].join('\n\n')
}

const END = '<!-- /cliq-ds -->'

function startOf(environment: string): string {
  return `<!-- cliq-ds: ${encodeURIComponent(environment).replaceAll('-', '%2D')} -->`
}

function sectionsOf(own: readonly ForgeComment[], slots: ReadonlyMap<string, Slot>): ReadonlyMap<string, string> {
  const body = own.find(each => readHeader(each.body)?.part[0] === 1)?.body ?? ''
  return new Map(
    [...slots.keys()].flatMap(name => {
      const from = body.indexOf(`\n${startOf(name)}\n`)
      const to = body.indexOf(`\n${END}`, from)
      return from < 0 || to < 0 ? [] : [[name, body.slice(from + startOf(name).length + 2, to)] as const]
    }),
  )
}

// The parts that follow are written before the first: until they are there, the old review stands or none does.
async function writeBodies(
  { forge, pull }: Commenting,
  bodies: readonly string[],
  own: readonly ForgeComment[],
): Promise<string> {
  const byPart = new Map<number, ForgeComment>()
  const spare: ForgeComment[] = []
  for (const comment of own) {
    const part = readHeader(comment.body)?.part[0] ?? 0
    if (part < 1 || part > bodies.length || byPart.has(part)) spare.push(comment)
    else byPart.set(part, comment)
  }
  let url = byPart.get(1)?.url ?? ''
  // A new first part comes first, so that the parts stand in order.
  const parts = bodies.map((body, at) => [at + 1, body] as const)
  for (const [part, body] of byPart.has(1) ? parts.toReversed() : parts) {
    const there = byPart.get(part)
    if (there === undefined)
      url = part === 1 ? (await forge.createComment(pull, body)).url : await created(forge, pull, body, url)
    else if (there.body.trimEnd() !== body.trimEnd()) await forge.editComment(pull, there.id, body)
  }
  for (const each of spare) await forge.deleteComment(pull, each.id)
  return url
}

async function created(forge: Forge, pull: string, body: string, url: string): Promise<string> {
  await forge.createComment(pull, body)
  return url
}
