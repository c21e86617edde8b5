import { spawnSync } from 'node:child_process'
import { readFileSync, statSync } from 'node:fs'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import type { Figure } from './process.ts'

const ROOT = fileURLToPath(new URL('../', import.meta.url))

/** What an install brings: packages and bytes, from the lock file and what lies in node_modules. */
export function packageFigures(): readonly Figure[] {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly dev?: boolean; readonly optional?: boolean }>>
  }
  const names = Object.entries(packages).flatMap(([name, { dev, optional }]) =>
    name === '' || dev === true || optional === true ? [] : [name],
  )
  const packed = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: ROOT, encoding: 'utf8' })
  const [{ unpackedSize, size }] = JSON.parse(packed.stdout) as [{ unpackedSize: number; size: number }]
  const below = names.reduce((sum, name) => sum + bytesOf(join(ROOT, name)), 0)
  return [
    { what: 'packages installed', value: names.length + 1, unit: '', target: 40 },
    { what: 'bytes installed', value: (below + unpackedSize) / 1e6, unit: 'MB', target: 10 },
    { what: 'bytes packed', value: size / 1e6, unit: 'MB', target: undefined },
  ]
}

function bytesOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter(each => each.isFile())
    .reduce((sum, each) => sum + statSync(join(each.parentPath, each.name)).size, 0)
}
