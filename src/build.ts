import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { configValidator } from './build/validator.ts'
import { configSchema } from './files/schema/config.ts'
import { definitionSchema } from './files/schema/definition.ts'

const root = new URL('../', import.meta.url)

/** The published JSON Schemas by file name. */
export function publishedSchemas(): Readonly<Record<string, string>> {
  const text = (schema: object) => `${JSON.stringify(schema, null, 2)}\n`
  return { 'datastore.json': text(definitionSchema()), 'config.json': text(configSchema()) }
}

async function build(): Promise<void> {
  await writeChanged(new URL('src/files/generated/config.ts', root), configValidator())
  await mkdir(new URL('schema/', root), { recursive: true })
  for (const [name, text] of Object.entries(publishedSchemas())) await writeFile(new URL(`schema/${name}`, root), text)
  await rm(new URL('dist/', root), { recursive: true, force: true })
  const tsc = fileURLToPath(new URL('node_modules/typescript/bin/tsc', root))
  execFileSync('node', [tsc, '-p', fileURLToPath(new URL('src/tsconfig.json', root))], { stdio: 'inherit' })
  await chmod(new URL('dist/terminal/bin.js', root), 0o755)
}

async function writeChanged(url: URL, text: string): Promise<void> {
  const before = await readFile(url, 'utf8').catch(() => undefined)
  if (before === text) return
  await mkdir(new URL('./', url), { recursive: true })
  await writeFile(url, text)
}

if (import.meta.main) await build()
