import { performQuery } from '../../commands/query.ts'
import { moreCallsText, querySummary, queryText } from '../../report/queryText.ts'
import type { QueryForm } from '../../report/queryText.ts'
import { EXIT } from '../exit.ts'
import type { ExitCode } from '../exit.ts'
import type { Globals } from '../globals.ts'
import type { Io } from '../io.ts'
import { paintFor } from '../paint.ts'
import { withWorld } from '../session.ts'

export interface QueryFlags {
  readonly where?: ReadonlyMap<string, string> | undefined
  readonly columns?: readonly string[] | undefined
  readonly limit: number
  readonly format: QueryForm
}

/** `query`: prints live rows; how many there are goes to stderr, where programs do not read it. */
export async function runQuery(io: Io, globals: Globals, name: string, flags: QueryFlags): Promise<ExitCode> {
  const { where = new Map(), columns, limit, format } = flags
  const queried = await withWorld(io, globals, {}, world =>
    performQuery(world, name, {
      where,
      columns,
      limit,
      tell: calls => io.err.write(`${moreCallsText(name, calls)}\n`),
    }),
  )
  const paint = paintFor(format === 'table' ? io.out : io.err, io, globals.color)
  io.out.write(queryText(queried, format, paint))
  const summary = `${querySummary(queried, paint)}\n`
  if (format === 'table') io.out.write(queried.rows.length === 0 ? summary : `\n${summary}`)
  else io.err.write(summary)
  return EXIT.ok
}
