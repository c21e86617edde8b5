/** A text in the form that a server may make of it: no blanks around it, line breaks as LF, letters composed. */
export function plainForm(text: string): string {
  return text.replaceAll(/\r\n?/gu, '\n').normalize('NFC').trim()
}

/** Whether two texts say the same, whichever of its forms a server keeps: what it made of a text is no change. */
export function sameWords(a: string, b: string): boolean {
  return a === b || plainForm(a) === plainForm(b)
}
