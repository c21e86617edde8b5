import { performDoctor, worstOf } from '../../commands/doctor.ts'
import { performProbing } from '../../commands/probe.ts'
import type { Problem } from '../../core/model/problem.ts'
import { doctorJson, doctorText } from '../../report/doctorText.ts'
import { probeJson, probeText } from '../../report/probeText.ts'
import { EXIT, exitCodeOf } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { otherCommand } from '../typed.ts'
import { printResult } from '../printResult.ts'
import { withPatient, withProbing } from '../session.ts'

export interface DoctorFlags {
  readonly json?: true | undefined
  readonly probe?: true | undefined
  readonly yes?: true | undefined
}

/** `doctor`: each finding with what to do; exits with the code of the first that fails. */
export async function runDoctor(io: Io, globals: Globals, flags: DoctorFlags): Promise<ExitCode> {
  if (flags.probe === true) return runProbe(io, globals, flags)
  return withPatient(io, globals, async patient => {
    const examination = await performDoctor(patient)
    const worst = worstOf(examination)
    const exit = worst === undefined ? EXIT.ok : exitCodeOf(worst.code)
    printResult(io, globals, flags, doctorJson(examination, exit), paint =>
      doctorText(examination, exit, nextOf(worst, io, globals), paint),
    )
    return exit
  })
}

// One thing to do: of failures the first, whose code is the exit code, and where all is well the plan.
function nextOf(worst: Problem | undefined, io: Io, globals: Globals): string {
  return worst === undefined ? otherCommand(['plan'], io, globals) : (worst.hint ?? `cliq-ds explain ${worst.code}`)
}

/** `doctor --probe`: each question with its answer, and what to set; the answers are kept for later runs. */
async function runProbe(io: Io, globals: Globals, flags: DoctorFlags): Promise<ExitCode> {
  return withProbing(io, globals, async probing => {
    const { report, leftBehind } = await performProbing(probing, { yes: flags.yes === true })
    const shown = { ...report, environment: probing.environment, where: probing.where }
    printResult(io, globals, flags, probeJson(shown), paint => probeText(shown, paint))
    return leftBehind === undefined ? EXIT.ok : exitCodeOf(leftBehind.code)
  })
}
