import type { CodeTable } from './facts.ts'

export const planCodes: CodeTable = {}
