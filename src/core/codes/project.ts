import { codeFileCodes } from './code.ts'
import { configCodes } from './config.ts'
import type { CodeTable } from './facts.ts'
import { fileCodes } from './file.ts'
import { journalCodes } from './journal.ts'
import { leaseCodes } from './lease.ts'
import { lockPlaceCodes } from './lock-place.ts'
import { ownFileCodes } from './own-file.ts'

/** The codes of what lies on disk: config, code files, lock file, saved plans, leases, journals, files as such. */
export const projectCodes: CodeTable = {
  ...configCodes,
  ...codeFileCodes,
  ...fileCodes,
  ...leaseCodes,
  ...journalCodes,
  ...ownFileCodes,
  ...lockPlaceCodes,
}
