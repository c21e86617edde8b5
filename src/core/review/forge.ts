import type { ForgeSettings } from './settings.ts'

/** A pull request of GitHub, or a merge request of GitLab. */
export interface Pull {
  readonly number: string
  /** The commit at its head; of a merged one, the head that was merged. */
  readonly head: string
  /** The branch that it goes into. */
  readonly into: string
  readonly isMerged: boolean
  /** Whether its head lies in another repository, or in one that is gone. */
  readonly isForeign: boolean
}

/** A comment that starts with a marker of ours, and what is known of its hands. */
export interface ForgeComment {
  readonly id: string
  readonly body: string
  readonly url: string
  /** Whether the user that we are wrote it. */
  readonly isOurs: boolean
  /** Whether somebody else edited it; `unknown` where the forge does not tell. */
  readonly edited: 'no' | 'yes' | 'unknown'
}

/** An issue that starts with a marker of ours. */
export interface ForgeIssue {
  readonly id: string
  readonly body: string
  readonly url: string
  readonly isOurs: boolean
  readonly isOpen: boolean
}

/** What an issue shall say. */
export interface IssueText {
  readonly title: string
  readonly body: string
}

/**
 * Where reviews happen. Every method reads all pages, honours the limits of the forge, and throws a Failure FG1xx: FG101
 * where the token may not, FG102 where nothing answers, FG103 where the forge makes us wait too long, FG104 where the
 * thing is switched off. What creates looks for its own text before it is sent again, so a lost answer doubles nothing.
 */
export interface Forge {
  readonly kind: 'github' | 'gitlab'
  fetchPull(number: string): Promise<Pull>
  /** Pull requests that a commit of a branch came with. */
  fetchPullsOf(commit: string): Promise<readonly Pull[]>
  /** Those merged into a branch, the latest first, at most `most`. */
  fetchMerged(into: string, most: number): Promise<readonly Pull[]>
  /** Comments of a pull request that start with the marker, the oldest first. */
  fetchComments(pull: string, marker: string): Promise<readonly ForgeComment[]>
  createComment(pull: string, body: string): Promise<ForgeComment>
  editComment(pull: string, id: string, body: string): Promise<void>
  /** One that is gone already is fine. */
  deleteComment(pull: string, id: string): Promise<void>
  /** Puts labels on, makes those that do not exist, and takes others off. */
  setLabels(pull: string, on: readonly Label[], off: readonly string[]): Promise<void>
  /** Issues that start with the marker, open or closed, the oldest first. */
  fetchIssues(marker: string): Promise<readonly ForgeIssue[]>
  /** What the repository has set, as far as the token may read it. */
  fetchSettings(): Promise<ForgeSettings>
  createIssue(text: IssueText): Promise<ForgeIssue>
  editIssue(id: string, text: IssueText & { readonly isOpen: boolean }): Promise<void>
}

/** A label of ours. */
export interface Label {
  readonly name: string
  /** Six hex digits. */
  readonly colour: string
  readonly description: string
}

/** What issues about drift are found by, besides their marker: a repository may have thousands of others. */
export const DRIFT_LABEL = 'cliq-ds: drift'
