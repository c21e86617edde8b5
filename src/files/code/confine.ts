import { isBuiltin } from 'node:module'

import { reachesOut, RefusedImport } from './resolve.ts'

const CALLS = ['binding', '_linkedBinding', 'dlopen', 'kill', 'loadEnvFile']
const GLOBALS = ['fetch', 'WebSocket', 'EventSource']

type Thread = Pick<NodeJS.Process, 'getBuiltinModule'>

/**
 * Takes from a thread what reaches outside without an import. Like the imports, a guard against mistakes and no wall.
 * What is used all the same is told to `onUse`, and throws.
 */
export function confine(thread: Thread, onUse: (name: string) => void): void {
  const refuse = (name: string) => (): never => {
    onUse(name)
    throw new RefusedImport(`refused to use ${name}`)
  }
  const put = (on: object, key: string, value: unknown) =>
    Object.defineProperty(on, key, { value, configurable: true, writable: true })
  for (const name of CALLS) put(thread, name, refuse(`process.${name}`))
  for (const name of GLOBALS) put(globalThis, name, refuse(name))
  Object.defineProperty(thread, 'report', { get: refuse('process.report'), configurable: true })
  const builtin = thread.getBuiltinModule.bind(thread)
  const guarded = (name: string) => {
    if (isBuiltin(name) && reachesOut(name, true)) return refuse(`process.getBuiltinModule('${name}')`)()
    return builtin(name)
  }
  put(thread, 'getBuiltinModule', guarded)
}
