import { isBuiltin } from 'node:module'

import { reachesOut, RefusedImport } from './resolve.ts'

const CALLS = ['binding', '_linkedBinding', 'dlopen', 'kill', 'loadEnvFile']
const GLOBALS = ['fetch', 'WebSocket', 'EventSource']

/**
 * Takes from this thread what reaches outside without an import. Like the imports, a guard against mistakes and no wall.
 * What is used all the same is told to `onUse`, and throws.
 */
export function confine(onUse: (name: string) => void): void {
  const refuse = (name: string) => (): never => {
    onUse(name)
    throw new RefusedImport(`refused to use ${name}`)
  }
  const put = (on: object, key: string, value: unknown) =>
    Object.defineProperty(on, key, { value, configurable: true, writable: true })
  for (const name of CALLS) put(process, name, refuse(`process.${name}`))
  for (const name of GLOBALS) put(globalThis, name, refuse(name))
  Object.defineProperty(process, 'report', { get: refuse('process.report'), configurable: true })
  const builtin = process.getBuiltinModule.bind(process)
  const guarded = (name: string) => {
    if (isBuiltin(name) && reachesOut(name, true)) return refuse(`process.getBuiltinModule('${name}')`)()
    return builtin(name)
  }
  put(process, 'getBuiltinModule', guarded)
}
