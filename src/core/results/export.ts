import type { Problem } from '../model/problem.ts'

/** An export that was started, or of which nobody knows. */
export interface Exported {
  readonly environment: string
  readonly where: string
  readonly datastore: string
  readonly fileType: 'csv' | 'xlsx' | 'pdf'
  readonly hasPassword: boolean
  /** Why nobody knows whether it was started. */
  readonly doubt: Problem | undefined
}
