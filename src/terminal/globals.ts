/** The options that every command knows. */
export interface Globals {
  readonly env?: string
  readonly config?: string
  readonly code: boolean
  readonly color: boolean
  readonly quiet: boolean
  readonly debug: boolean
}

/** The same from what commander parsed. */
export function globalsOf(values: Readonly<Record<string, unknown>>): Globals {
  const { env, config, code, color, quiet, debug } = values
  return {
    ...(typeof env === 'string' && { env }),
    ...(typeof config === 'string' && { config }),
    code: code !== false,
    color: color !== false,
    quiet: quiet === true,
    debug: debug === true,
  }
}

const VALUED: ReadonlySet<string> = new Set(['--env', '-e', '--group', '--on-error', '--config'])

/** The command that a line is about; '' for none. Options with a value of their own may stand before it. */
export function commandIn(argv: readonly string[]): string {
  return argv.find((word, at) => !word.startsWith('-') && !VALUED.has(argv[at - 1] ?? '')) ?? ''
}
