/** What `cliq-ds explain CODE` says of a problem: what it is, why it matters, how to mend it. */
export interface CodeFacts {
  /** What is wrong, as in the head of a message. */
  readonly title: string
  /** The reason, above all the law of Cliq and where it is written. */
  readonly why: string
  /** What to do. */
  readonly fix: string
  /** The command to type next, where there is one for all cases. */
  readonly next?: string
  /** One to four lines to copy: what is right, or what mends it. */
  readonly example: string
}

export type CodeTable = Readonly<Record<string, CodeFacts>>
