import { performDoctor, worstOf } from '../../commands/doctor.ts'
import { doctorJson, doctorText } from '../../report/doctorText.ts'
import { jsonText } from '../../report/json.ts'
import { EXIT, exitCodeOf } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { withPatient } from '../session.ts'

export interface DoctorFlags {
  readonly json?: true | undefined
}

/** `doctor`: each finding with what to do; exits with the code of the first that fails. */
export async function runDoctor(io: Io, globals: Globals, flags: DoctorFlags): Promise<ExitCode> {
  return withPatient(io, globals, async patient => {
    const examination = await performDoctor(patient)
    const worst = worstOf(examination)
    const exit = worst === undefined ? EXIT.ok : exitCodeOf(worst.code)
    const shown = { ...examination, exit }
    const text =
      flags.json === true ? jsonText(doctorJson(shown), 2) : doctorText(shown, paintFor(io.out, io, globals.color))
    io.out.write(`${text}\n`)
    return exit
  })
}
