import { canonicalKeys, LIMITS } from '../model/catalog.ts'
import type { Datastore, UniqueKey } from '../model/catalog.ts'
import type { Law } from './law.ts'
import { didYouMean } from './nearest.ts'

/** Every law of the unique keys of one definition (createplatformdatabase_v2.unique_keys). */
export function keyLaws(datastore: Datastore, law: Law): void {
  const { unique_keys: keys } = datastore
  if (keys.length > LIMITS.uniqueKeys)
    law('LM105', 'unique_keys', `${keys.length} unique keys; Cliq allows ${LIMITS.uniqueKeys}`, 'remove some')
  const before = new Map<string, number>()
  keys.forEach((key, index) => {
    const path = `unique_keys.${index}`
    memberLaws(datastore, key, index, law)
    const [form = []] = canonicalKeys([key])
    const first = before.get(form.join())
    if (key.length > 0 && first !== undefined)
      law(
        'UK104',
        path,
        `this unique key repeats number ${first + 1}`,
        'the order of fields does not matter; remove one',
      )
    else before.set(form.join(), index)
  })
}

function memberLaws({ fields }: Datastore, key: UniqueKey, number: number, law: Law): void {
  const path = `unique_keys.${number}`
  if (key.length === 0) law('UK105', path, 'a unique key needs at least one field', 'name a field, or remove the key')
  key.forEach((name, index) => {
    const at = `${path}.${index}`
    const field = fields.get(name)
    // Where there are no fields, that is the mistake, and it is told already.
    if (field === undefined && fields.size === 0) return
    if (field === undefined) {
      const message = `unique key ${number + 1} names \`${name}\`, which is not a field`
      const near = didYouMean(name, [...fields.keys()])
      law('UK101', at, message, near.endsWith('?') ? near : `${near}; or remove it from the key`)
    } else if (field.type === 'encrypted-text' || field.type === 'large-text')
      law('UK102', at, `\`${name}\` is ${field.type}; Cliq takes no unique key on that type`, 'leave it out of the key')
    else if (key.indexOf(name) !== index) law('UK103', at, `\`${name}\` is repeated in this key`, 'name it once')
    else if (!field.mandatory)
      law(
        'LT106',
        at,
        `\`${name}\` is part of a unique key and not mandatory`,
        'records without it may clash; make it mandatory',
      )
  })
}
