import { formsOfSecret } from '../core/model/secretForms.ts'
import { escapeText } from '../report/escape.ts'
import type { Page } from '../report/page.ts'

const SHORTEST = 6
const known = new Set<Iterable<string>>()

/** From now on these texts are never written in any form; also those that a live set gets later. */
export function redactSecrets(secrets: Iterable<string>): void {
  known.add(secrets)
}

/** Text without any known secret, and without the part of one that was cut or broken over lines on its way here. */
export function redacted(text: string): string {
  // The longest first: one may be a part of another.
  const forms = [...known].flatMap(secrets => [...secrets].flatMap(telling)).sort((a, b) => b.length - a.length)
  return withoutParts(
    forms.reduce((clean, form) => clean.replaceAll(form, HIDDEN), text),
    forms,
  )
}

/** Pages without any known secret: a renderer cuts texts, and writes them in forms of its own. */
export function redactedPages(pages: readonly Page[]): readonly Page[] {
  return pages.map(withoutSecrets)
}

function withoutSecrets<T>(value: T): T {
  if (typeof value === 'string') return redacted(value) as T
  if (Array.isArray(value)) return value.map(withoutSecrets) as T
  if (value instanceof Map)
    return new Map([...value].map(([key, each]) => [withoutSecrets(key), withoutSecrets(each)])) as T
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withoutSecrets(each)])) as T
}

const FORMS = new Map<string, readonly string[]>()
const HIDDEN = '(secret)'

// Short ones would only garble.
function telling(secret: string): readonly string[] {
  if (secret.length < SHORTEST) return []
  const forms = FORMS.get(secret) ?? [...formsOfSecret(secret), escapeText(secret)]
  FORMS.set(secret, forms)
  return forms
}

/** What is no part of a secret and may stand inside of one: breaks, blanks, what nobody sees, and how we write these. */
const BETWEEN = /(?:\s|\p{Cf}|\p{Cc}|\\u\{[\da-f]+\}|\\[rnt]|│)+/gu
/** So much of a secret tells that it is one. */
const TELLING = 16

/**
 * Without beginnings and ends of secrets that are too long to be chance. An address is told by its host and path, which
 * stand in many texts, and is hidden as a whole only.
 */
function withoutParts(text: string, forms: readonly string[]): string {
  const long = forms.filter(each => each.length >= TELLING && !each.includes('://'))
  // A plan may be long, and has most often nothing to hide: then it is not written down once more.
  if (long.length === 0) return text
  let clean = text
  let solid = text.replaceAll(BETWEEN, '')
  for (const form of long) {
    const part = Math.max(TELLING, Math.ceil(form.length / 3))
    for (const piece of [form.slice(0, part), form.slice(-part)]) {
      if (!solid.includes(piece)) continue
      clean = withoutPiece(clean, piece, form)
      solid = clean.replaceAll(BETWEEN, '')
    }
  }
  return clean
}

function withoutPiece(text: string, piece: string, form: string): string {
  const { at, from } = solidOf(text)
  const kept: string[] = []
  let end = 0
  let next = at.indexOf(piece)
  while (next >= 0) {
    const [first, last] = grown(at, next, piece, form)
    kept.push(text.slice(end, Math.max(end, from[first] ?? 0)))
    end = (from[last - 1] ?? 0) + 1
    next = at.indexOf(piece, last)
  }
  return [...kept, text.slice(end)].join(HIDDEN)
}

// As much around a piece of a form as is the form.
function grown(text: string, found: number, piece: string, form: string): readonly [number, number] {
  const inForm = form.startsWith(piece) ? 0 : form.length - piece.length
  let [first, last] = [found, found + piece.length]
  for (let at = inForm + piece.length; at < form.length && text[last] === form[at]; at += 1) last += 1
  for (let at = inForm - 1; at >= 0 && first > 0 && text[first - 1] === form[at]; at -= 1) first -= 1
  return [first, last]
}

// A text without what may stand between, and where each of its characters is in the whole.
function solidOf(text: string): { readonly at: string; readonly from: readonly number[] } {
  const from: number[] = []
  let end = 0
  const take = (to: number) => {
    for (; end < to; end += 1) from.push(end)
  }
  for (const found of text.matchAll(BETWEEN)) {
    take(found.index)
    end = found.index + found[0].length
  }
  take(text.length)
  return { at: text.replaceAll(BETWEEN, ''), from }
}
