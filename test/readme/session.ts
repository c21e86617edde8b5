/** One command of a console block, and what the README says that it prints. */
export interface Shown {
  readonly command: string
  readonly lines: readonly string[]
}

/** The blocks of a kind in a Markdown text, in order. */
export function blocksOf(markdown: string, kind: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(String.raw`^\x60\x60\x60${kind}\n([^]*?)^\x60\x60\x60$`, 'gmu'))].map(
    ([, text = '']) => text,
  )
}

/** The commands of console blocks. */
export function sessionOf(blocks: readonly string[]): readonly Shown[] {
  const shown: { command: string; lines: string[] }[] = []
  for (const line of blocks.flatMap(block => block.trimEnd().split('\n'))) {
    if (line.startsWith('$ ')) shown.push({ command: line.slice(2), lines: [] })
    else shown.at(-1)?.lines.push(line)
  }
  return shown
}

/** A script that runs the commands in one shell, with a mark before the output of each. */
export function scriptOf(session: readonly Shown[]): string {
  return session.map(({ command }) => `echo '${MARK}'\n${command}\n`).join('')
}

const MARK = '@@@ next command'

/** What each command printed. */
export function outputsOf(out: string): readonly string[] {
  return out.split(`${MARK}\n`).slice(1)
}

/** What is printed, as a pattern: `…` on a line of its own is any lines; digests, ids and seconds are another time others. */
export function patternOf(lines: readonly string[]): RegExp {
  const parts = lines.map(line => {
    if (line === '…') return String.raw`(?:.*\n)*?`
    const escaped = line.replaceAll(/[.*+?^${}()|[\]\\/]/gu, String.raw`\$&`)
    const open = escaped
      .replaceAll(/\b[0-9a-f]{12}\b/gu, '[0-9a-f]{12}')
      .replaceAll(/\bin \d+\\\.\d s\b/gu, String.raw`in \d+(?:\.\d)? s`)
    return `${open}\\n`
  })
  return new RegExp(`^${parts.join('')}$`, 'u')
}
