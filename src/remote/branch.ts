import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { failure } from '../core/model/failure.ts'
import type { Checkout } from './checkout.ts'
import { gitIn } from './git.ts'
import type { Git } from './git.ts'
import type { Shelf } from './shelf.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What keeping files on a branch takes. */
export interface BranchOptions {
  readonly checkout: Checkout
  /** A branch, or a full name of a ref. */
  readonly branch: string
  /** A private folder for the objects that were fetched. */
  readonly folder: string
  readonly env: Env
  readonly now: () => number
}

/**
 * Files of `checkout.project` on a branch of its remote, through a bare repository of our own. They are written by a
 * push without force: its rejection is the comparison. Reading throws a Failure LK122 where a branch that was there is gone.
 */
export function branchShelf({ checkout, branch, folder, env, now }: BranchOptions): Shelf {
  const { url, shown, settings, project } = checkout
  const ref = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`
  const git = gitIn({ folder, env: { ...env, GIT_DIR: undefined }, settings })
  const seen = join(folder, 'cliq-ds-seen.json')
  let ready: Promise<void> | undefined
  const opened = () => (ready ??= prepared(git, folder, ref, branch))
  const remote = { git, url, ref, shown }
  return {
    name: `the branch ${branch} of ${shown}`,
    async read() {
      await opened()
      const before = await lastSeen(seen)
      const asked = await git(['ls-remote', '--exit-code', url, ref])
      if (asked.code === 2) {
        if (before?.tip !== undefined) throw gone(branch, shown)
        await writeFile(seen, JSON.stringify({ at: now() }))
        return { mark: undefined, texts: new Map() }
      }
      const tip = asked.code === 0 ? /^[0-9a-f]{40,64}/u.exec(asked.out)?.[0] : undefined
      const fault = tip === undefined ? asked.err : await fetched(remote, tip)
      if (tip !== undefined && fault === undefined) {
        await writeFile(seen, JSON.stringify({ at: now(), tip }))
        return { mark: tip, texts: await textsAt(git, tip, project) }
      }
      if (before?.tip === undefined) throw unanswered(shown, fault ?? '')
      const stale = { since: before.at, why: firstLine(fault ?? '') }
      return { mark: before.tip, texts: await textsAt(git, before.tip, project), stale }
    },
    async write(view, environment, text, message) {
      await opened()
      const path = project === '' ? `${environment}.json` : `${project}/${environment}.json`
      const commit = await commitOf(git, view.mark, { path, text, message })
      return pushed(remote, commit)
    },
  }
}

interface Remote {
  readonly git: Git
  readonly url: string
  readonly ref: string
  readonly shown: string
}

async function prepared(git: Git, folder: string, ref: string, branch: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: Error) => {
    throw unanswered(folder, error.message)
  })
  if ((await git(['check-ref-format', ref])).code !== 0)
    throw failure('LK120', `${branch} cannot be the name of a branch`, { hint: 'give one such as cliq-ds-lock' })
  const made = await git(['init', '--bare', '--quiet', '.'])
  if (made.code !== 0) throw unanswered(folder, made.err)
}

async function lastSeen(file: string): Promise<{ readonly at: number; readonly tip: string | undefined } | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(file, 'utf8'))
    if (typeof value !== 'object' || value === null || !('at' in value) || typeof value.at !== 'number')
      return undefined
    return { at: value.at, tip: 'tip' in value && typeof value.tip === 'string' ? value.tip : undefined }
  } catch {
    // Never seen, or cut by a kill: the remote is asked in any case.
    return undefined
  }
}

/** What went wrong; undefined when the commit is here. */
async function fetched({ git, url, ref }: Remote, tip: string): Promise<string | undefined> {
  if ((await git(['cat-file', '-e', `${tip}^{tree}`])).code === 0) return undefined
  const options = ['--quiet', '--depth=1', '--no-tags', '--no-write-fetch-head', '--no-auto-gc']
  const { code, err } = await git(['fetch', ...options, url, `+${ref}:refs/cliq-ds/${tip}`])
  if (code !== 0) return err === '' ? 'git could not fetch it' : err
  // It may have moved on since it was asked for; the next reading sees that.
  return (await git(['cat-file', '-e', `${tip}^{tree}`])).code === 0 ? undefined : 'it moved while it was fetched'
}

async function textsAt(git: Git, tip: string, project: string): Promise<ReadonlyMap<string, string>> {
  const below = project === '' ? '' : `${project}/`
  const listed = await git(['ls-tree', '-z', tip, ...(below === '' ? [] : [below])])
  const files = listed.out.split('\0').flatMap(line => {
    const [, blob = '', path = ''] = /^100644 blob ([0-9a-f]+)\t(.*)$/su.exec(line) ?? []
    const name = path.startsWith(below)
      ? /^([A-Za-z][A-Za-z0-9_-]{0,31})\.json$/u.exec(path.slice(below.length))?.[1]
      : undefined
    return name === undefined ? [] : [[name, blob] as const]
  })
  const texts = new Map<string, string>()
  for (const [name, blob] of files) texts.set(name, (await git(['cat-file', 'blob', blob])).out)
  return texts
}

interface Change {
  readonly path: string
  readonly text: string
  readonly message: string
}

async function commitOf(git: Git, tip: string | undefined, change: Change): Promise<string> {
  const { path, text, message } = change
  const blob = await id(git, ['hash-object', '-w', '--stdin'], text)
  // A tree is made of lines, so no index is needed that another process could hold.
  const tree = await treeWith(git, tip, path.split('/'), blob)
  const parents = tip === undefined ? [] : ['-p', tip]
  return id(git, ['commit-tree', tree, ...parents, '-F', '-'], `${message}\n`)
}

/** The tree of a commit or tree with one blob in it, at a path. */
async function treeWith(git: Git, of: string | undefined, path: readonly string[], blob: string): Promise<string> {
  const [name = '', ...rest] = path
  const entries = of === undefined ? [] : (await git(['ls-tree', '-z', of])).out.split('\0').filter(each => each !== '')
  const there = entries.find(line => line.endsWith(`\t${name}`))
  const below = there === undefined ? undefined : /^040000 tree ([0-9a-f]+)/u.exec(there)?.[1]
  const entry =
    rest.length === 0
      ? `100644 blob ${blob}\t${name}`
      : `040000 tree ${await treeWith(git, below, rest, blob)}\t${name}`
  return id(git, ['mktree', '-z'], [...entries.filter(each => each !== there), entry].map(each => `${each}\0`).join(''))
}

async function id(git: Git, args: readonly string[], input: string): Promise<string> {
  const { code, out, err } = await git(args, input)
  const found = /^[0-9a-f]{40,64}/u.exec(out)?.[0]
  if (code !== 0 || found === undefined) throw unanswered('the private repository', err)
  return found
}

async function pushed(remote: Remote, commit: string): Promise<'written' | 'moved'> {
  const { git, url, ref, shown } = remote
  const { code, out, err } = await git(['push', '--porcelain', '--no-verify', '--quiet', url, `${commit}:${ref}`])
  if (code === 0) return 'written'
  const told = out.split('\n').find(line => line.startsWith('!')) ?? ''
  // An answer that was lost says nothing: what stands there now does.
  const now = await git(['ls-remote', url, ref])
  if (now.code === 0 && now.out.startsWith(commit)) return 'written'
  if (/\[remote rejected\]/u.test(told) && !/cannot lock ref|failed to update ref|reference already exists/u.test(told))
    throw refused(shown, told.slice(told.indexOf('(') + 1, told.lastIndexOf(')')))
  if (/\[(?:remote )?rejected\]/u.test(told)) return 'moved'
  throw /403|denied|not permitted|read.only|authentication|authoris|authoriz/iu.test(err)
    ? refused(shown, firstLine(err))
    : unanswered(shown, err)
}

function firstLine(text: string): string {
  const lines = text.trim().split('\n')
  return lines.find(each => /fatal|error/u.test(each)) ?? lines[0] ?? ''
}

function unanswered(what: string, err: string): Error {
  const hint = 'check the network and who may read the repository, then run the same command again'
  return failure('LK121', `the lock file on ${what} cannot be reached: ${firstLine(err)}`, { hint })
}

function refused(shown: string, why: string): Error {
  const hint =
    'allow this job to push to the branch (GitHub: permissions contents: write), or name another one in lockFile'
  return failure('LK123', `${shown} refuses the push of the lock file: ${why}`, { hint })
}

function gone(branch: string, shown: string): Error {
  const hint = `push the branch again from a clone that has it, or rebuild it: cliq-ds lock repair`
  return failure('LK122', `the branch ${branch} was at ${shown} and is gone`, { hint })
}
