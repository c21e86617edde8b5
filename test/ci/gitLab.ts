import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const TOOL = fileURLToPath(import.meta.resolve('gitlab-ci-local'))

/** What GitLab's own schema of pipelines, as a tool brings it along, says against this one. */
export async function complaintsOf(pipeline: string): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-lab-'))
  const run = promisify(execFile)
  try {
    await run('git', ['init', '--quiet'], { cwd: folder })
    writeFileSync(join(folder, '.gitlab-ci.yml'), pipeline)
    const { stdout, stderr } = await run(process.execPath, [TOOL, '--list'], { cwd: folder }).catch(
      (error: { readonly stdout: string; readonly stderr: string }) => error,
    )
    const said = `${stdout}\n${stderr}`
    if (said.includes('json schema validated in')) return []
    return said.split('\n').filter(line => line.trim() !== '')
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
