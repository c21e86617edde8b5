import { failure } from '../../core/model/failure.ts'
import { didYouMean } from '../../core/rules/nearest.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { NOT_BEGUN, SHELLS } from '../shells.ts'

/** `completion`: a script for the shell to source. It asks cliq-ds itself, so names of the project complete too. */
export function runCompletion(io: Io, shell: string): ExitCode {
  const known = SHELLS.find(each => each === shell)
  if (known === undefined)
    throw failure('CL105', `there is no completion for ${shell}`, { hint: didYouMean(shell, SHELLS) })
  io.out.write(SCRIPTS[known])
  return EXIT.ok
}

// Bash replaces only what follows the last = or :, so the part before is cut off what is offered.
const BASH = `# cliq-ds completion for bash: eval "$(cliq-ds completion bash)"
_cliq_ds() {
  local line="\${COMP_LINE:0:COMP_POINT}" current before candidate
  local -a words run
  read -ra words <<< "$line"
  [[ "$line" == *[[:space:]] ]] && words+=("")
  current="\${words[\${#words[@]}-1]}"
  run=("\${words[0]}")
  words=("\${words[@]:1}")
  if [ "\${run[0]##*/}" = npx ]; then
    [ "\${words[0]}" = cliq-ds ] || { compopt -o default; return; }
    run=(npx --no-install cliq-ds)
    words=("\${words[@]:1}")
  fi
  before="\${current%"\${current##*[=:]}"}"
  COMPREPLY=()
  while IFS= read -r candidate; do
    if [ "$candidate" = :files ]; then
      compopt -o filenames
      while IFS= read -r candidate; do COMPREPLY+=("$candidate"); done < <(compgen -f -- "\${current##*[=:]}")
    else
      COMPREPLY+=("\${candidate#"$before"}")
    fi
  done < <("\${run[@]}" __complete "\${words[@]}" 2>/dev/null)
  [[ "\${#COMPREPLY[@]}" -eq 1 && "\${COMPREPLY[0]}" == *= ]] && compopt -o nospace
}
complete -F _cliq_ds cliq-ds
complete -p npx >/dev/null 2>&1 || complete -F _cliq_ds npx
`

const ZSH = `#compdef cliq-ds
# cliq-ds completion for zsh: source <(cliq-ds completion zsh)
_cliq_ds() {
  local -a offered run rest
  run=("$words[1]")
  rest=("\${(@)words[2,CURRENT]}")
  if [[ "\${run[1]:t}" == npx ]]; then
    [[ "$rest[1]" == cliq-ds ]] || { _files; return }
    run=(npx --no-install cliq-ds)
    rest=("\${(@)rest[2,-1]}")
  fi
  offered=("\${(@f)$("\${run[@]}" __complete "\${rest[@]}" 2>/dev/null)}")
  if [[ "$offered[1]" == ":files" ]]; then _files; else compadd -Q -a offered; fi
}
(( $+functions[compdef] )) || { autoload -U compinit && compinit }
compdef _cliq_ds cliq-ds
[[ -n "$_comps[npx]" ]] || compdef _cliq_ds npx
`

const FISH = `# cliq-ds completion for fish: cliq-ds completion fish | source
function __cliq_ds
  set -l words (commandline -opc)
  set -l run $words[1]
  set -l rest $words[2..]
  if test (basename -- $run) = npx
    set run npx --no-install cliq-ds
    set rest $rest[2..]
  end
  set -l current (commandline -ct)
  set -l offered ($run __complete $rest "$current" 2>/dev/null)
  if test "$offered[1]" = ":files"
    __fish_complete_path "$current"
  else
    printf '%s\\n' $offered
  end
end
complete -c cliq-ds -f -a "(__cliq_ds)"
complete -c npx -n "__fish_seen_subcommand_from cliq-ds" -f -a "(__cliq_ds)"
`

// Older versions of PowerShell drop an argument that is empty, so a word that has not begun is sent by a name.
const POWERSHELL = `# cliq-ds completion for PowerShell: cliq-ds completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'cliq-ds', 'npx' -ScriptBlock {
  param($word, $line, $position)
  $words = @($line.CommandElements | Where-Object { $_.Extent.StartOffset -lt $position } | ForEach-Object { "$_" })
  $rest = @($words | Select-Object -Skip 1)
  $run = $line.GetCommandName()
  $before = @()
  if ((Split-Path -Leaf $run) -like 'npx*') {
    if (($rest | Select-Object -First 1) -ne 'cliq-ds') { return }
    $before = @('--no-install', 'cliq-ds')
    $rest = @($rest | Select-Object -Skip 1)
  }
  if ($word -eq '') { $rest += '${NOT_BEGUN}' }
  & $run @before __complete @rest 2>$null | ForEach-Object {
    if ($_ -eq ':files') { [System.Management.Automation.CompletionCompleters]::CompleteFilename($word) }
    else { [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $_) }
  }
}
`

const SCRIPTS = { bash: BASH, zsh: ZSH, fish: FISH, powershell: POWERSHELL } as const
