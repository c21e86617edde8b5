import { isObject, keyOf, textAt } from './json.ts'
import type { WireJson } from './json.ts'

/** What Cliq says when it refuses. Only the message is dependable (C25). */
export interface CliqError {
  readonly code?: string
  readonly message: string
}

/** The error that an answer carries in any of the forms that Cliq uses; undefined when it carries none. */
export function errorOf(body: WireJson | undefined): CliqError | undefined {
  const error = keyOf(body, 'error')
  if (typeof error === 'string') return { code: error, message: textAt(body, 'error_description') ?? error }
  if (isObject(error)) {
    const title = textAt(error, 'title')
    const message = textAt(error, 'message') ?? textAt(keyOf(error, 'details'), 'message') ?? title ?? ''
    return withCode(textAt(error, 'code') ?? title, message)
  }
  const message = textAt(body, 'message')
  const code = textAt(body, 'code')
  return message === undefined && code === undefined ? undefined : withCode(code, message ?? '')
}

function withCode(code: string | undefined, message: string): CliqError {
  // A code is a word; what has blanks is a title.
  return code !== undefined && /^\S{1,100}$/u.test(code) ? { code, message } : { message: message || (code ?? '') }
}
