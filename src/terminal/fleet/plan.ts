import { differencesOf } from '../../report/pages/promotion.ts'
import type { Compared } from '../../report/pages/promotion.ts'
import { differencesText } from '../../report/text/text.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { lineOf } from './argv.ts'
import type { FleetLine } from './argv.ts'
import { isJson, shown, sideBySide } from './side.ts'
import type { FleetText, Run } from './side.ts'

/**
 * Plans of several environments: first how they differ from the first of them, then each in its order. Of each plan `heard`
 * keeps what is compared, and no more: there may be hundreds.
 */
export async function planFleet(
  io: Io,
  fleet: FleetLine,
  names: readonly string[],
  run: Run,
  heard: Map<string, Compared>,
): Promise<readonly FleetText[]> {
  const { isTTY, columns } = io.out
  const held: Io = { ...io, out: { write: () => undefined, isTTY, columns } }
  const ends = await sideBySide(names, name =>
    shown(held, fleet, name, run, {
      argv: lineOf(fleet, name),
      hear: ({ document: { environment, plan } }) =>
        void heard.set(name, { environment, plan: { changes: plan.changes } }),
    }),
  )
  const planned = names.flatMap(name => heard.get(name) ?? [])
  const differences = differencesOf(planned)
  if (isJson(fleet))
    return ends.map(each => {
      const promotion = differences.find(({ environment }) => environment === each.name)?.json
      return promotion === undefined ? each : { ...each, more: { promotion } }
    })
  const paint = paintFor(io.out, io, !fleet.rest.includes('--no-color'))
  const texts = [
    differencesText(
      differences.map(each => each.entries),
      paint,
    ),
    ...ends.map(each => each.text.trimEnd()),
  ].filter(each => each !== '')
  io.out.write(`${texts.join('\n\n')}\n`)
  return ends
}
