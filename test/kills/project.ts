import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Datastore } from '../../src/core/model/catalog.ts'
import { renderDefinition } from '../../src/files/yaml/render.ts'
import { COMPILE_CACHE } from '../compileCache.ts'
import { BIN } from '../bin.ts'

/** A project in a folder of its own, whose environment is an org on this machine. */
export interface OwnProject {
  readonly root: string
  define(datastores: readonly Datastore[]): void
  start(args: readonly string[], env?: Readonly<Record<string, string>>): Started
  remove(): void
}

export interface Started {
  readonly child: ChildProcess
  readonly ended: Promise<{ readonly code: number | null; readonly text: string }>
}

/** `from` is a folder to begin with a copy of. */
export function ownProject(url: string, more: object = {}, from?: string): OwnProject {
  const root = mkdtempSync(join(tmpdir(), 'cliq-ds-kills-'))
  if (from !== undefined) cpSync(from, root, { recursive: true })
  const config = {
    environments: {
      org: {
        apiUrl: `${url}/api/v3`,
        credentials: { accessToken: '${env:KILL_GATE_TOKEN}' },
        // A late window that a busy machine does not outrun while it takes a lease.
        consistency: { settleMs: 5, lateWindowMs: 2_000 },
        rateLimits: { windowMs: 1 },
        ...more,
      },
    },
  }
  writeFileSync(join(root, 'cliq-ds.config.json'), JSON.stringify(config))
  return {
    root,
    define: datastores => {
      rmSync(join(root, 'schemas'), { recursive: true, force: true })
      mkdirSync(join(root, 'schemas'))
      for (const each of datastores)
        writeFileSync(join(root, 'schemas', `${each.unique_name}.yaml`), renderDefinition(each))
    },
    start: (args, more = {}) => {
      const own = {
        PATH: process.env['PATH'],
        HOME: root,
        CLIQ_DS_STATE_DIR: join(root, '.state'),
        NO_COLOR: '1',
        KILL_GATE_TOKEN: 'kill-gate-token',
        ...COMPILE_CACHE,
      }
      const env = { ...own, ...more }
      const child = spawn(process.execPath, [BIN, ...args], { cwd: root, env })
      let text = ''
      child.stdout.on('data', (part: Buffer) => (text += part.toString()))
      child.stderr.on('data', (part: Buffer) => (text += part.toString()))
      const ended = new Promise<{ code: number | null; text: string }>(done =>
        child.on('close', code => done({ code, text })),
      )
      return { child, ended }
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  }
}
