import type { Place, Problem } from '../../core/model/problem.ts'
import { didYouMean, nearest } from '../../core/rules/nearest.ts'
import { validate } from '../generated/config.ts'
import { configSchema } from '../schema/config.ts'
import type { ConfigPlaces } from './places.ts'

const SCHEMA = 'see what belongs there: cliq-ds schema config'

/** What ajv tells of a misfit, as far as we use it. */
interface Misfit {
  readonly instancePath: string
  readonly keyword: string
  readonly params: Readonly<Record<string, unknown>>
}

/** Misfits of one kind that are told; the others are counted. */
const MOST = 50

/** What is wrong with a config's keys and types: CF105 for unknown keys, CF106 for the rest. Many of a kind are counted. */
export function shapeProblems(value: unknown, places: ConfigPlaces): readonly Problem[] {
  if (validate(value)) return []
  // Its own validator wrote them.
  const misfits = validate.errors as readonly Misfit[]
  const kinds = new Map<string, Misfit[]>()
  for (const each of misfits) {
    const alike = kinds.get(each.keyword)
    if (alike === undefined) kinds.set(each.keyword, [each])
    else alike.push(each)
  }
  return [...kinds.values()].flatMap(alike => {
    const told = alike.slice(0, MOST).flatMap(each => problemOf(each, value, places) ?? [])
    const [last, more] = [told.at(-1), alike.length - MOST]
    return last === undefined || more <= 0 ? told : [...told.slice(0, -1), { ...last, more }]
  })
}

function problemOf(
  { instancePath, keyword, params }: Misfit,
  config: unknown,
  places: ConfigPlaces,
): Problem | undefined {
  const path = instancePath.slice(1).split('/').map(unescaped).join('.')
  const name = path === '' ? 'the config' : `\`${path}\``
  const wrong = (message: string, at = places.value(path), hint = SCHEMA): Problem => {
    return { code: 'CF106', severity: 'error', message, at, hint }
  }
  switch (keyword) {
    case 'additionalProperties': {
      const key = String(params['additionalProperty'])
      const hint = didYouMean(key, knownKeys(path))
      const at = places.key(path === '' ? key : `${path}.${key}`)
      if (path === 'rules') return noRule(key, at, hint)
      return { code: 'CF105', severity: 'error', message: `${name} has no key \`${key}\``, at, hint }
    }
    case 'propertyNames': {
      const key = String(params['propertyName'])
      const what = path === 'environments' ? 'an environment' : path === 'groups' ? 'a group' : 'an extension'
      const message = `\`${key}\` is not a name for ${what}: a letter, then letters, digits, - and _, at most 32`
      return wrong(message, places.key(`${path}.${key}`))
    }
    case 'required':
      return wrong(`${name} needs \`${String(params['missingProperty'])}\``)
    case 'type':
      return wrong(`${name} must be ${typeWords(params['type'])}, found ${kindOf(valueAt(config, instancePath))}`)
    case 'enum':
      return wrong(
        `${name} must be one of ${wordsOf(params['allowedValues']).join(', ')}`,
        places.value(path),
        path.endsWith('.dataCenter')
          ? 'for another one give apiUrl and accountsUrl instead'
          : nearestHint(valueAt(config, instancePath), wordsOf(params['allowedValues'])),
      )
    case 'minimum':
    case 'maximum':
      return wrong(`${name} must be ${String(params['comparison'])} ${String(params['limit'])}`)
    case 'minProperties':
      return wrong(`${name} must have at least one environment`)
    case 'pattern':
      // A bad name of an environment is told once, under propertyNames.
      return valueAt(config, instancePath) instanceof Object ? undefined : wrong(`${name} ${patternWords(path)}`)
  }
  return wrong(`${name} is not valid (${keyword})`)
}

// A law that could be turned off would only be told by Cliq, half-way through an apply.
function noRule(code: string, at: Place, known: string): Problem {
  const isLaw = /^(?!LT)[A-Z]{2}\d{3}$/u.test(code)
  const message = isLaw ? `\`${code}\` is not a lint rule and cannot be changed` : `there is no rule \`${code}\``
  return { code: 'CF130', severity: 'error', message, at, hint: isLaw ? 'remove the line' : known }
}

function patternWords(path: string): string {
  if (path.endsWith('.prefix')) return 'must be lower-case letters, digits and _, starting with a letter'
  if (/\.allow\.\d+$/u.test(path)) return 'is not a consent; write KIND:NAME, such as field-removed:empdir.notes'
  if (path.endsWith('.env')) return 'must be the name of an environment variable'
  return 'must not be empty'
}

function typeWords(type: unknown): string {
  const words: Readonly<Record<string, string>> = {
    string: 'text',
    boolean: 'true or false',
    integer: 'a whole number',
    object: 'a mapping',
    array: 'a list',
  }
  const types: readonly unknown[] = Array.isArray(type) ? type : [type]
  return types.map(each => words[String(each)] ?? String(each)).join(' or ')
}

// Never the value itself: it may be a secret under the wrong key.
function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  switch (typeof value) {
    case 'string':
      return value === '' ? 'empty text' : 'text'
    case 'number':
      return 'a number'
    case 'boolean':
      return 'true or false'
    default:
      return 'a mapping'
  }
}

function wordsOf(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.map(String) : []
}

function nearestHint(value: unknown, known: readonly string[]): string {
  const near = typeof value === 'string' ? nearest(value, known) : undefined
  return near === undefined ? SCHEMA : `did you mean \`${near}\`?`
}

function valueAt(value: unknown, pointer: string): unknown {
  let at = value
  for (const key of pointer.split('/').slice(1).map(unescaped))
    at = typeof at === 'object' && at !== null ? Object.entries(at).find(([each]) => each === key)?.[1] : undefined
  return at
}

function unescaped(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~')
}

// The keys that the schema knows at a path, environments standing for any name.
function knownKeys(path: string): readonly string[] {
  let schema: unknown = configSchema()
  for (const key of path === '' ? [] : path.split('.'))
    schema = member(member(schema, 'properties'), key) ?? member(schema, 'additionalProperties')
  return Object.keys(member(schema, 'properties') ?? {}).filter(key => key !== '$schema')
}

function member(value: unknown, key: string): object | undefined {
  if (typeof value !== 'object' || value === null) return undefined
  const found: unknown = Object.entries(value).find(([each]) => each === key)?.[1]
  return typeof found === 'object' && found !== null ? found : undefined
}
