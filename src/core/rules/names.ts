import { LIMITS, RESERVED_PREFIX } from '../model/catalog.ts'
import { speaksOfVariables } from '../model/references.ts'
import type { Law } from './law.ts'
import { lengthOf } from '../model/length.ts'
import { strangeWords } from './strange.ts'
import { asUniqueName, forbiddenCharacter, oddCharacter, UNIQUE_NAME } from './text.ts'

/** "lowercase letters, numbers, and underscores only, and must start with a letter", 20 at most. */
export function uniqueNameLaws(name: string, path: string, law: Law): void {
  const length = lengthOf(name)
  if (length > LIMITS.uniqueName) tooLong('LM102', 'unique_name', length, LIMITS.uniqueName, path, law)
  if (!UNIQUE_NAME.test(name)) {
    const near = asUniqueName(name)
    const message = `a unique_name has only lower-case letters, digits and \`_\`, and starts with a letter${strangeWords(name)}`
    law('NM101', path, message, near === undefined ? 'rename it' : `try \`${near.slice(0, LIMITS.uniqueName)}\``)
  }
  if (name.toLowerCase().startsWith(RESERVED_PREFIX))
    law('NM103', path, `names that start with \`${RESERVED_PREFIX}\` belong to cliq-ds itself`, 'choose another name')
}

/** "letters, numbers, and spaces", 20 at most. A blank one is reported elsewhere. */
export function nameLaws(name: string, path: string, law: Law): void {
  const length = lengthOf(name)
  if (length > LIMITS.displayName) tooLong('LM102', 'name', length, LIMITS.displayName, path, law)
  if (/[\n\t]/.test(name))
    return law('NM104', path, 'a line break or tab in `name` is not allowed', 'write the name on one line')
  if (forbiddenCharacter(name) !== undefined) return textLaws(name, 'name', path, law)
  const odd = oddCharacter(name)
  if (odd === undefined) return textLaws(name, 'name', path, law)
  const message = `\`${odd.character}\` at ${odd.position} in \`name\`; Cliq allows letters, digits and spaces`
  law('NM102', path, message, 'remove it')
}

/** 250 characters at most, none that hides. */
export function descriptionLaws(description: string, law: Law): void {
  const length = lengthOf(description)
  if (length > LIMITS.description) tooLong('LM103', 'description', length, LIMITS.description, 'description', law)
  textLaws(description, 'description', 'description', law)
}

/**
 * No blanks around it, no control characters but tab and line break, no bidirectional controls, no half surrogate pairs, no
 * references.
 */
export function textLaws(text: string, what: string, path: string, law: Law): void {
  const found = forbiddenCharacter(text)
  if (found !== undefined)
    law('NM104', path, `the ${found.kind} ${found.name} in \`${what}\` is not allowed`, `delete it: ${found.why}`)
  if (text.trim() !== '' && text.trim() !== text) {
    const ends = [...(text.trimStart() === text ? [] : ['begins']), ...(text.trimEnd() === text ? [] : ['ends'])]
    const message = `\`${what}\` ${ends.join(' and ')} with a space or line break, which Cliq may remove`
    law('LT112', path, message, text.endsWith('\n') ? 'delete it; in YAML write `|-` in place of `|`' : 'delete it')
  }
  if (speaksOfVariables(text)) {
    const message = `\`${what}\` looks like a reference to an environment variable, and definitions take none`
    law('LT111', path, message, 'write the value itself')
  }
}

function tooLong(code: string, what: string, length: number, limit: number, path: string, law: Law): void {
  law(code, path, `${what} too long: ${length} characters; Cliq allows ${limit}`, 'shorten it')
}
