import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'

const LOCAL = createRequire(import.meta.url).resolve('gitlab-ci-local/package.json')

/** What GitLab's own schema of pipelines, as a tool brings it along, says against this one. */
export async function complaintsOf(pipeline: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-lab-'))
  const run = promisify(execFile)
  try {
    await run('git', ['init', '--quiet'], { cwd: folder })
    writeFileSync(join(folder, '.gitlab-ci.yml'), pipeline)
    const tool = join(dirname(LOCAL), 'dist/index.js')
    const { stdout, stderr } = await run(process.execPath, [tool, '--list'], { cwd: folder }).catch(
      (error: { readonly stdout: string; readonly stderr: string }) => error,
    )
    const said = `${stdout}\n${stderr}`
    if (said.includes('json schema validated in')) return []
    return said.split('\n').filter(line => line.trim() !== '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
