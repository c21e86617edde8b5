import { shellQuoted } from '../core/model/shell.ts'
import type { Globals } from './globals.ts'
import type { Io } from './io.ts'

/** What a person typed, and what it was called through. */
export type Typed = Pick<Io, 'argv' | 'env'>

/** The command that is running, as it was typed: to run it again goes on with all that was said. */
export function sameCommand({ argv, env }: Typed): string {
  return [calledAs(env), ...argv.map(shellQuoted)].join(' ')
}

/** Another command of the same project and environment; `words` as they are to arrive, unquoted. */
export function otherCommand(words: readonly string[], { env }: Pick<Typed, 'env'>, globals: Globals): string {
  const own = [
    ...(globals.env === undefined ? [] : ['--env', globals.env]),
    ...(globals.config === undefined ? [] : ['--config', globals.config]),
    ...(globals.code ? [] : ['--no-code']),
  ]
  return [calledAs(env), ...[...words, ...own].map(shellQuoted)].join(' ')
}

/** What a person types for this command: through npx where npm says, quoted in one way or the other, that npx runs it. */
export function calledAs(env: Typed['env']): string {
  const isNpx = env['npm_command'] === 'exec' && /^["']?cliq-ds\b/u.test(env['npm_lifecycle_script'] ?? '')
  return isNpx ? 'npx cliq-ds' : 'cliq-ds'
}

// Commands that are of a project; after each what else it may be told.
const OF_PROJECT =
  /(?<!npx )\bcliq-ds (?:(?:plan|apply|drift|seed pull|seed|pull|validate|lock \w+|migration \w+|backup|restore|doctor|unlock|auth \w+|show|fmt|check|review|query|export)\b(?=(?<rest>[^;,]{0,300}))|(?=[a-z]))/gu

/**
 * Makes of a text one in which each command is called as this one was, and has its config, environment and --no-code,
 * unless it names another.
 */
export function typedAs({ argv, env }: Typed): (text: string) => string {
  const given = [/^--config$/u, /^(?:--env|-e)$/u].map(name => valueIn(argv, name))
  const [config, environment] = given
  const own = [
    ...(environment === undefined || environment.includes(',') ? [] : [['--env', environment]]),
    ...(config === undefined ? [] : [['--config', config]]),
    ...(argv.includes('--no-code') ? [['--no-code']] : []),
  ] as const
  const program = calledAs(env)
  return text =>
    text.replaceAll(OF_PROJECT, (found, ...more) => {
      const { rest } = more.at(-1) as { readonly rest: string | undefined }
      const called = program + found.slice('cliq-ds'.length)
      if (rest === undefined) return called
      const lacking = own.filter(([name = '']) => !rest.includes(name)).flat()
      return [called, ...lacking.map(shellQuoted)].join(' ')
    })
}

function valueIn(argv: readonly string[], name: RegExp): string | undefined {
  const values = argv.flatMap((word, at) => {
    const [before = '', ...value] = word.split('=')
    return name.test(before) ? [value.length > 0 ? value.join('=') : argv[at + 1]] : []
  })
  return values.at(-1)
}
