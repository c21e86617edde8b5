/** Reads a value of unknown shape into a type; throws a Misfit where it does not fit. */
export type Shape<T> = (value: unknown, path: string) => T

/** Where a value does not have the shape it should, by dotted path, and what should stand there. */
export class Misfit extends Error {
  readonly path: string

  constructor(path: string, message: string) {
    super(message)
    this.path = path
  }
}

/** What a shape reads. */
export type Shaped<S> = S extends Shape<infer T> ? T : never

export const text: Shape<string> = (value, path) => {
  if (typeof value === 'string') return value
  throw new Misfit(path, 'text expected here')
}

export const flag: Shape<boolean> = (value, path) => {
  if (typeof value === 'boolean') return value
  throw new Misfit(path, 'true or false expected here')
}

/** A finite number, not negative. */
export const amount: Shape<number> = (value, path) => {
  if (typeof value !== 'number') throw new Misfit(path, 'a number expected here')
  if (value >= 0 && Number.isFinite(value)) return value
  throw new Misfit(path, value > 0 ? 'a smaller number expected here' : 'a number of 0 or more expected here')
}

/** Text that the pattern fits. */
export function matching(pattern: RegExp, what: string): Shape<string> {
  return (value, path) => {
    if (typeof value === 'string' && pattern.test(value)) return value
    throw new Misfit(path, `${what} expected here`)
  }
}

/** One of some words. */
export function word<const W extends string>(words: readonly W[]): Shape<W> {
  return (value, path) => {
    const found = words.find(each => each === value)
    if (found !== undefined) return found
    throw new Misfit(path, `one of ${words.join(', ')} expected here`)
  }
}

export function list<T>(of: Shape<T>): Shape<readonly T[]> {
  return (value, path) => {
    if (!Array.isArray(value)) throw new Misfit(path, 'a list expected here')
    return value.map((each: unknown, index) => of(each, below(path, String(index))))
  }
}

/** A mapping of any keys to values of one shape. */
export function map<T>(of: Shape<T>): Shape<ReadonlyMap<string, T>> {
  return (value, path) => new Map(entries(value, path).map(([key, each]) => [key, of(each, below(path, key))] as const))
}

type Fields = Readonly<Record<string, Shape<unknown>>>
type Required<F extends Fields> = { readonly [K in keyof F]: Shaped<F[K]> }
type Optional<F extends Fields> = { readonly [K in keyof F]?: Shaped<F[K]> }

/** A mapping of exactly these keys, some of which may be absent. Any other key is a misfit. */
export function object<F extends Fields, O extends Fields = Record<never, never>>(
  fields: F,
  optional?: O,
): Shape<Required<F> & Optional<O>> {
  const shapes = new Map<string, Shape<unknown>>(Object.entries({ ...optional, ...fields }))
  return (value, path) => {
    const found = entries(value, path)
    const read = found.map(([key, each]) => {
      const shape = shapes.get(key)
      if (shape === undefined) throw new Misfit(below(path, key), `the key \`${key}\` is not known`)
      return [key, shape(each, below(path, key))] as const
    })
    const keys = new Set(found.map(([key]) => key))
    const absent = Object.keys(fields).find(key => !keys.has(key))
    if (absent !== undefined) throw new Misfit(path, `the key \`${absent}\` is missing`)
    // Each key of the type was read by its own shape, and none is left over.
    return Object.fromEntries(read) as Required<F> & Optional<O>
  }
}

/** A mapping whose key `tag` tells which of the shapes it has. */
export function tagged<T>(tag: string, shapes: Readonly<Record<string, Shape<T>>>): Shape<T> {
  return (value, path) => {
    const found = entries(value, path).find(([key]) => key === tag)?.[1]
    const shape = typeof found === 'string' && Object.hasOwn(shapes, found) ? shapes[found] : undefined
    if (shape === undefined)
      throw new Misfit(below(path, tag), `one of ${Object.keys(shapes).join(', ')} expected here`)
    return shape(value, path)
  }
}

function entries(value: unknown, path: string): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Misfit(path, 'a mapping expected here')
  return Object.entries(value)
}

function below(path: string, key: string): string {
  return path === '' ? key : `${path}.${key}`
}
