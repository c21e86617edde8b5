import { codeFileCodes } from './code.ts'
import { configCodes } from './config.ts'
import type { CodeTable } from './facts.ts'
import { fileCodes } from './file.ts'
import { ownFileCodes } from './own-file.ts'

/** The codes of what lies on disk: config, code files, lock file, saved plans, leases, files as such. */
export const projectCodes: CodeTable = { ...configCodes, ...codeFileCodes, ...fileCodes, ...ownFileCodes }
