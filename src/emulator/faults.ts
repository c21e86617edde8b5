import { isOperation } from './operations.ts'
import type { OperationName } from './operations.ts'
import type { Fault, Misreading } from './options.ts'
import { isShape } from './shapes.ts'

/** The faults that are still to come. */
export interface Faults {
  arm(fault: Fault): void
  /** The fault that strikes this call, if one does; every armed fault counts the call. */
  strike(operation: OperationName): Fault | undefined
  reset(): void
}

const KINDS = [
  'drop-before',
  'drop-after',
  '500-before',
  '500-after',
  'truncate',
  'html',
  'late-commit',
  'refuse',
  'delay',
  'misread',
] as const satisfies readonly Fault['kind'][]

const READINGS = ['cut', 'empty', 'bare', 'doubled', 'reversed'] as const satisfies readonly Misreading[]

/** No faults yet. */
export function noFaults(): Faults {
  let armed: readonly { readonly fault: Fault; readonly seen: number }[] = []
  return {
    arm(fault) {
      armed = [...armed, { fault, seen: 0 }]
    },
    strike(operation) {
      const matches = ({ operation: wanted = operation }: Fault): boolean => wanted === operation
      armed = armed.map(each => (matches(each.fault) ? { ...each, seen: each.seen + 1 } : each))
      const struck = armed.find(({ fault, seen }) => matches(fault) && seen >= (fault.nth ?? 1))
      armed = armed.filter(({ fault, seen }) => seen < (fault.nth ?? 1) + (fault.times ?? 1) - 1)
      return struck?.fault
    },
    reset() {
      armed = []
    },
  }
}

/** A fault out of JSON; undefined when it is none. */
export function faultOf(value: unknown): Fault | undefined {
  if (!isShape(value)) return undefined
  const kind = KINDS.find(each => each === value['kind'])
  const { operation, nth, times, effect, delayMs, status, code } = value
  const isFree = (each: unknown, type: string): boolean => each === undefined || typeof each === type
  const isSound = [nth, times, delayMs, status].every(each => isFree(each, 'number')) && isFree(effect, 'boolean')
  if (kind === undefined || !isSound || !isFree(code, 'string')) return undefined
  const reading = READINGS.find(each => each === value['reading'])
  if (reading === undefined && value['reading'] !== undefined) return undefined
  if (operation !== undefined && (typeof operation !== 'string' || !isOperation(operation))) return undefined
  return {
    kind,
    ...(operation === undefined ? {} : { operation }),
    ...(typeof nth === 'number' ? { nth } : {}),
    ...(typeof times === 'number' ? { times } : {}),
    ...(typeof effect === 'boolean' ? { effect } : {}),
    ...(typeof delayMs === 'number' ? { delayMs } : {}),
    ...(typeof status === 'number' ? { status } : {}),
    ...(typeof code === 'string' ? { code } : {}),
    ...(reading === undefined ? {} : { reading }),
  }
}
