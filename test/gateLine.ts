/** Prints the one line of a gate: what was tried, and what came of it. */
export function gateLine(gate: string, injected: number, lost: number, duplicated: number): void {
  process.stdout.write(
    `${gate}: injected ${injected}, survived ${injected - lost}, lost ${lost}, duplicated ${duplicated}\n`,
  )
}
