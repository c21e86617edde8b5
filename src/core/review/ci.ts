/** The pull request that a job is about. */
export interface CiPull {
  readonly number: string
  readonly head: string
  readonly base: string
  /** Whether its head lies in another repository, or in one that is gone: what it brings was written by a stranger. */
  readonly isForeign: boolean
  /** Whether a stranger's code would run with the secrets of this repository. */
  readonly hasSecrets: boolean
}

/** Which pipeline this is and what started it, as its variables say. */
export interface Ci {
  readonly kind: 'github' | 'gitlab'
  /** `owner/name`, or the number of a project of GitLab. */
  readonly repository: string
  /** The folder of the checkout. */
  readonly workspace: string
  readonly pull: CiPull | undefined
  /** The branch that was pushed to; absent for tags and pull requests. */
  readonly branch: string | undefined
  readonly commit: string
  /** Its number, then its attempt or job: what started later compares as later. */
  readonly run: string
  readonly runUrl: string
  readonly event: string
}
