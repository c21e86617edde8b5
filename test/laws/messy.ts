import * as fc from 'fast-check'

import type { Datastore, Field } from '../../src/core/model/catalog.ts'
import { datastore } from '../arbitraries.ts'

/** How somebody writes a definition who does not care how it looks; each draw decides one thing. */
interface Taste {
  /** A number below the bound, another one at each call. */
  draw(bound: number): number
  count: number
}

/** A legal definition in YAML of any layout: keys in any order, comments and blank lines anywhere, quotes of any kind. */
export function messy(): fc.Arbitrary<string> {
  const draws = fc.array(fc.nat(1_000), { minLength: 40, maxLength: 80 })
  return fc
    .record({ from: datastore(), draws, crlf: fc.nat(4) }, { noNullPrototype: true })
    .map(({ from, draws, crlf }) => {
      let at = 0
      const taste: Taste = { count: 0, draw: bound => (draws[at++ % draws.length] ?? 0) % bound }
      const text = written(from, taste)
      return crlf === 0 ? text.replaceAll('\n', '\r\n') : text
    })
}

function written(from: Datastore, taste: Taste): string {
  const width = 1 + taste.draw(5)
  const parts = [
    `unique_name: ${scalar(from.unique_name, taste)}${tail(taste)}`,
    `name:${' '.repeat(1 + taste.draw(3))}${scalar(from.name, taste)}${tail(taste)}`,
    `description: ${description(from.description, taste)}`,
    `fields:${tail(taste)}\n${fields(from.fields, width, taste)}`,
    ...(from.unique_keys.length === 0 ? [] : [`unique_keys:${keys(from.unique_keys, width, taste)}`]),
    ...(taste.draw(3) === 0 ? ['protect: true'] : []),
  ]
  const ordered = shuffled(parts, taste).map(part => `${above(0, taste)}${part}`)
  const head = ['', '# yaml-language-server: $schema=../x.json\n', '# head\n\n', '\n', '---\n'][taste.draw(5)] ?? ''
  return `${head}${ordered.join('\n')}${['\n', '', '\n# foot\n', '\n\n\n', '\n...\n'][taste.draw(5)]}`
}

function fields(all: ReadonlyMap<string, Field>, width: number, taste: Taste): string {
  const indent = ' '.repeat(width)
  return [...all]
    .map(([name, field]) => `${above(width, taste)}${indent}${scalar(name, taste)}:${fieldText(field, width, taste)}`)
    .join('\n')
}

function fieldText(field: Field, width: number, taste: Taste): string {
  const { name, type, mandatory, masked, default_value } = field
  const parts = shuffled(
    [
      `name: ${scalar(name, taste)}`,
      `type: ${type}`,
      ...(mandatory || taste.draw(4) === 0 ? [`mandatory: ${mandatory}`] : []),
      ...(masked ? ['masked: true'] : []),
      ...(default_value === undefined ? [] : [`default_value: ${scalar(default_value, taste)}`]),
    ],
    taste,
  )
  const deeper = ' '.repeat(width + 1 + taste.draw(4))
  if (taste.draw(3) === 0)
    return `${tail(taste)}\n${parts.map(part => `${above(deeper.length, taste)}${deeper}${part}${tail(taste)}`).join('\n')}`
  const gaps = parts.map(() => (taste.draw(6) === 0 ? `${tail(taste)}\n${deeper}` : ' '))
  return ` {${parts.map((part, at) => `${gaps[at]}${part}`).join(',')} }${tail(taste)}`
}

function keys(all: readonly (readonly string[])[], width: number, taste: Taste): string {
  const list = (key: readonly string[]) =>
    `[${key.map(name => scalar(name, taste)).join(taste.draw(9) === 0 ? `,${tail(taste)}\n       ` : ',  ')}]`
  if (taste.draw(3) === 0) return ` [ ${all.map(list).join(`,${tail(taste)}\n  `)} ]${tail(taste)}`
  const indent = ' '.repeat(width)
  const blocks = (key: readonly string[]) =>
    key.map(name => `- ${scalar(name, taste)}${tail(taste)}`).join(`\n${indent}  `)
  return `${tail(taste)}\n${all.map(key => `${above(width, taste)}${indent}- ${taste.draw(2) === 0 ? blocks(key) : `${list(key)}${tail(taste)}`}`).join('\n')}`
}

function description(text: string, taste: Taste): string {
  const breakable = /^[a-z](?: ?[a-z0-9])*$/u.test(text) && text !== 'null'
  if (!breakable || taste.draw(3) === 0) return `${scalar(text, taste)}${tail(taste)}`
  const words = text.split(' ')
  if (taste.draw(2) === 0) return `${words.join('\n    ')}${tail(taste)}`
  return `${['>', '>-', '|', '>+', '>2'][taste.draw(5)]}${tail(taste)}\n  ${words.join('\n  ')}`
}

function scalar(text: string, taste: Taste): string {
  const plain =
    /^[A-Za-z][A-Za-z0-9_]*(?: [A-Za-z0-9]+)*$/u.test(text) && !/^(?:true|false|null|y|yes|no|on|off)$/iu.test(text)
  if (plain && taste.draw(2) === 0) return text
  return taste.draw(2) === 0 ? JSON.stringify(text) : `'${text.replaceAll("'", "''")}'`
}

/** Blank lines and comments of their own, at any depth. */
function above(width: number, taste: Taste): string {
  const kind = taste.draw(8)
  if (kind > 3) return ''
  const column = [0, width, width + 2, 1][taste.draw(4)] ?? 0
  const comment = `${' '.repeat(column)}# above ${(taste.count += 1)}: {"it's"}\n`
  return ['\n', comment, `\n${comment}`, `${comment}\n\n`][kind] ?? ''
}

function tail(taste: Taste): string {
  return taste.draw(5) === 0 ? `${' '.repeat(1 + taste.draw(3))}# beside ${(taste.count += 1)}, [x` : ''
}

function shuffled<T>(all: readonly T[], taste: Taste): readonly T[] {
  if (taste.draw(2) === 0) return all
  return all
    .map(each => ({ each, by: taste.draw(97) }))
    .sort((a, b) => a.by - b.by)
    .map(({ each }) => each)
}
