/** Where a text speaks of a variable of the environment. */
const REFERENCE = /\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}/gu

// Written in haste, or in the manner of another tool: `${ENV:PIN}`, `${env: PIN}`, `${env.PIN}`, `${{ secrets.PIN }}`.
const NEAR = /\$\{\s{0,8}env\b|\$\{\{/iu

/** The names of the variables that a text refers to. */
export function referencesIn(text: string): readonly string[] {
  return text.includes('${') ? [...text.matchAll(REFERENCE)].map(([, name = '']) => name) : []
}

/** Whether a text is one reference and nothing else, so that the variable says all. */
export function isOneReference(text: string): boolean {
  return referencesIn(text).length === 1 && withReferences(text, () => '') === ''
}

/** The text with its references replaced, once: what a variable holds is not read again. */
export function withReferences(text: string, valueOf: (name: string) => string): string {
  return text.replaceAll(REFERENCE, (_, name: string) => valueOf(name))
}

/** Whether a text holds what was meant for a reference and is none. */
export function isNearReference(text: string): boolean {
  return text.includes('${') && NEAR.test(text.replaceAll(REFERENCE, ''))
}

/** Whether a text speaks of a variable, rightly or nearly. */
export function speaksOfVariables(text: string): boolean {
  return referencesIn(text).length > 0 || isNearReference(text)
}
