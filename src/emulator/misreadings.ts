import type { EmulatorResponse, Misreading } from './options.ts'
import { isShape, parseExactJson } from './shapes.ts'
import type { PlainObject } from './shapes.ts'

const OWN = ['id', 'unique_name', 'added_time', 'modified_time']

/** The answer of a listing, wrong in one way and otherwise as any other. An answer that lists nothing stays. */
export function misread(response: EmulatorResponse, how: Misreading = 'cut'): EmulatorResponse {
  const body = parseExactJson(response.body)?.value
  if (!isShape(body)) return response
  const key = ['data', 'list', 'records'].find(each => Array.isArray(body[each]))
  const items = key === undefined ? undefined : body[key]
  if (key === undefined || !Array.isArray(items)) return response
  return { ...response, body: JSON.stringify({ ...endOf(body, how), [key]: itemsOf(items, how) }) }
}

// What is cut does not say that something follows.
function endOf({ next_token: _, ...body }: PlainObject, how: Misreading): PlainObject {
  return how === 'cut' || how === 'empty' ? body : { ...body, ...(_ === undefined ? {} : { next_token: _ }) }
}

function itemsOf(items: readonly unknown[], how: Misreading): readonly unknown[] {
  switch (how) {
    case 'cut':
      return items.slice(0, Math.floor(items.length / 2))
    case 'empty':
      return []
    case 'bare':
      return items.map(bared)
    case 'doubled':
      return items.flatMap(each => [each, each])
    case 'reversed':
      return items.toReversed()
  }
}

function bared(item: unknown): unknown {
  if (!isShape(item)) return item
  const last = Object.keys(item).findLast(each => !OWN.includes(each))
  return Object.fromEntries(Object.entries(item).filter(([each]) => each !== last))
}
