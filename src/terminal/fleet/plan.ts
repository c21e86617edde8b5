import type { PlanDocument } from '../../core/plan/document.ts'
import { promotionText } from '../../report/promotionText.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { lineOf } from './argv.ts'
import type { FleetLine } from './argv.ts'
import { isJson, shown, sideBySide } from './side.ts'
import type { FleetEnd, Run } from './side.ts'

/** Plans of several environments: first how they differ from the first of them, then each in its order. */
export async function planFleet(
  io: Io,
  fleet: FleetLine,
  names: readonly string[],
  run: Run,
): Promise<readonly (FleetEnd & { readonly text: string })[]> {
  const heard = new Map<string, PlanDocument>()
  const { isTTY, columns } = io.out
  const held: Io = { ...io, out: { write: () => undefined, isTTY, columns } }
  const ends = await sideBySide(names, name =>
    shown(held, fleet, name, run, {
      argv: lineOf(fleet, name),
      hear: ({ document }) => void heard.set(name, document),
    }),
  )
  if (isJson(fleet)) return ends
  const paint = paintFor(io.out, io, !fleet.rest.includes('--no-color'))
  const differences = promotionText(
    names.flatMap(name => heard.get(name) ?? []),
    paint,
  )
  const texts = [differences, ...ends.map(each => each.text.trimEnd())].filter(each => each !== '')
  io.out.write(`${texts.join('\n\n')}\n`)
  return ends
}
