import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Figure } from './process.ts'

/**
 * drizzle-kit beside us: its `generate` for 100 and 1,000 tables of 19 columns, the nearest thing to an offline plan. It is
 * measured where BENCH_DRIZZLE names a folder in which drizzle-kit and drizzle-orm are installed, else left out.
 */
export function drizzleFigures(rounds: number): readonly Figure[] {
  const installed = process.env['BENCH_DRIZZLE']
  if (installed === undefined || !existsSync(join(installed, 'node_modules/drizzle-kit/bin.cjs'))) return []
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-drizzle-'))
  try {
    const kit = join(installed, 'node_modules/drizzle-kit/bin.cjs')
    mkdirSync(join(installed, '.bench'), { recursive: true })
    const run = (args: readonly string[]) => {
      rmSync(join(folder, 'out'), { recursive: true, force: true })
      const start = performance.now()
      const { status, stderr } = spawnSync(process.execPath, args, { cwd: installed, encoding: 'utf8' })
      if (status !== 0) throw new Error(`drizzle-kit ended with ${status}: ${stderr}`)
      return performance.now() - start
    }
    return [100, 1_000].map(tables => {
      const schema = join(installed, '.bench', `schema_${tables}.ts`)
      writeFileSync(schema, schemaOf(tables))
      const generate = [kit, 'generate', '--dialect=postgresql', `--schema=${schema}`, `--out=${join(folder, 'out')}`]
      const times = Array.from({ length: rounds }, () => [run(['-e', '0']), run(generate)] as const)
      const ratio = Math.min(...times.map(each => each[1])) / Math.min(...times.map(each => each[0]))
      return { what: `drizzle-kit generate, ${tables} tables x 19`, value: ratio, unit: 'x', target: undefined }
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function schemaOf(tables: number): string {
  const columns = Array.from({ length: 19 }, (_, at) => `  field_${at}: text('field_${at}').notNull(),`).join('\n')
  const all = Array.from(
    { length: tables },
    (_, at) => `export const store_${at} = pgTable('store_${at}', {\n${columns}\n})`,
  )
  return `import { pgTable, text } from 'drizzle-orm/pg-core'\n${all.join('\n')}\n`
}
