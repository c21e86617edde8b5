import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT: string = fileURLToPath(new URL('../../', import.meta.url))
const FIXTURES = fileURLToPath(new URL('fixtures/', import.meta.url))

/** The files that `npm pack` takes, as they lie there now. */
export function packedFiles(): readonly string[] {
  const [packed] = reportOf(['--dry-run'])
  return packed?.files.map(each => each.path).sort() ?? []
}

/** Packs into a folder; the path of the tarball. */
export function pack(folder: string): string {
  const [packed] = reportOf(['--pack-destination', folder])
  return join(folder, packed?.filename ?? 'nothing')
}

interface Packed {
  readonly filename: string
  readonly files: readonly { readonly path: string }[]
}

function reportOf(args: readonly string[]): readonly Packed[] {
  const out = execFileSync('npm', ['pack', '--json', '--ignore-scripts', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  // npm 10 and 11 print a list, npm 12 an object by package name.
  const report: readonly Packed[] | Readonly<Record<string, Packed>> = JSON.parse(out)
  return Object.values(report)
}

/** An empty project in a temporary folder, commonjs as `npm init -y` makes it, with the files that try a package. */
export function emptyProject(): string {
  const project = mkdtempSync(join(tmpdir(), 'cliq-ds-package-'))
  writeFileSync(
    join(project, 'package.json'),
    '{ "name": "user", "version": "1.0.0", "type": "commonjs", "private": true }\n',
  )
  for (const name of readdirSync(FIXTURES)) cpSync(join(FIXTURES, name), join(project, name))
  return project
}

/** The tarball in a project's node_modules as npm would lay it there, without the registry: its dependencies are ours. */
export function unpackInto(project: string, tarball: string, dependencies: readonly string[]): void {
  const own = join(project, 'node_modules/cliq-ds')
  mkdirSync(own, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '--strip-components=1', '-C', own])
  for (const name of dependencies) {
    const place = join(project, 'node_modules', name)
    mkdirSync(dirname(place), { recursive: true })
    symlinkSync(join(ROOT, 'node_modules', name), place)
  }
}

/** Runs the smoke test of a project by a Node; its last line. Throws with all that it printed. */
export function smoke(project: string, node: string): string {
  const env = { PATH: process.env['PATH'], HOME: project, CLIQ_DS_STATE_DIR: join(project, '.state'), NO_COLOR: '1' }
  return execFileSync(node, ['smoke.mjs'], { cwd: project, env, encoding: 'utf8' }).trim()
}

/** Compiles the types file of a project, without the types of Node; what the compiler says. */
export function compiled(project: string): string {
  const args = [
    '--noEmit',
    '--strict',
    '--exactOptionalPropertyTypes',
    '--target',
    'es2023',
    '--module',
    'nodenext',
    '--types',
    '',
    '--lib',
    'es2023,dom',
  ]
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
  try {
    return execFileSync(process.execPath, [tsc, ...args, 'types.ts'], { cwd: project, encoding: 'utf8' })
  } catch (error) {
    return error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)
  }
}
