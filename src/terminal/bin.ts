#!/usr/bin/env node
// Any Node since 12 can parse this file, so that an older one can say which it needs. Nothing else is imported before.

declare const process: {
  readonly versions: { readonly node: string }
  readonly stderr: { write(text: string): void }
  exitCode: number
}

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write('cliq-ds needs Node 22.18 or newer; this is Node ' + process.versions.node + '\n')
  process.exitCode = 64
} else {
  void import('./start.ts').then(start => start.start())
}

export {}
