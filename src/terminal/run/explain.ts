import { codeFacts } from '../../core/codes.ts'
import { failure } from '../../core/failure.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'

/** `explain`: what the table says of a code. */
export async function runExplain(io: Io, code: string): Promise<ExitCode> {
  const facts = codeFacts(code.toUpperCase())
  if (facts === undefined)
    throw failure('CL104', `no problem has the code ${code}`, {
      hint: 'codes have two letters and three digits, such as LM102',
    })
  const example = facts.example === undefined ? '' : `\n\n${facts.example.replaceAll(/^/gmu, '    ')}`
  io.out.write(`${code.toUpperCase()}  ${facts.title}\n\nWhy   ${facts.why}\nFix   ${facts.fix}${example}\n`)
  return EXIT.ok
}
