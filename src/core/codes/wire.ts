import type { CodeTable } from './facts.ts'

export const wireCodes: CodeTable = {}
