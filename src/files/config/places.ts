import type { Place, Places as Lookup } from '../../core/model/problem.ts'
import { startOf } from '../disk/readText.ts'
import { linesOf, placeAt } from '../yaml/lines.ts'

/** Where the parts of a config stand, by dotted path. */
export interface ConfigPlaces {
  /** Where a key stands; else where its nearest written parent does. */
  key(path: string): Place
  /** Where a value stands; else where its key does. */
  value(path: string): Place
  /** Where the variable is named that a value reads. */
  variable(name: string, path: string): Place
}

/** The places that a parser found. */
export function parsedPlaces(file: string, values: Lookup, keys: Lookup): ConfigPlaces {
  const find = (path: string, ...maps: readonly Lookup[]): Place => {
    for (const map of maps) {
      const place = map.get(path)
      if (place !== undefined) return place
    }
    const parent = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : ''
    return path === '' ? startOf(file) : find(parent, keys, values)
  }
  const value = (path: string) => find(path, values, keys)
  return { key: path => find(path, keys, values), value, variable: (_, path) => value(path) }
}

/** Places in code: where the keys of a path follow one another in the text. A guess, and a good one for literals. */
export function codePlaces(file: string, text: string): ConfigPlaces {
  const lines = linesOf(text, file)
  const find = (path: string): Place => {
    let at = 0
    for (const key of path.split('.')) {
      const found = text.slice(at).search(new RegExp(String.raw`(?<![\w$])['"]?${escaped(key)}['"]?\s*:`, 'u'))
      if (found < 0) break
      at += found
    }
    return placeAt(lines, at)
  }
  return {
    key: find,
    value: find,
    variable(name, path) {
      const at = text.search(new RegExp(String.raw`(['"])${escaped(name)}\1`, 'u'))
      return at < 0 ? find(path) : placeAt(lines, at)
    },
  }
}

function escaped(key: string): string {
  return key.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`)
}
