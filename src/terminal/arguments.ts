import { InvalidArgumentError } from 'commander'
import type { CommandUnknownOpts } from '@commander-js/extra-typings'
import { CONSENT_FORM, CONSENT_KINDS } from '../core/model/consents.ts'
import { nearest } from '../core/rules/nearest.ts'

const CONSENT = new RegExp(CONSENT_FORM, 'u')

/** Collects consents; one that names no kind of loss is an error, so that a slip never passes for none given. */
export function consent(value: string, earlier: readonly string[] | undefined): readonly string[] {
  const given = value.split(',').map(each => each.trim())
  const wrong = given.find(each => !CONSENT.test(each))
  if (wrong !== undefined) {
    const [kind = '', ...name] = wrong.split(':')
    const near = CONSENT_KINDS.includes(kind) ? undefined : nearest(kind, CONSENT_KINDS)
    const meant = near === undefined ? '' : ` Did you mean ${[near, ...name].join(':')}?`
    throw new InvalidArgumentError(
      `"${wrong}" is not a consent; write KIND:NAME, such as field-removed:empdir.notes.${meant}`,
    )
  }
  return [...(earlier ?? []), ...given]
}

/** Where words can be chosen from, one that is none of them says which is nearest. */
export function suggestChoices(commands: readonly CommandUnknownOpts[]): void {
  for (const { options, registeredArguments, commands: below } of commands) {
    for (const each of [...options, ...registeredArguments]) {
      const { argChoices, parseArg } = each
      if (argChoices === undefined) continue
      each.parseArg = <T>(value: string, previous: T): T => {
        const meant = argChoices.includes(value) ? undefined : nearest(value, argChoices)
        if (meant === undefined) return parseArg?.(value, previous) as T
        throw new InvalidArgumentError(`Did you mean ${meant}? It is one of ${argChoices.join(', ')}.`)
      }
    }
    suggestChoices(below)
  }
}

/** Milliseconds from `90s`, `10m`, `1h`, or plain seconds. */
export function durationMs(value: string): number {
  const [, howMany = '', unit = 's'] = /^(\d{1,6})(ms|s|m|h)?$/u.exec(value) ?? []
  if (howMany === '') throw new InvalidArgumentError('Write it as 90s, 10m or 1h.')
  const factor = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 }[unit] ?? 1_000
  return Number(howMany) * factor
}

/** How many of something; none is a number too. */
export function howMany(value: string): number {
  if (!/^\d{1,6}$/u.test(value)) throw new InvalidArgumentError('Give a whole number.')
  return Number(value)
}

/** How many rows are shown. */
export function rowsShown(value: string): number {
  if (!/^[1-9]\d{0,5}$/u.test(value)) throw new InvalidArgumentError('Give a whole number from 1 to 999999.')
  return Number(value)
}

/** A port of this machine. */
export function port(value: string): number {
  const number = Number(value)
  if (!/^\d{1,5}$/u.test(value) || number > 65_535)
    throw new InvalidArgumentError('A port is a number from 0 to 65535.')
  return number
}

/** A digest as plans print it, or 12 or more of its digits. */
export function digest(value: string): string {
  const [, digits] = /^(?:sha256-v1:)?([0-9a-f]{12,64})$/u.exec(value) ?? []
  if (digits === undefined)
    throw new InvalidArgumentError('Write sha256-v1: and 64 hex digits; the first 12 are enough.')
  return `sha256-v1:${digits}`
}

/** A day of the calendar, `YYYY-MM-DD`. */
export function day(value: string): string {
  const time = /^\d{4}-\d{2}-\d{2}$/u.test(value) ? Date.parse(`${value}T00:00:00Z`) : NaN
  if (!Number.isFinite(time) || !new Date(time).toISOString().startsWith(value))
    throw new InvalidArgumentError('Write it as 2026-12-31.')
  return value
}

/**
 * Refuses empty values, which scripts pass where a variable is not set: `--out "$FILE"` must not mean a folder. Nor is `-`
 * a file: stdout has the result already, and a file of that name would surprise everybody.
 */
export function refuseEmpty(command: CommandUnknownOpts): void {
  const values: Readonly<Record<string, unknown>> = command.optsWithGlobals()
  const options = [...command.options, ...(command.parent?.options ?? [])]
  const empty = options.find(each => values[each.attributeName()] === '')
  if (empty !== undefined) command.error(`error: option '${empty.flags}' needs a value`)
  const dash = options.find(each => each.flags.endsWith('<file>') && values[each.attributeName()] === '-')
  if (dash !== undefined) command.error(`error: option '${dash.flags}' takes the path of a file, and - is not one`)
  if (command.args.includes('')) command.error('error: an argument is empty')
}

/** `team=red`, added to those before. */
export function fieldValue(text: string, before: ReadonlyMap<string, string> = new Map()): ReadonlyMap<string, string> {
  const at = text.indexOf('=')
  if (at < 1) throw new InvalidArgumentError('Write it as FIELD=VALUE.')
  const field = text.slice(0, at)
  if (before.has(field)) throw new InvalidArgumentError(`${field} is given twice; a row has one value.`)
  return new Map(before).set(field, text.slice(at + 1))
}

/** `a,b` as a list. */
export function commas(text: string): readonly string[] {
  const parts = text.split(',').map(each => each.trim())
  if (parts.includes('')) throw new InvalidArgumentError('Write names as a,b.')
  return parts
}
