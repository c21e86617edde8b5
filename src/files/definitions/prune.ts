import { parseDocument } from 'yaml'

import { HINT_KEYS } from '../../core/rules/decode-hints.ts'

/** The text of a YAML definition without the hints at these paths, comments kept; `fmt` lays it out. */
export function withoutHints(text: string, paths: readonly (readonly string[])[]): string {
  const document = parseDocument(text, { version: '1.2', schema: 'core', logLevel: 'silent' })
  for (const path of paths)
    if (path[0] === 'renamed_from') document.delete('renamed_from')
    else for (const key of HINT_KEYS) document.deleteIn([...path, key])
  const made = document.toString({ lineWidth: 0, flowCollectionPadding: true })
  return text.includes('\r\n') ? made.replaceAll('\n', '\r\n') : made
}
