import type { Field, FieldType, UniqueKey } from '../../src/core/model/catalog.ts'
import type { FieldHints } from '../../src/core/model/definition.ts'
import { temporaryField } from '../../src/core/migrations/marks.ts'
import { carriesIn } from '../../src/core/model/step.ts'
import type { Step } from '../../src/core/model/step.ts'
import { field, fields, store } from './build.ts'
import type { Past } from './pasts.ts'

export const text = field()
const number = field({ type: 'number' })
export const large = field({ type: 'large-text' })
export const flag = field({ type: 'boolean' })

export function outline(step: Step): string {
  if (step.call === 'row-work')
    return `carry ${carriesIn(step)
      .map(each => `${each.reads}>${each.writes}`)
      .join(' ')}`
  if (step.call === 'edit-datastore') return `edit ${Object.keys(step.set).join(' ')}`
  if (step.call === 'add-fields') return `add ${[...step.fields.keys()].join(' ')}`
  if (step.call === 'edit-fields')
    return `edit ${[...step.fields].map(([name, edit]) => `${name}:${Object.keys(edit).join('+')}`).join(' ')}`
  return step.call === 'delete-fields' ? `delete ${step.fields.join(' ')}` : step.call
}

export const renamed = (...names: readonly string[]): FieldHints => ({ renamed_from: names })
const [t, tb] = [temporaryField('a'), temporaryField('b')]
export const as = (type: FieldType, of: Record<string, Field> = {}) => store({ a: field({ type }), ...of })
export const keyed = (of: Record<string, Field>, ...keys: readonly UniqueKey[]) => store(of, keys)
export const retyped: FieldHints = { renamed_from: [], convert: { from: 'limited-text', invalid: 'refuse' } }
export const later: FieldHints = { renamed_from: ['a'], contract: 'later' }

// More of a type than the caps say shows an org that does not hold to them.
const texts = (prefix: string) =>
  Object.fromEntries(Array.from({ length: 9 }, (_, at) => [`${prefix}${at}`, field({ name: 'One of nine' })]))

export const TABLE: readonly (Past & { readonly law: string; readonly steps: readonly string[] })[] = [
  {
    law: 'a renamed field is added, carried, and only then deleted; its name and demands come last',
    from: store({ a: text }),
    to: store({ b: field({ mandatory: true, default_value: 'x' }) }),
    hints: { b: renamed('a') },
    steps: ['add b', 'carry a>b', 'delete a', 'edit b:name+mandatory+default_value'],
  },
  {
    law: 'nine renames share one carry',
    from: store(texts('f')),
    to: store(texts('g')),
    hints: Object.fromEntries(Object.keys(texts('g')).map(name => [name, renamed(name.replace('g', 'f'))])),
    steps: [
      `add ${Object.keys(texts('g')).join(' ')}`,
      `carry ${Object.keys(texts('f'))
        .map(name => `${name}>${name.replace('f', 'g')}`)
        .join(' ')}`,
      `delete ${Object.keys(texts('f')).join(' ')}`,
      `edit ${Object.keys(texts('g'))
        .map(name => `${name}:name`)
        .join(' ')}`,
    ],
  },
  {
    law: 'a key moves to the heir once that holds its values',
    from: keyed({ a: text, z: number }, ['a']),
    to: keyed({ b: text, z: number }, ['b']),
    hints: { b: renamed('a') },
    steps: ['add b', 'carry a>b', 'edit unique_keys', 'delete a', 'edit b:name'],
  },
  {
    law: 'another type under the same name goes over a field of its own',
    from: as('limited-text'),
    to: as('number'),
    hints: { a: retyped },
    steps: [`add ${t}`, `carry a>${t}`, 'delete a', 'add a', `carry ${t}>a`, `delete ${t}`, 'edit a:name'],
  },
  {
    law: 'a keyed field of another type loses its key for as long as it must',
    from: keyed({ a: text }, ['a']),
    to: keyed({ a: number }, ['a']),
    hints: { a: retyped },
    steps: [
      `add ${t}`,
      `carry a>${t}`,
      'edit unique_keys',
      'delete a',
      'add a',
      `carry ${t}>a`,
      'edit unique_keys',
      `delete ${t}`,
      'edit a:name',
    ],
  },
  {
    law: 'what waits is carried, and its old field becomes optional and stays',
    from: store({ a: field({ mandatory: true }) }),
    to: store({ b: field({ mandatory: true }) }),
    hints: { b: later },
    steps: ['add b', 'carry a>b', 'edit a:mandatory', 'edit b:name'],
  },
  {
    law: 'a field that leaves by consent makes room',
    from: store({ ...fields(4, 'f', {}), a: text }),
    to: store({ f0: text, f1: text, f2: text, b: text }),
    hints: { b: renamed('a') },
    steps: ['delete f3', 'add b', 'carry a>b', 'delete a', 'edit b:name'],
  },
  {
    law: 'where the cap of its type is full, a renamed field goes over another type',
    from: store({ n0: number, n1: number, n2: number, n3: number, n4: number }),
    to: store({ n0: number, n1: number, n2: number, n3: number, b: field({ type: 'number', masked: true }) }),
    hints: { b: renamed('n4') },
    steps: [`add ${tb}`, `carry n4>${tb}`, 'delete n4', 'add b', `carry ${tb}>b`, `delete ${tb}`, 'edit b:name'],
  },
  {
    law: 'one detour makes the room for another rename',
    from: store({ n0: number, n1: number, n2: number, n3: number, n4: number }),
    to: store({ n0: number, n1: number, n2: number, a: number, b: number }),
    hints: { a: renamed('n3'), b: renamed('n4') },
    steps: [
      `add ${tb}`,
      `carry n4>${tb}`,
      'delete n4',
      'add a',
      'carry n3>a',
      'delete n3',
      'add b',
      `carry ${tb}>b`,
      `delete ${tb}`,
      'edit a:name b:name',
    ],
  },
  {
    law: 'the only large text that Cliq allows gets another name over a limited one',
    from: store({ a: large, z: number }),
    to: store({ b: large, z: number }),
    hints: { b: renamed('a') },
    steps: [`add ${tb}`, `carry a>${tb}`, 'delete a', 'add b', `carry ${tb}>b`, `delete ${tb}`, 'edit b:name'],
  },
  {
    law: 'a text that becomes the only large one is kept as it was meanwhile',
    from: as('limited-text'),
    to: as('large-text'),
    hints: { a: retyped },
    steps: [`add ${t}`, `carry a>${t}`, 'delete a', 'add a', `carry ${t}>a`, `delete ${t}`, 'edit a:name'],
  },
]
