import { failure } from '../../core/model/failure.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'

/** A command as completion knows it. */
export interface Completed {
  readonly name: string
  readonly description: string
  readonly options: readonly string[]
  readonly commands: readonly Completed[]
}

/** `completion`: a script for the shell to source, made of the program's own commands and options. */
export async function runCompletion(io: Io, shell: string, program: Completed): Promise<ExitCode> {
  const script = { bash, zsh, fish }[shell]
  if (script === undefined)
    throw failure('CL105', `there is no completion for ${shell}`, { hint: 'bash, zsh and fish have one' })
  io.out.write(script(program))
  return EXIT.ok
}

function bash({ commands, options }: Completed): string {
  const cases = commands.map(({ name, options: own, commands: below }) => {
    const words = [...below.map(each => each.name), ...own, ...options].join(' ')
    return `    ${name}) words="${words}" ;;`
  })
  return `# cliq-ds completion for bash: eval "$(cliq-ds completion bash)"
_cliq_ds() {
  local words current="\${COMP_WORDS[COMP_CWORD]}"
  case "\${COMP_WORDS[1]}" in
${cases.join('\n')}
    *) words="" ;;
  esac
  [ "$COMP_CWORD" -eq 1 ] && words="${commands.map(each => each.name).join(' ')} ${options.join(' ')}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$current"))
}
complete -F _cliq_ds cliq-ds
`
}

function zsh(program: Completed): string {
  return `# cliq-ds completion for zsh: source <(cliq-ds completion zsh)
autoload -U +X bashcompinit && bashcompinit
${bash(program)}`
}

function fish({ commands, options }: Completed): string {
  const names = commands.map(each => each.name).join(' ')
  const long = (option: string) => option.replace(/^--/u, '')
  const lines = commands.flatMap(({ name, description, options: own, commands: below }) => [
    `complete -c cliq-ds -n "not __fish_seen_subcommand_from ${names}" -a ${name} -d "${description.replaceAll(/["$\\]/gu, '')}"`,
    ...[...own, ...options].map(
      option => `complete -c cliq-ds -n "__fish_seen_subcommand_from ${name}" -l ${long(option)}`,
    ),
    ...below.map(each => `complete -c cliq-ds -n "__fish_seen_subcommand_from ${name}" -a ${each.name}`),
  ])
  return `# cliq-ds completion for fish: cliq-ds completion fish | source\n${lines.join('\n')}\n`
}
