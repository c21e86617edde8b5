import { byCodeUnit } from '../core/model/catalog.ts'
import type { LockedDatastore, LockedEnvironment } from '../core/model/lock.ts'
import type { Former } from '../core/model/former.ts'
import { plainDatastore, plainPast } from '../core/model/plain.ts'
import type { Json } from '../core/model/plain.ts'
import { counted } from './amounts.ts'
import { escapeText } from './escape.ts'
import { cut, paragraph, spread } from './layout.ts'
import type { Paint } from './paint.ts'
import { FORMAT_VERSION } from './json.ts'
import { headLines } from './text/screen.ts'

/** What the lock file remembers of an environment: its datastores, the fields that are ours, and ids. */
export function lockText(environment: string, locked: LockedEnvironment, paint: Paint): string {
  const head = headLines(environment, locked.target, paint).join('\n')
  if (locked.datastores.size === 0) return `${head}\nNot in the lock file: never applied or pulled`
  const blocks = sorted(locked).map(([name, each]) => datastoreLines(name, each, paint).join('\n'))
  return [`${head}\n${counted(locked.datastores.size, 'datastore')}`, ...blocks].join('\n\n')
}

/** The same for programs. Defaults of masked and encrypted fields are not in it. */
export function lockJson(environment: string, locked: LockedEnvironment): Json {
  const datastores = sorted(locked).map(([name, { id, definition, fields, protect, past }]) => {
    const ids = Object.fromEntries([...fields].sort(([a], [b]) => byCodeUnit(a, b)))
    const kept = { id, protect, fields: ids, definition: plainDatastore(definition) }
    return [name, past === undefined ? kept : { ...kept, past: plainPast(past) }] as const
  })
  return {
    formatVersion: FORMAT_VERSION,
    environment,
    target: locked.target,
    datastores: Object.fromEntries(datastores),
  }
}

function sorted({ datastores }: LockedEnvironment): readonly (readonly [string, LockedDatastore])[] {
  return [...datastores].sort(([a], [b]) => byCodeUnit(a, b))
}

function datastoreLines(
  name: string,
  { id, definition, fields, protect, past }: LockedDatastore,
  paint: Paint,
): readonly string[] {
  const left = `${cut(name, 40)}  ${cut(definition.name, 30)}`
  const ours = [...fields.keys()].sort(byCodeUnit).map(escapeText)
  const foreign = [...definition.fields.keys()]
    .filter(each => !fields.has(each))
    .sort(byCodeUnit)
    .map(escapeText)
  const [first = '', ...more] = spread(left, `${protect ? 'protected  ' : ''}id ${escapeText(id)}`, paint.width)
  return [
    paint.bold(first),
    ...more,
    ...paragraph(`fields: ${ours.join(', ') || 'none'}`, 2, paint.width),
    ...(foreign.length === 0 ? [] : paragraph(`not ours: ${foreign.join(', ')}`, 2, paint.width)),
    ...(past === undefined ? [] : paragraph(`was before: ${pastText(name, past)}`, 2, paint.width)),
  ]
}

// Other environments still have it so: their plans need the hint.
function pastText(name: string, { names, fields }: Former): string {
  const own = names.length === 0 ? [] : [[name, names] as const]
  const rest = [...fields].map(([field, each]) => [field, [...each.names, ...each.types]] as const)
  return [...own, ...rest].map(([now, before]) => `${escapeText(now)} ${before.map(escapeText).join(', ')}`).join('; ')
}
