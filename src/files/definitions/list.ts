import { readdir, realpath, stat } from 'node:fs/promises'
import type { Dirent } from 'node:fs'
import { join, resolve, sep } from 'node:path'

import { byCodeUnit } from '../../core/model/catalog.ts'
import type { Problem } from '../../core/model/problem.ts'
import { nearest } from '../../core/rules/nearest.ts'
import { hasCode, shownPath, startOf } from '../disk/readText.ts'

export interface DefinitionFile {
  /** Relative to the project, with forward slashes. */
  readonly name: string
  readonly kind: 'data' | 'code'
}

interface Listed {
  readonly files: readonly DefinitionFile[]
  readonly problems: readonly Problem[]
}

const KINDS: Readonly<Record<string, DefinitionFile['kind']>> = {
  yaml: 'data',
  yml: 'data',
  json: 'data',
  ts: 'code',
  mts: 'code',
  js: 'code',
  mjs: 'code',
}

/** The definition files below a folder of the project, subfolders included, sorted. What cannot be listed is a problem. */
export async function listDefinitions(root: string, folder: string): Promise<Listed> {
  const outside = await refusedFolder(root, folder)
  if (outside !== undefined) return { files: [], problems: [outside] }
  const listed = await listFolder(root, resolve(root, folder))
  const files = [...listed.files].sort((a, b) => byCodeUnit(a.name, b.name))
  if (files.length > 0 || listed.problems.some(each => each.severity === 'error')) return { ...listed, files }
  return { files, problems: [...listed.problems, none(`the folder ${folder} contains no definition`)] }
}

async function listFolder(root: string, folder: string): Promise<Listed> {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    const parts = await Promise.all(
      entries.filter(isVisible).map(entry => listEntry(root, join(folder, entry.name), entry)),
    )
    return { files: parts.flatMap(each => each.files), problems: parts.flatMap(each => each.problems) }
  } catch (error) {
    if (!hasCode(error)) throw error
    return { files: [], problems: [unreadable(shownPath(folder, root), error.code)] }
  }
}

async function listEntry(root: string, path: string, entry: Dirent): Promise<Listed> {
  const name = shownPath(path, root)
  if (entry.isDirectory()) return listFolder(root, path)
  if (entry.isSymbolicLink() && (await isFolder(path))) {
    const message = 'a link to a folder is not followed'
    const hint = 'put the definitions here, or set `schemas` to the folder itself'
    return { files: [], problems: [{ code: 'DF107', severity: 'error', message, at: startOf(name), hint }] }
  }
  return listFile(name, entry.name)
}

function listFile(name: string, base: string): Listed {
  const extension = base.includes('.') ? base.slice(base.lastIndexOf('.') + 1).toLowerCase() : ''
  // Declarations of types define nothing.
  if (/\.d\.[cm]?ts$/iu.test(base)) return { files: [], problems: [] }
  const kind = Object.hasOwn(KINDS, extension) ? KINDS[extension] : undefined
  if (kind !== undefined) return { files: [{ name, kind }], problems: [] }
  const meant = extension.endsWith('~') ? undefined : nearest(extension, Object.keys(KINDS))
  if (meant === undefined) return { files: [], problems: [] }
  const message = `a file that ends in .${extension} is not read`
  const hint = `did you mean .${meant}?`
  return { files: [], problems: [{ code: 'DF105', severity: 'warning', message, at: startOf(name), hint }] }
}

// Editors and systems leave hidden files beside ours.
function isVisible(entry: Dirent): boolean {
  return !entry.name.startsWith('.') && entry.name !== 'node_modules'
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch {
    // A link that leads nowhere is told when it is read.
    return false
  }
}

async function refusedFolder(root: string, folder: string): Promise<Problem | undefined> {
  try {
    const [real, realRoot] = await Promise.all([realpath(resolve(root, folder)), realpath(root)])
    if (real !== realRoot && !real.startsWith(realRoot + sep)) return outside(folder)
    return (await stat(real)).isDirectory() ? undefined : none(`${folder} is not a folder`)
  } catch (error) {
    if (!hasCode(error)) throw error
    return error.code === 'ENOENT' ? none(`the folder ${folder} does not exist`) : unreadable(folder, error.code)
  }
}

function none(message: string): Problem {
  const hint = 'run cliq-ds init for an example, or cliq-ds pull --all to start from the org'
  return { code: 'DF001', severity: 'error', message, hint }
}

function outside(folder: string): Problem {
  const hint = 'definitions must be below the folder of the configuration'
  return { code: 'DF108', severity: 'error', message: `the folder ${folder} is outside the project`, hint }
}

function unreadable(folder: string, code: string): Problem {
  const message = `the folder ${folder} cannot be read: ${code}`
  return { code: 'DF109', severity: 'error', message, hint: 'check its permissions' }
}
