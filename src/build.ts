import { execFileSync } from 'node:child_process'
import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'

import { HELP_WIDTHS, helpText } from './build/help.ts'
import { publishedSchemas } from './build/schemas.ts'
import { configValidator } from './build/validator.ts'

const root = new URL('../', import.meta.url)
const path = (below: string) => fileURLToPath(new URL(below, root))

await writeChanged('src/files/generated/config.ts', configValidator())
for (const [name, text] of Object.entries(publishedSchemas())) await writeChanged(`schema/${name}`, text)
await rm(path('dist'), { recursive: true, force: true })
compile()
// Who reads the library reads its types; comments in what runs would be a tenth of it.
compile('--declaration', 'false', '--removeComments', '--noCheck')
await chmod(path('dist/terminal/bin.js'), 0o755)
for (const columns of HELP_WIDTHS) await writeFile(path(`dist/terminal/help-${columns}.txt`), helpText(columns))
// What the command says of itself while nothing is laid out.
await writeFile(path('dist/terminal/version.txt'), execFileSync('node', [path('dist/terminal/bin.js'), '--version']))
// A clone has its own command beside those it installed: for npm scripts, and for projects that borrow its node_modules.
await rm(path('node_modules/.bin/cliq-ds'), { force: true })
await symlink('../../dist/terminal/bin.js', path('node_modules/.bin/cliq-ds'))

function compile(...more: readonly string[]): void {
  const args = [path('node_modules/typescript/bin/tsc'), '-p', path('src/tsconfig.json'), ...more]
  execFileSync('node', args, { stdio: 'inherit' })
}

// An unchanged file keeps its time, so a build that changes nothing leaves nothing to compile or commit.
async function writeChanged(below: string, text: string): Promise<void> {
  const before = await readFile(path(below), 'utf8').catch(() => undefined)
  if (before === text) return
  await mkdir(path(`${below}/..`), { recursive: true })
  await writeFile(path(below), text)
}
