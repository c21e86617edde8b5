import { codeFacts, CODES } from '../../core/codes/codes.ts'
import { CLIQ_CODES, cliqCode } from '../../core/codes/cliqCodes.ts'
import { failure } from '../../core/model/failure.ts'
import { nearest } from '../../core/rules/nearest.ts'
import { wrapped } from '../../report/layout.ts'
import { codesText } from '../../report/codesText.ts'
import { asTyped } from '../../report/paint.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'

/** `explain`: what the table says of a code, ours or Cliq's; without a code, all of ours. */
export async function runExplain(io: Io, code: string | undefined): Promise<ExitCode> {
  const paint = paintFor(io.out, io, true)
  if (code === undefined) {
    io.out.write(`${codesText(paint)}\n`)
    return EXIT.ok
  }
  const theirs = cliqCode(code.toLowerCase())
  const ours = theirs?.code ?? code.toUpperCase()
  const facts = codeFacts(ours)
  const meant = nearest(code, [...Object.keys(CODES), ...Object.keys(CLIQ_CODES)])
  if (facts === undefined)
    throw failure('CL104', `there is no code ${code}`, {
      hint: meant === undefined ? `${FORMS}; cliq-ds explain lists all` : `did you mean ${meant}?`,
    })
  const { title, why, fix, next, example } = facts
  const head = theirs === undefined ? `${ours}  ${title}` : `${code.toLowerCase()}  reported as ${ours}, ${title}`
  const shown = asTyped(example, paint).replaceAll(/^/gmu, '    ')
  const { width } = paint
  const told = (label: string, text: string) =>
    wrapped(asTyped(text, paint), (width ?? Infinity) - 6).map((line, at) => `${at === 0 ? label : '      '}${line}`)
  const lines = [
    ...told('Why   ', theirs?.why ?? why),
    ...told('Fix   ', fix),
    ...(next === undefined ? [] : told('Next  ', next)),
  ]
  io.out.write(`${wrapped(head, width ?? Infinity).join('\n')}\n\n${lines.join('\n')}\n\n${shown}\n`)
  return EXIT.ok
}

const FORMS = "codes are like LM102, or Cliq's own like datastore_not_found"
