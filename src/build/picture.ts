import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { main } from '../terminal/main.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))
const COLUMNS = 80
const COMMAND = 'cliq-ds plan --out staff.plan.json'

const CONFIG = { defaultEnvironment: 'local', environments: { local: { emulator: true } } }

// What the example has for the picture, and what somebody edits before its plan.
const SEEDED = ['isactive: true }', 'isactive: true, notes: On leave until May }'] as const
const EDITS = [
  ['Tracks employee records and department data', 'Staff directory'],
  [/^ {2}notes: .*$/mu, '  department: { name: Department, type: limited-text }'],
] as const

/** A plan of this repository's own example as a terminal shows it, made by the real command: an SVG. */
export async function planPicture(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-picture-'))
  try {
    writeFileSync(join(folder, 'cliq-ds.config.json'), JSON.stringify(CONFIG))
    for (const name of ['schemas', 'seeds']) cpSync(join(ROOT, name, 'empdir.yaml'), join(folder, name, 'empdir.yaml'))
    edit(join(folder, 'seeds/empdir.yaml'), [SEEDED])
    await typed(folder, 'apply --seed --yes')
    edit(join(folder, 'schemas/empdir.yaml'), EDITS)
    return svgOf([`\u001b[1m$ ${COMMAND}\u001b[22m`, ...(await typed(folder, COMMAND.slice('cliq-ds '.length)))])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function edit(file: string, edits: readonly (readonly [string | RegExp, string])[]): void {
  const before = readFileSync(file, 'utf8')
  writeFileSync(
    file,
    edits.reduce((text, [from, to]) => text.replace(from, to), before),
  )
}

/** The lines that a command prints to a terminal, with its colours. Throws where it fails. */
async function typed(folder: string, words: string): Promise<readonly string[]> {
  let text = ''
  const out = { write: (each: string) => void (text += each), isTTY: true, columns: COLUMNS }
  const err = { ...out, isTTY: false }
  const env = { ...process.env, FORCE_COLOR: '1', CLIQ_DS_STATE_DIR: join(folder, '.state'), CLIQ_DS_ENV: 'local' }
  const argv = [...words.split(' '), '--quiet']
  const { signal } = new AbortController()
  const code = await main({ argv, env, cwd: folder, out, err, hasKeyboard: false, signal }, '')
  if (code !== 0) throw new Error(`cliq-ds ${words} ended with ${code}: ${text}`)
  return text.trimEnd().split('\n')
}

const ESCAPE = '\u001b['
const COLOUR = new RegExp(String.raw`(\u001b\[\d+m)`, 'u')

const LINE = 18
const CHARACTER = 8.4
const MARGIN = 20
const TOP = 44

const COLOURS: Readonly<Record<string, string>> = { 31: '#ff7b72', 32: '#7ee787', 33: '#e3b341', 36: '#79c0ff' }

function svgOf(lines: readonly string[]): string {
  const width = Math.ceil(COLUMNS * CHARACTER) + 2 * MARGIN
  const height = TOP + lines.length * LINE + MARGIN
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, at) => `<circle cx="${MARGIN + at * 18}" cy="18" r="5.5" fill="${fill}"/>`,
  )
  const rows = lines.map((line, at) => `<text x="${MARGIN}" y="${TOP + (at + 1) * LINE - 5}">${spansOf(line)}</text>`)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">What ${COMMAND} prints</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    ...dots,
    `<g fill="#e6edf3" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14">`,
    ...rows,
    '</g>',
    '</svg>',
    '',
  ].join('\n')
}

// Each run of words stands at its own column: viewers fold blanks, and no font moves what follows.
function spansOf(line: string): string {
  let [style, column] = ['', 0]
  const spans: string[] = []
  for (const part of line.split(COLOUR)) {
    const code = part.startsWith(ESCAPE) ? part.slice(ESCAPE.length, -1) : undefined
    if (code !== undefined) {
      style = styleOf(code)
      continue
    }
    for (const { index, 0: words } of part.matchAll(/\S+(?: \S+)*/gu)) {
      const [x, length] = [MARGIN + (column + index) * CHARACTER, words.length * CHARACTER]
      spans.push(`<tspan x="${x.toFixed(1)}" textLength="${length.toFixed(1)}"${style}>${escaped(words)}</tspan>`)
    }
    column += part.length
  }
  return spans.join('')
}

function styleOf(code: string): string {
  if (code === '1') return ' font-weight="bold"'
  if (code === '2') return ' fill="#8b949e"'
  const fill = COLOURS[code]
  return fill === undefined ? '' : ` fill="${fill}"`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
