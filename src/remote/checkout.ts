import { failure } from '../core/model/failure.ts'
import { gitIn, shownUrl } from './git.ts'

type Env = Readonly<Record<string, string | undefined>>

/** What is taken from the checkout that a project lies in: where its remote is, and how to be let in there. */
export interface Checkout {
  /** May hold credentials; for git only. */
  readonly url: string
  /** The remote as it may be shown. */
  readonly shown: string
  /** The project's folder below the top of the repository, such as `packages/bot`; empty at its top. */
  readonly project: string
  /** Settings of git that let in, such as a header that a CI has put there. Secret. */
  readonly settings: Readonly<Record<string, string>>
}

// How a CI lets its checkout in. Nothing else of the checkout's config is believed: it could name a program to run.
const LETS_IN = '^http\\..*\\.extraheader$'

/** Reads the checkout around a folder. Throws a Failure LK120 where there is none, or it has no remote. */
export async function readCheckout(root: string, env: Env): Promise<Checkout> {
  const git = gitIn({ folder: root, env })
  const where = await git(['rev-parse', '--show-toplevel', '--show-prefix'])
  const [top = '', prefix = ''] = where.out.split('\n')
  if (where.code !== 0) throw noRemote(`git finds no repository around ${root}: ${firstLine(where.err)}`)
  const names = (await git(['remote'])).out.split('\n').filter(each => each !== '')
  const name = names.includes('origin') ? 'origin' : names.length === 1 ? names[0] : undefined
  if (name === undefined)
    throw noRemote(`the repository ${top} has ${names.length === 0 ? 'no remote' : 'no remote origin'}`)
  const url = (await git(['remote', 'get-url', name])).out.trim()
  const listed = (await git(['config', '--get-regexp', LETS_IN])).out.split('\n').filter(each => each !== '')
  const settings = Object.fromEntries(
    listed.map(line => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)] as const),
  )
  return { url: absolute(url, top), shown: shownUrl(url), project: prefix.replace(/\/$/u, ''), settings }
}

// git takes a relative path from the folder it runs in, and ours runs elsewhere.
function absolute(url: string, top: string): string {
  return /^\.{1,2}(?:\/|$)/u.test(url) ? `${top}/${url}` : url
}

function firstLine(text: string): string {
  return text.trim().split('\n')[0] ?? ''
}

function noRemote(message: string): Error {
  return failure('LK120', message, {
    hint: 'a lock file on a branch needs a git repository with a remote; set lockFile to a path to keep it in the project',
  })
}
