import type { CodeTable } from './facts.ts'

export const commandCodes: CodeTable = {}
