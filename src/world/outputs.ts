import { randomBytes } from 'node:crypto'
import { appendFile } from 'node:fs/promises'
import { dotenvLines, outputLines } from '../forge/outputs.ts'

/** Hands values on to later steps of GitHub and later jobs of GitLab, as far as the variables name files for them. */
export async function writeOutputs(
  env: Readonly<Record<string, string | undefined>>,
  values: Readonly<Record<string, string>>,
): Promise<void> {
  const [file = '', dotenv = ''] = [env['GITHUB_OUTPUT'], env['CLIQ_DS_DOTENV']]
  if (file !== '') await appendFile(file, outputLines(values, `cliq-ds-${randomBytes(16).toString('hex')}`))
  if (dotenv !== '') await appendFile(dotenv, dotenvLines(values))
}
