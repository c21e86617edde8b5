import type { Exported } from '../core/results/export.ts'
import { escapeText } from './escape.ts'
import { paragraph } from './layout.ts'
import type { Paint } from './paint.ts'

/** Whether Cliq took the export, and what nobody knows of it. */
export function exportText(
  { environment, where, datastore, fileType, hasPassword, doubt }: Exported,
  paint: Paint,
): string {
  const what = `${escapeText(datastore)} of ${escapeText(environment)} (${escapeText(where)}) as ${fileType}`
  if (doubt !== undefined)
    return paragraph(
      `It is unknown whether Cliq started the export of ${what}. It is not sent again.`,
      0,
      paint.width ?? Infinity,
    ).join('\n')
  const locked = hasPassword ? ', with a password' : ''
  return [
    `Cliq accepted the export of ${what}${locked}.`,
    'The API document does not say where the file arrives, or whether it shows masked values: look in Cliq.',
    'Each run of this command starts another export.',
  ]
    .flatMap(each => paragraph(each, 0, paint.width ?? Infinity))
    .join('\n')
}
