const UNSEEN = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/**
 * A word for a POSIX shell: as it stands where it means itself there, else in single quotes, and in `$'…'` where it has
 * what cannot be seen or would act on a terminal.
 */
export function shellQuoted(word: string): string {
  if (/^[\w./:@%+,-][\w./:@%+=,-]*$/.test(word)) return word
  if (!UNSEEN.test(word)) return `'${word.replaceAll("'", String.raw`'\''`)}'`
  return `$'${[...word].map(each => (/['\\]/.test(each) ? `\\${each}` : UNSEEN.test(each) ? shellCoded(each) : each)).join('')}'`
}

// Always of full length: a digit may follow.
function shellCoded(character: string): string {
  const code = character.codePointAt(0) ?? 0
  return code < 0x80 ? `\\x${hex(code, 2)}` : code < 0x1_0000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`
}

function hex(code: number, length: number): string {
  return code.toString(16).padStart(length, '0')
}
