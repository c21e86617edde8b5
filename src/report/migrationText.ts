import type { Json } from '../core/model/plain.ts'
import type { MigrationStanding } from '../core/migrations/standing.ts'
import type { MigrationOverview } from '../core/results/migration.ts'
import { escapeText } from './escape.ts'
import { FORMAT_VERSION } from './json.ts'
import { cut, WIDTH, wrapped } from './layout.ts'
import { asTyped } from './paint.ts'
import type { Paint } from './paint.ts'
import { nextLines } from './text/screen.ts'

const WORDS: Readonly<Record<MigrationStanding, string>> = {
  pending: 'pending',
  ran: 'ran',
  skipped: 'skipped',
  'not-needed': 'not needed',
  changed: 'changed since',
}

/** A line for each migration and environment, in the order in which migrations run, and what to type next. */
export function migrationText({ environments, migrations, gone }: MigrationOverview, paint: Paint): string {
  if (migrations.length === 0 && gone.length === 0)
    return `No migrations\n${nextLines([asTyped('cliq-ds migration new NAME', paint)], paint).join('\n')}`
  const wide = Math.max(...environments.map(each => each.length))
  const blocks = migrations.map(({ migration, standings }) => {
    const lines = environments.map((name, at) => {
      const standing = standings[at] ?? 'pending'
      const word = WORDS[standing]
      return `  ${escapeText(name).padEnd(wide)}  ${standing === 'changed' ? paint.red(word) : word}`
    })
    const [first = '', ...more] = wrapped(
      `${escapeText(migration.id)}  ${cut(migration.description, 60)}`,
      paint.width ?? WIDTH,
    )
    const id = escapeText(migration.id)
    return [first.replace(id, paint.bold(id)), ...more.map(line => `  ${line}`), ...lines].join('\n')
  })
  const lost = gone.map(each => `${paint.bold(escapeText(each))}  its file is gone`)
  const isPending = migrations.some(each => each.standings.includes('pending'))
  return [...blocks, ...lost, ...(isPending ? nextLines([asTyped('cliq-ds plan', paint)], paint) : [])].join('\n\n')
}

/** The same for programs. */
export function migrationJson({ environments, migrations, gone }: MigrationOverview): Json {
  return {
    formatVersion: FORMAT_VERSION,
    environments,
    migrations: migrations.map(({ migration: { id, file, description }, standings }) => ({
      id,
      file,
      description,
      environments: Object.fromEntries(environments.map((name, at) => [name, standings[at] ?? 'pending'] as const)),
    })),
    gone,
  }
}
