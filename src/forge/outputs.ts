/**
 * Values as a step of GitHub hands them on. A delimiter that nobody can guess keeps a value from ending early and
 * setting others.
 */
export function outputLines(values: Readonly<Record<string, string>>, delimiter: string): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}<<${delimiter}\n${value}\n${delimiter}\n`)
    .join('')
}

/** The same for `artifacts:reports:dotenv` of GitLab, which takes one line a value. */
export function dotenvLines(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `CLIQ_DS_${name.toUpperCase().replaceAll('-', '_')}=${value.replaceAll(/[\r\n]+/g, ' ')}\n`)
    .join('')
}
