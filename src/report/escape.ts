// Controls, bidirectional and other format characters, line separators, lone surrogates, and what is drawn as nothing.
// Joiners and variation selectors stay: scripts and emoji are spelled with them.
const UNSEEN = /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

// CI runners take orders from what jobs print: `::name` where a line starts, `##[name]` and `##vso[name]` anywhere.
const LINE_ORDER = /(?<=^|\s):(?=:)/g
const INNER_ORDER = /(?<=#)#(?=\w*\[)/g

// Most texts: nothing in them can act.
const HARMLESS = /^(?:[ !"$-9;-~]|[#:](?![#:[]))*$/

/** Foreign text made safe to print on one line: what cannot be seen, or could act, is shown as `\u{…}`. */
export function escapeText(text: string): string {
  if (HARMLESS.test(text)) return text
  return text.replace(UNSEEN, coded).replace(LINE_ORDER, coded).replace(INNER_ORDER, coded)
}

/** Foreign text in double quotes, escaped; quotes and backslashes in it are marked by a backslash. */
export function quoteValue(text: string): string {
  return `"${escapeText(text.replaceAll(/["\\]/g, String.raw`\$&`))}"`
}

/** The same with everything beyond ASCII as `\u{…}`: for two texts that look alike and are not. */
export function quoteExactly(text: string): string {
  return quoteValue(text).replaceAll(/[^ -~]/gu, coded)
}

/** Printed JSON made safe: what `escapeText` would show is written as `\uXXXX`, and reads back the same. */
export function escapeJson(json: string): string {
  // A raw line feed in JSON is only ever layout.
  return json.replaceAll(UNSEEN, found => (found === '\n' ? found : units(found))).replaceAll(INNER_ORDER, units)
}

function coded(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function units(character: string): string {
  const each = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return each.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
