// Controls, bidirectional and other format characters, line separators, lone surrogates, and what is drawn as nothing.
// Joiners and variation selectors stay: scripts and emoji are spelled with them.
const UNSEEN = /(?!\u200c|\u200d|[\ufe00-\ufe0f])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu

// CI runners take orders from what jobs print: `::name` where a line starts, `##[name]` and `##vso[name]` anywhere. What
// ends in `##` or `##vso` counts: another text may stand behind it.
const LINE_ORDER = /(?<=^|\s):(?=:)/
const INNER_ORDER = /(?<=#)#(?=\w*(?:\[|$))/
const ACTING = new RegExp(`${UNSEEN.source}|${LINE_ORDER.source}|${INNER_ORDER.source}`, 'gu')

// Most texts: nothing in them can act.
const HARMLESS = /^(?:[ !"$-9;-~]|[#:](?![#:[]))*$/

/** Foreign text made safe to print on one line: what cannot be seen, or could act, is shown as `\u{…}`. */
export function escapeText(text: string): string {
  return HARMLESS.test(text) ? text : text.replace(ACTING, coded)
}

/** The same, and where a place of the text is in what is shown. A part is cut from this, never escaped by itself. */
export function escapedWhole(text: string): { readonly text: string; readonly at: (index: number) => number } {
  if (HARMLESS.test(text)) return { text, at: index => index }
  const longer = [...text.matchAll(ACTING)].map(found => {
    return { index: found.index, by: coded(found[0]).length - found[0].length }
  })
  const at = (index: number) => longer.reduce((sum, each) => (each.index < index ? sum + each.by : sum), index)
  return { text: text.replace(ACTING, coded), at }
}

/**
 * The last look at what is printed: an order to a runner that only came about where texts were joined is shown as
 * `escapeText` would show it. Our own text gives none.
 */
export function disarmed(text: string): string {
  return text.replaceAll(/(?<=^[^\S\n]*):(?=:)|(?<=#)#(?=\w*\[)/gmu, coded)
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
  return json
    .replaceAll(UNSEEN, found => (found === '\n' ? found : units(found)))
    .replaceAll(new RegExp(INNER_ORDER, 'g'), units)
}

function coded(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}

function units(character: string): string {
  const each = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return each.map(unit => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
