import { backupCodes } from './codes/backup.ts'
import { commandCodes } from './codes/command.ts'
import { definitionCodes } from './codes/definition.ts'
import { doctorCodes } from './codes/doctor.ts'
import type { CodeFacts, CodeTable } from './codes/facts.ts'
import { migrationCodes } from './codes/migration.ts'
import { planCodes } from './codes/plan.ts'
import { projectCodes } from './codes/project.ts'
import { seedCodes } from './codes/seed.ts'
import { wireCodes } from './codes/wire.ts'

/** Every code that cliq-ds can print. A test holds that no other is used. */
export const CODES: CodeTable = {
  ...definitionCodes,
  ...projectCodes,
  ...backupCodes,
  ...seedCodes,
  ...migrationCodes,
  ...planCodes,
  ...wireCodes,
  ...commandCodes,
  ...doctorCodes,
}

export function codeFacts(code: string): CodeFacts | undefined {
  return Object.hasOwn(CODES, code) ? CODES[code] : undefined
}
