import { CODES } from '../core/codes/codes.ts'
import { GROUPS } from '../core/codes/groups.ts'
import { byCodeUnit } from '../core/model/catalog.ts'
import { wrapped } from './layout.ts'
import { asTyped } from './paint.ts'
import type { Paint } from './paint.ts'

/** All codes by group, one line each: what `explain` can be asked about. */
export function codesText(paint: Paint): string {
  const width = paint.width ?? Infinity
  const groups = Object.entries(GROUPS).flatMap(([letters, heading]) => {
    const own = Object.entries(CODES).filter(([code]) => code.startsWith(letters))
    const lines = own
      .sort(([a], [b]) => byCodeUnit(a, b))
      .flatMap(([code, { title }]) => {
        const margin = ' '.repeat(code.length + 4)
        return wrapped(title, width - margin.length).map((line, at) =>
          at === 0 ? `  ${code}  ${line}` : margin + line,
        )
      })
    const head = wrapped(heading, width - 4).map((line, at) => `${at === 0 ? letters : '  '}  ${line}`)
    return own.length === 0 ? [] : [[...head, ...lines].join('\n')]
  })
  const more = "cliq-ds explain CODE says why, and what to do. It also takes Cliq's own codes."
  return `${groups.join('\n\n')}\n\n${wrapped(asTyped(more, paint), width).join('\n')}`
}
