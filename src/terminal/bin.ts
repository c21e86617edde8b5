#!/usr/bin/env node
// Any Node since 12 can parse this file, so that an older one can say which it needs. Nothing else is imported before, and
// nothing at all for what the build has laid out: to load one more module takes longer than to print it.

declare const process: {
  readonly versions: { readonly node: string }
  readonly argv: readonly string[]
  readonly stdout: { readonly columns?: number; write(text: string): void }
  readonly stderr: { write(text: string): void }
  getBuiltinModule(name: 'node:fs'): { readFileSync(path: URL, encoding: 'utf8'): string }
  exitCode: number
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write('cliq-ds needs Node 22.18 or newer; this is Node ' + process.versions.node + '\n')
  process.exitCode = 64
} else {
  const text = laidOut(process.argv.slice(2))
  if (text !== undefined) process.stdout.write(text)
  else void import('./start.ts').then(start => start.start())
}

// The version or the help, where nothing else is asked for; undefined from source and for widths that nobody laid out.
function laidOut(argv: readonly string[]): string | undefined {
  const asked = argv.length === 1 ? argv[0] : undefined
  let file
  if (asked === '--version' || asked === '-v' || asked === '-V') file = 'version.txt'
  if (asked === '--help' || asked === '-h') file = 'help-' + Math.min(process.stdout.columns || 80, 100) + '.txt'
  try {
    return file && process.getBuiltinModule('node:fs').readFileSync(new URL(file, import.meta.url), 'utf8')
  } catch {
    return undefined
  }
}

export {}
