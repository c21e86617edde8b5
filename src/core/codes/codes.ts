import { backupCodes } from './backup.ts'
import { commandCodes } from './command.ts'
import { definitionCodes } from './definition.ts'
import { doctorCodes } from './doctor.ts'
import type { CodeFacts, CodeTable } from './facts.ts'
import { heritageCodes } from './hint.ts'
import { forgeCodes } from './forge.ts'
import { mergeCodes } from './merge.ts'
import { lookingCodes } from './looking.ts'
import { migrationCodes } from './migration.ts'
import { planCodes } from './plan.ts'
import { projectCodes } from './project.ts'
import { reviewCodes } from './review.ts'
import { seedCodes } from './seed.ts'
import { wireCodes } from './wire.ts'

/** Every code that cliq-ds can print. A test holds that no other is used. */
export const CODES: CodeTable = {
  ...definitionCodes,
  ...projectCodes,
  ...backupCodes,
  ...seedCodes,
  ...migrationCodes,
  ...planCodes,
  ...heritageCodes,
  ...wireCodes,
  ...commandCodes,
  ...doctorCodes,
  ...forgeCodes,
  ...mergeCodes,
  ...reviewCodes,
  ...lookingCodes,
}

export function codeFacts(code: string): CodeFacts | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code] : undefined
}
