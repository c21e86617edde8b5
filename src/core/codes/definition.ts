import type { CodeTable } from './facts.ts'

export const definitionCodes: CodeTable = {}
