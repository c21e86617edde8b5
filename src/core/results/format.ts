import type { Problem } from '../model/problem.ts'

/** A YAML definition file as it is and as it would be laid out. */
export interface Layout {
  /** Relative to the project, with forward slashes. */
  readonly file: string
  readonly before: string
  readonly after: string
  /** Defaults in it that are not for the eye. */
  readonly hidden: readonly string[]
}

/** Layouts of many files. */
export interface ReadLayouts {
  readonly layouts: readonly Layout[]
  /** Files of other kinds, which have a layout of their own. */
  readonly left: readonly string[]
  readonly problems: readonly Problem[]
  /** Texts by file, for the line under a problem. */
  readonly sources: ReadonlyMap<string, string>
}

/** What fmt found: which files are laid out otherwise, and which could not be read. */
export interface Formatting {
  readonly files: number
  readonly otherwise: readonly Layout[]
  readonly left: readonly string[]
  readonly problems: readonly Problem[]
  readonly sources: ReadonlyMap<string, string>
}
