import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

import { writeProject } from './project.ts'

/** One command line to be timed against `node -e 0`. */
interface Case {
  readonly what: string
  readonly args: readonly string[]
  readonly cwd: string
  /** The largest ratio of minima that is still good. */
  readonly target: number
}

/** A figure with what it must not exceed. */
export interface Figure {
  readonly what: string
  readonly value: number
  readonly unit: string
  readonly target: number | undefined
  readonly more?: string
}

const BIN = fileURLToPath(new URL('../dist/terminal/bin.js', import.meta.url))

/** The process half: every figure is a ratio of minima over interleaved rounds, so that other work on the machine hurts all alike. */
export function processHalf(rounds: number): readonly Figure[] {
  if (!existsSync(BIN)) throw new Error('nothing is built: npm run build')
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-bench-'))
  try {
    const [small, large] = [join(folder, '100'), join(folder, '1000')]
    writeProject(small, 100)
    writeProject(large, 1_000)
    const cases: readonly Case[] = [
      { what: '--version', args: ['--version'], cwd: small, target: 1.15 },
      { what: '--help', args: ['--help'], cwd: small, target: 1.2 },
      { what: 'validate, 100 files x 19 fields', args: ['validate'], cwd: small, target: 4.5 },
      { what: 'validate, 1,000 files x 19 fields', args: ['validate'], cwd: large, target: 9 },
      { what: 'plan --offline, 100 datastores', args: ['plan', '--offline'], cwd: small, target: 6 },
      { what: 'plan --offline, 1,000 datastores', args: ['plan', '--offline'], cwd: large, target: 15 },
    ]
    return [...ratios(cases, rounds), ...memory(large), creates(large, Math.min(rounds, 3))]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function ratios(cases: readonly Case[], rounds: number): readonly Figure[] {
  const nodes: number[] = []
  const times = cases.map((): number[] => [])
  // One round that is not counted warms the caches of the disk and of compiled code.
  for (let round = -1; round < rounds; round += 1) {
    const node = timed(['-e', '0'], tmpdir())
    const each = cases.map(({ args, cwd }) => timed([BIN, ...args], cwd))
    if (round < 0) continue
    nodes.push(node)
    each.forEach((time, index) => times[index]?.push(time))
  }
  const base = Math.min(...nodes)
  return cases.map(({ what, target }, index) => {
    const own = times[index] ?? []
    const more = `minimum ${ms(Math.min(...own))}, median ${ms(median(own))}; node ${ms(base)}, ${ms(median(nodes))}`
    return { what, value: Math.min(...own) / base, unit: 'x', target, more }
  })
}

function timed(args: readonly string[], cwd: string): number {
  const start = performance.now()
  const { status, stderr } = spawnSync(process.execPath, args, {
    cwd,
    env: bare(),
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const time = performance.now() - start
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${stderr}`)
  return time
}

/** The most that a run held in memory. */
function memory(cwd: string): readonly Figure[] {
  return ['validate', 'plan --offline'].map(command => {
    const peak = usageOf(`await import(${JSON.stringify(BIN)})`, command.split(' '), cwd).maxRSS
    return { what: `${command}, 1,000 datastores, memory`, value: peak / 1024, unit: 'MB', target: 120 }
  })
}

/** What it takes to create a thousand datastores on an embedded emulator, server and all, of a processor. */
function creates(cwd: string, rounds: number): Figure {
  const times = Array.from({ length: rounds }, () => {
    rmSync(join(cwd, '.cliq-ds'), { recursive: true, force: true })
    const node = usageOf('0', [], cwd)
    return [node, usageOf(`await import(${JSON.stringify(BIN)})`, ['apply', '--yes'], cwd)].map(
      ({ userCPUTime, systemCPUTime }) => (userCPUTime + systemCPUTime) / 1000,
    )
  })
  const [node, own] = [0, 1].map(at => Math.min(...times.map(each => each[at] ?? Infinity)))
  const more = `minimum ${ms(own ?? 0)} of processor; node ${ms(node ?? 0)}`
  // Five seconds where node takes 50 ms.
  return { what: 'apply on local, 1,000 creates', value: (own ?? 0) / (node ?? 0), unit: 'x', target: 100, more }
}

/** What code took of the machine, asked of the run itself at its end. */
function usageOf(code: string, args: readonly string[], cwd: string): NodeJS.ResourceUsage {
  const asked = `process.on('exit', () => process.stderr.write('took ' + JSON.stringify(process.resourceUsage()))); ${code}`
  const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', asked, '-', ...args], {
    cwd,
    env: bare(),
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const [, took] = /took (\{.*\})/u.exec(stderr) ?? []
  if (took === undefined) throw new Error(`${args.join(' ')} did not end: ${stderr}`)
  return JSON.parse(took)
}

// Nothing of the shell that starts it shall change what is measured.
function bare(): NodeJS.ProcessEnv {
  return { PATH: process.env['PATH'], HOME: process.env['HOME'], NO_COLOR: '1' }
}

function median(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0
}

function ms(time: number): string {
  return `${time.toFixed(1)} ms`
}
