import { allowanceCodes } from './allowance.ts'
import type { CodeTable } from './facts.ts'
import { hintCodes } from './hint.ts'
import { lawCodes } from './law.ts'
import { shapeCodes } from './shape.ts'
import { yamlCodes } from './yaml.ts'

/** Every code of a definition: its text, its shape, the laws it may break, its hints and what its comments allow. */
export const definitionCodes: CodeTable = { ...yamlCodes, ...shapeCodes, ...lawCodes, ...hintCodes, ...allowanceCodes }
