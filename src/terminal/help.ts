import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { pad, paragraph, wrapped } from '../report/layout.ts'
import { HELP_LIST, HELP_PAGES } from './helpPages.ts'

/** Lays out the list of commands and the page of each. Only who asks for help needs it. */
export function arrangeHelp(program: CommandUnknownOpts): void {
  program.configureHelp({
    ...program.configureHelp(),
    formatHelp: (_, { helpWidth }) => listText(program, helpWidth ?? 80),
  })
  for (const command of commandsBelow(program)) {
    for (const option of command.options)
      option.helpGroup(GROUPS.find(([, names]) => names.includes(option.long ?? ''))?.[0] ?? 'Options:')
    command.configureHelp({ ...command.configureHelp(), commandDescription: each => asSentence(each.description()) })
    const page = HELP_PAGES[pathOf(command)]
    if (page !== undefined)
      command.addHelpText(
        'after',
        `\nExamples:\n  ${page.examples.join('\n  ')}\n\nGuide: node_modules/cliq-ds/${page.guide}`,
      )
  }
}

function asSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
}

/** The commands that people see, each with those below it. */
export function commandsBelow({ commands }: Pick<CommandUnknownOpts, 'commands'>): readonly CommandUnknownOpts[] {
  return commands.flatMap(each => [each, ...commandsBelow(each)])
}

/** The words that choose a command: `lock show`. */
export function pathOf(command: CommandUnknownOpts): string {
  const { parent } = command
  return parent?.parent == null ? command.name() : `${pathOf(parent)} ${command.name()}`
}

const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  [
    'Output:',
    [
      '--out',
      '--json',
      '--steps',
      '--report',
      '--format',
      '--all-warnings',
      '--columns',
      '--limit',
      '--type',
      '--password-env',
      '--no-labels',
      '--no-annotations',
      '--no-summary',
      '--comment',
      '--detailed-exitcode',
      '--fail-on',
      '--issue',
    ],
  ],
  [
    'Consent and limits:',
    [
      '--yes',
      '--allow',
      '--expect',
      '--reviewed',
      '--max-removed',
      '--max-removed-datastores',
      '--max-removed-fields',
      '--max-duration',
    ],
  ],
  ['What is read:', ['--offline', '--count-all', '--skip-checks', '--verify', '--where', '--base']],
]

const GROUP_WIDTH = 9
const NAME_WIDTH = 21
const NARROW = 64

function listText(program: CommandUnknownOpts, width: number): string {
  const rows = HELP_LIST.flatMap(([group, commands]) =>
    width < NARROW
      ? [group, ...commands.flatMap(([names, says]) => [`  ${names}`, ...paragraph(says, 4, width)])]
      : commands.flatMap(([names, says], at) => {
          const margin = ' '.repeat(GROUP_WIDTH + NAME_WIDTH)
          const head = pad(at === 0 ? group : '', GROUP_WIDTH) + pad(names, NAME_WIDTH)
          return wrapped(says, width - margin.length).map((line, index) => (index === 0 ? head : margin) + line)
        }),
  )
  const lines = [
    'Usage: cliq-ds COMMAND [options]',
    ...wrapped(program.description(), width),
    '',
    ...rows,
    ...wrapped(EVERYWHERE, width),
    ...wrapped('Examples: cliq-ds COMMAND --help  Guide: node_modules/cliq-ds/docs/first-day.md', width),
  ]
  return `${lines.join('\n')}\n`
}

const EVERYWHERE = 'Everywhere: --env, --group, --config, --no-code, --no-color, --quiet, --debug.'
