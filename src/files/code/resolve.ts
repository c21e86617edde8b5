import { isBuiltin } from 'node:module'
import type { RegisterHooksOptions, ResolveFnOutput } from 'node:module'

/** What a file of the project may import, and where `cliq-ds` lies. All are file URLs, folders end with a slash. */
export interface Imports {
  readonly root: string
  /** The folder of this package's modules and its front door. */
  readonly packageFolder: string
  readonly frontDoor: string
  /** Definitions are data: they may not import what reaches outside. */
  readonly confined: boolean
}

/** Why an import cannot be had, and who asked; nobody where something was used that needs no import. */
export interface FailedImport {
  readonly why: 'absent' | 'outside' | 'reaches-out'
  readonly specifier: string
  readonly from: string
}

/** Thrown out of an import that is refused. */
export class RefusedImport extends Error {}

const NEVER = ['child_process', 'cluster', 'inspector', 'repl', 'worker_threads']
const CONFINED = ['dgram', 'dns', 'fs', 'http', 'http2', 'https', 'net', 'sqlite', 'tls']

/**
 * Resolves imports of project files: `cliq-ds` is this package, `./x` and `./x.js` find `x.ts`, a .ts file is always an
 * ES module, and what leaves the project is refused. A guard against mistakes, no wall: code runs with the rights of
 * the run, and `--no-code` runs none. Each failure is told to `onFailure` before it is thrown.
 */
export function importHooks(about: Imports, onFailure: (failed: FailedImport) => void): RegisterHooksOptions {
  const isProject = (url: string) =>
    url.startsWith(about.root) && !url.includes('/node_modules/') && !url.startsWith(about.packageFolder)
  return {
    resolve(specifier, context, next) {
      const from = context.parentURL ?? ''
      if (specifier === 'cliq-ds') return next(about.frontDoor, context)
      if (!isProject(from)) return asModule(next(specifier, context), isProject)
      const refuse = (why: FailedImport['why'], cause?: unknown): never => {
        onFailure({ why, specifier, from })
        throw cause ?? new RefusedImport(`refused to import ${specifier}`)
      }
      if (isBuiltin(specifier))
        return reachesOut(specifier, about.confined) ? refuse('reaches-out') : next(specifier, context)
      const isPath = /^(\.|\/|file:)/u.test(specifier)
      // What leaves is refused as that, whether or not anything is there.
      if (
        specifier.startsWith('.') &&
        URL.canParse(specifier, from) &&
        !new URL(specifier, from).href.startsWith(about.root)
      )
        return refuse('outside')
      const found = firstOf(candidates(specifier), each => next(each, context))
      if ('error' in found) return refuse('absent', found.error)
      if (isPath && !found.value.url.startsWith(about.root)) return refuse('outside')
      return asModule(found.value, isProject)
    },
  }
}

/** Whether a module of Node's reaches further than code may; a definition, which is confined, less far than a config. */
export function reachesOut(builtin: string, confined: boolean): boolean {
  const name = builtin.replace(/^node:/u, '').split('/', 1)[0] ?? ''
  return NEVER.includes(name) || (confined && CONFINED.includes(name))
}

// Under "type": "commonjs", what `npm init -y` writes, Node would read a .ts file as CommonJS.
function asModule(resolved: ResolveFnOutput, isProject: (url: string) => boolean): ResolveFnOutput {
  const isTypeScript = /\.m?ts$/u.test(resolved.url) && isProject(resolved.url)
  return isTypeScript ? { ...resolved, format: 'module-typescript' } : resolved
}

function candidates(specifier: string): readonly string[] {
  if (!/^\.{1,2}\//u.test(specifier)) return [specifier]
  const script = /^(.*)\.(m?)js$/u.exec(specifier)
  if (script !== null) return [specifier, `${script[1]}.${script[2]}ts`]
  return [specifier, `${specifier}.ts`, `${specifier}.mts`, `${specifier}.js`, `${specifier}/index.ts`]
}

function firstOf<T>(
  specifiers: readonly string[],
  resolve: (specifier: string) => T,
): { readonly value: T } | { readonly error: unknown } {
  let first: { readonly error: unknown } | undefined
  for (const specifier of specifiers) {
    try {
      return { value: resolve(specifier) }
    } catch (error) {
      first ??= { error }
    }
  }
  return first ?? { error: new RefusedImport('nothing to import') }
}
