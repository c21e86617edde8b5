import { failure } from '../core/model/failure.ts'
import type { Git } from './git.ts'

/** A commit that a name stands for. Throws MC107 where it is not in this clone, with what fetches it. */
export async function commitOf(git: Git, ref: string): Promise<string> {
  const found = await git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`])
  if (found.code === 0) return found.out.trim()
  throw failure('MC107', `${ref} is not in this clone`, { hint: await fetching(git, ref) })
}

/** The commit that two come from. Throws MC107 where the clone does not reach back so far. */
export async function mergeBaseOf(git: Git, ours: string, theirs: string, ref: string): Promise<string> {
  const found = await git(['merge-base', ours, theirs])
  const [first = ''] = found.out.split('\n')
  if (found.code === 0 && first !== '') return first
  throw failure('MC107', `this clone has no common ancestor of this branch and ${ref}`, {
    hint: await fetching(git, ref),
  })
}

async function fetching(git: Git, ref: string): Promise<string> {
  const shallow = await git(['rev-parse', '--is-shallow-repository'])
  // Only a name that a shell takes as it is becomes part of a command to paste.
  const [, remote, branch] = /^(\w[\w.-]*)\/(\w[\w./-]*)$/u.exec(ref) ?? []
  const fetch = remote === undefined ? 'git fetch origin' : `git fetch ${remote} ${branch}`
  if (shallow.out.trim() !== 'true') return fetch
  return `the clone is shallow: git fetch --unshallow origin, then ${fetch}; in a pipeline, fetch-depth: 0 or GIT_DEPTH: 0`
}

/** Where a folder lies in its repository, '' at the top, else with a slash at its end. Throws MC107 outside of one. */
export async function prefixIn(git: Git): Promise<string> {
  const found = await git(['rev-parse', '--show-prefix'])
  if (found.code === 0) return found.out.replace(/\n$/u, '')
  throw failure('MC107', `this is not a git repository: ${found.err.trim().split('\n')[0] ?? ''}`, {
    hint: 'run it in a clone',
  })
}

/**
 * Texts of a commit below a prefix, by path without it: read by plumbing alone, so no filter, hook or attribute of the
 * checkout has a word in them. Links and submodules are none.
 */
export async function textsAt(
  git: Git,
  commit: string,
  prefix: string,
  wanted: (path: string) => boolean,
): Promise<ReadonlyMap<string, string>> {
  const listed = await git(['ls-tree', '-r', '-z', '--full-tree', commit, ...(prefix === '' ? [] : ['--', prefix])])
  const files = listed.out.split('\0').flatMap(line => {
    const [, id = '', path = ''] = /^100(?:644|755) blob ([0-9a-f]+)\t(.*)$/su.exec(line) ?? []
    const name = path.slice(prefix.length)
    return id === '' || !path.startsWith(prefix) || !isInside(name) || !wanted(name) ? [] : [{ id, name }]
  })
  if (files.length === 0) return new Map()
  const read = await git(['cat-file', '--batch'], files.map(each => `${each.id}\n`).join(''))
  // The sizes are those of bytes.
  const bytes = Buffer.from(read.out, 'utf8')
  const texts = new Map<string, string>()
  let at = 0
  for (const { id, name } of files) {
    const end = bytes.indexOf('\n', at)
    const [, size = ''] = /^[0-9a-f]+ blob (\d+)$/u.exec(bytes.subarray(at, end).toString('utf8')) ?? []
    if (size === '')
      throw failure('MC107', `${name} of ${commit.slice(0, 7)} cannot be read as text`, {
        hint: `git cat-file -p ${id}`,
      })
    texts.set(name, bytes.subarray(end + 1, end + 1 + Number(size)).toString('utf8'))
    at = end + 2 + Number(size)
  }
  return texts
}

function isInside(path: string): boolean {
  return (
    !path.startsWith('/') &&
    !path.split('/').some(each => each === '..' || each === '.' || each === '' || each === '.git')
  )
}
