import type { CallChain } from '../pace/links.ts'
import type { Operation } from '../model/operations.ts'

/** How rows are looked at again right before they are written: by criteria on their key, or one by one. */
export type Look = { readonly criteria: string } | { readonly ids: readonly string[] }

/** Listings that need room together, so that none of several looks grows old while another waits. */
export function listsTogether(looks: readonly Look[]): number {
  return looks.length < 2 ? 0 : looks.filter(look => 'criteria' in look).length
}

/** What asks for that room, as a part of a chain. */
export function roomForLooks(looks: readonly Look[]): CallChain {
  const calls = listsTogether(looks)
  return calls === 0 ? [] : [{ room: 'records.list', calls }]
}

/** The calls of one look. */
export function lookCalls(look: Look): readonly Operation[] {
  return 'criteria' in look ? ['records.list'] : look.ids.map((): Operation => 'records.get')
}
