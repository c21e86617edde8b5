#!/usr/bin/env node
// Any Node since 12 can parse this file, so that an older one can say which it needs. Nothing else is imported before,
// and nothing of the program for what can be said at once.

declare const process: {
  readonly versions: { readonly node: string }
  readonly argv: readonly string[]
  readonly stdout: { readonly columns?: number; write(text: string): void }
  readonly stderr: { write(text: string): void }
  exitCode: number
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write('cliq-ds needs Node 22.18 or newer; this is Node ' + process.versions.node + '\n')
  process.exitCode = 64
} else {
  void import('./atOnce.ts').then(({ saidAtOnce }) => {
    const said = saidAtOnce(process.argv.slice(2), Math.min(process.stdout.columns || 80, 100))
    if (said !== undefined) process.stdout.write(said)
    else void import('./start.ts').then(start => start.start())
  })
}

export {}
