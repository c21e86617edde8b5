import kleur from 'kleur'
import { plainPaint } from '../report/paint.ts'
import type { Paint } from '../report/paint.ts'
import { isSet } from './io.ts'
import type { Io, Sink } from './io.ts'
import { typedAs } from './typed.ts'

// Text is laid out between these; narrower screens break it themselves, and longer lines are hard to read.
const NARROWEST = 40
const WIDEST = 160

/** The paint for one stream: --no-color, then FORCE_COLOR, then NO_COLOR, then whether it is a terminal. */
export function paintFor(sink: Sink, { argv, env }: Io, wanted: boolean): Paint {
  const width = sink.isTTY && sink.columns > 0 ? Math.min(WIDEST, Math.max(NARROWEST, sink.columns)) : undefined
  const typed = typedAs({ argv, env })
  if (!wanted || !isColoured(sink, env)) return { ...plainPaint, width, typed }
  kleur.enabled = true
  const { bold, dim, red, green, yellow, cyan } = kleur
  return { bold, dim, red, green, yellow, cyan, width, typed }
}

// An empty NO_COLOR counts as unset (no-color.org).
function isColoured(sink: Sink, env: Io['env']): boolean {
  if (env['FORCE_COLOR'] !== undefined) return isSet(env['FORCE_COLOR']) || env['FORCE_COLOR'] === ''
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  return sink.isTTY && env['TERM'] !== 'dumb'
}
