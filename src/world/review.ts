import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { appendFile, readFile, realpath } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import type { Seal } from '../commands/reviewComment.ts'
import type { Config } from '../config.ts'
import type { Ci } from '../core/review/ci.ts'
import type { Forge } from '../core/review/forge.ts'
import type { Hash } from '../core/review/marks.ts'
import type { Outside } from './outside.ts'

/** A pipeline with the forge that it belongs to, as far as a review or an apply of one reaches it. */
export interface OpenReview {
  /** Undefined outside of a pipeline. */
  readonly ci: Ci | undefined
  /** Undefined without a token. */
  readonly forge: Forge | undefined
  /** The project's folder in the repository, `.` for its root. */
  readonly project: string
  readonly seal: Seal | undefined
  readonly hash: Hash
  readonly random: () => number
  readonly secrets: ReadonlySet<string>
  /** Adds Markdown to the summary of the job, where there is one. */
  writeSummary(markdown: string): Promise<void>
}

/** Whether the pipeline is about what a stranger wrote, or a bot that no secrets are given to. */
export async function isStrangers({ env }: Pick<Outside, 'env'>): Promise<boolean> {
  const { readCi } = await import('../forge/ci.ts')
  const ci = await readCi(env, path => readFile(path, 'utf8'))
  return ci?.pull !== undefined && (ci.pull.isForeign || env['GITHUB_ACTOR'] === 'dependabot[bot]')
}

/** The pipeline around a project. Sends nothing. Throws FG105 for an address that no token is sent to. */
export async function openReview(outside: Outside, root: string): Promise<OpenReview> {
  const { env, clock, notify, signal, version } = outside
  const { readCi } = await import('../forge/ci.ts')
  const { connectForge, forgeToken } = await import('../forge/connect.ts')
  const ci = await readCi(env, path => readFile(path, 'utf8'))
  const random = () => randomInt(2 ** 32) / 2 ** 32
  const deps = { env, clock, random, notify, signal, userAgent: `cliq-ds/${version}` }
  const key = env['CLIQ_DS_REVIEW_KEY']
  const token = ci && forgeToken(ci, env)
  return {
    ci,
    forge: ci && connectForge(ci, deps),
    project: await projectIn(root, ci?.workspace ?? ''),
    seal: key === undefined || key === '' ? undefined : sealOf(key),
    hash: text => createHash('sha256').update(text, 'utf8').digest('base64url'),
    random,
    secrets: new Set([key, token].filter(each => each !== undefined && each !== '') as string[]),
    async writeSummary(markdown) {
      const file = env['GITHUB_STEP_SUMMARY']
      if (file !== undefined && file !== '') await appendFile(file, markdown)
    },
  }
}

/** Environments that a review is about where none is named: all but emulators, which are private to their machine. */
export function reviewedEnvironments({ environments }: Config): readonly string[] {
  return Object.entries(environments).flatMap(([name, { emulator }]) =>
    emulator === undefined || emulator === false ? [name] : [],
  )
}

/** Whether the credentials of an environment name variables, and none of them is set: so it is in pull requests of strangers. */
export function lacksCredentials({ environments }: Config, name: string, env: Outside['env']): boolean {
  const { cache: _, ...secrets } = environments[name]?.credentials ?? {}
  const names = Object.values(secrets).flatMap(each => {
    if (typeof each === 'object' && each !== null && 'env' in each) return [each.env]
    return typeof each === 'string' ? [...each.matchAll(/\$\{env:(\w+)\}/gu)].map(([, found]) => found ?? '') : []
  })
  return names.length > 0 && names.every(each => (env[each] ?? '') === '')
}

async function projectIn(root: string, workspace: string): Promise<string> {
  if (workspace === '') return '.'
  const [real, top] = await Promise.all([root, workspace].map(each => realpath(each).catch(() => each)))
  const path = relative(top ?? '', real ?? '')
    .split(sep)
    .join('/')
  return path === '' || path.startsWith('..') ? '.' : path
}

function sealOf(key: string): Seal {
  const sign = (text: string) => createHmac('sha256', key).update(text, 'utf8').digest('base64url')
  return {
    sign,
    verify: (text, signature) => {
      const [ours, theirs] = [sign(text), signature].map(each => Buffer.from(each))
      return (
        ours !== undefined && theirs !== undefined && ours.length === theirs.length && timingSafeEqual(ours, theirs)
      )
    },
  }
}
