import type { Operation } from '../model/operations.ts'

/** Calls of one chain go in their order, each after the reply to the one before; chains go side by side. A number is a pause, ms. */
export type CallChain = readonly Link[]
type Link = Operation | number | Room | Pressing

/** Room for so many calls that come later in the chain; they then wait for no budget, and what stands between is not waited for in vain. */
export interface Room {
  readonly room: Operation
  readonly calls: number
}

/** The next call goes before all others that wait. */
export interface Pressing {
  readonly presses: true
}

const PRESSING: Pressing = { presses: true }

/** These calls, each of which goes before all others that wait. */
export function pressing(calls: readonly Operation[]): CallChain {
  return calls.flatMap((each): CallChain => [PRESSING, each])
}

/** The calls of a chain alone. */
export function callsOnly(chain: CallChain): readonly Operation[] {
  return chain.filter(each => typeof each === 'string')
}

/** How long a link lasts by itself, ms. */
export function durationOf(link: Link, callMs: number): number {
  if (typeof link === 'number') return link
  return typeof link === 'string' ? callMs : 0
}
