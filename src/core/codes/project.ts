import type { CodeTable } from './facts.ts'

export const projectCodes: CodeTable = {}
