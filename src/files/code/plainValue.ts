/** Something in a value that no JSON file could hold. */
export interface NotPlain {
  /** As a person would write it: `fields[2].default_value`; empty for the value itself. */
  readonly path: string
  /** `a Date`, `a function`, … */
  readonly what: string
}

const MOST_LEVELS = 100

/** The first part of a value that is not plain JSON; undefined when all of it is. */
export function notPlain(value: unknown, path = '', above: readonly object[] = []): NotPlain | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { path, what: String(value) }
  if (typeof value !== 'object') return { path, what: value === undefined ? 'undefined' : `a ${typeof value}` }
  if (above.includes(value)) return { path, what: 'a part of itself' }
  if (above.length === MOST_LEVELS) return { path, what: `nested deeper than ${MOST_LEVELS} levels` }
  const within = [...above, value]
  return Array.isArray(value) ? notPlainList(value, path, within) : notPlainObject(value, path, within)
}

function notPlainList(list: readonly unknown[], path: string, within: readonly object[]): NotPlain | undefined {
  for (let index = 0; index < list.length; index += 1) {
    const found = notPlain(list[index], `${path}[${index}]`, within)
    if (found !== undefined) return found
  }
  return undefined
}

function notPlainObject(value: object, path: string, within: readonly object[]): NotPlain | undefined {
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return { path, what: withArticle(className(value)) }
  if (Object.getOwnPropertySymbols(value).length > 0) return { path, what: 'an object with symbols for keys' }
  for (const [key, { value: each, get }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const below = path === '' ? key : `${path}.${key}`
    if (key === '__proto__') return { path: below, what: 'a key that is not allowed' }
    const found = get === undefined ? notPlain(each, below, within) : { path: below, what: 'an accessor' }
    if (found !== undefined) return found
  }
  return undefined
}

function withArticle(noun: string): string {
  return `${/^[aeiou]/iu.test(noun) ? 'an' : 'a'} ${noun}`
}

function className(value: object): string {
  const made: unknown = Reflect.get(value, 'constructor')
  return typeof made === 'function' && made.name !== '' ? made.name : 'class instance'
}
