import type { Field } from '../../core/model/catalog.ts'
import { isArray, keyOf, textAt } from '../json.ts'
import * as requests from '../requests.ts'
import type { Question } from './rows.ts'
import { FIELDS, fieldsNow, isDone, page, saidOf, sendToSite } from './site.ts'
import type { Site } from './site.ts'

const text: Field = { name: 'More', type: 'limited-text', mandatory: false, masked: false }

/** Questions about fields and keys, in the order in which they can be asked: the last leave little of the datastore. */
export const SCHEMA_QUESTIONS: readonly Question[] = [
  { question: 'defaults', asked: 'What are defaults that were left out?', ask: defaults },
  { question: 'added-field', asked: 'What do old rows have in a new field?', ask: addedField },
  { question: 'reserved-names', asked: 'May a field be called added_time?', ask: reservedNames },
  { question: 'field-batches', asked: 'Is an edit of fields all or nothing?', ask: fieldBatches },
  { question: 'type-caps', asked: 'May there be more than five text fields?', ask: typeCaps },
  { question: 'broken-key', asked: 'May rows break a new unique key?', ask: brokenKey },
  { question: 'keyed-field', asked: 'May a field of a unique key be deleted?', ask: keyedField },
  { question: 'last-field', asked: 'May the last field be deleted?', ask: lastField },
]

async function defaults({ created }: Site) {
  const fields = keyOf(created, 'fields')
  const seen = (isArray(fields) ? fields : []).map(field => {
    const value = keyOf(field, 'default_value')
    const shown = value === undefined ? 'absent' : JSON.stringify(value)
    return `${FIELDS.get(textAt(field, 'unique_name') ?? '')?.type ?? 'unknown'} ${shown}`
  })
  return {
    found: seen.length === 0 ? 'the answer that created it has no fields' : [...new Set(seen)].sort().join(', '),
  }
}

async function addedField(site: Site) {
  const reply = await sendToSite(
    site,
    requests.addFields(site.id, new Map([['late', { ...text, name: 'Late', type: 'number' }]])),
  )
  if (!isDone(reply)) return { found: `not asked: the new field was ${saidOf(reply)}` }
  const [row] = (await page(site, 1))?.items ?? []
  if (row === undefined) return { found: 'not asked: there is no row' }
  const value = keyOf(row, 'late')
  return { found: value === undefined ? 'the field is missing' : JSON.stringify(value) }
}

async function reservedNames(site: Site) {
  const reply = await sendToSite(
    site,
    requests.addFields(site.id, new Map([['added_time', { ...text, name: 'Added' }]])),
  )
  return { found: saidOf(reply) }
}

async function fieldBatches(site: Site) {
  const ids = (await fieldsNow(site))?.identity.fields
  const [amount, flag] = [ids?.get('amount'), ids?.get('flag')]
  if (amount === undefined || flag === undefined) return { found: 'not asked: the fields cannot be read' }
  const edits = new Map([
    [amount, { name: 'Edited' }],
    [flag, { masked: true }],
  ])
  const reply = await sendToSite(site, requests.editFields(site.id, edits))
  if (isDone(reply)) return { found: 'not seen: masking a boolean was accepted' }
  const name = (await fieldsNow(site))?.datastore.fields.get('amount')?.name
  const rest = name === 'Edited' ? 'the right part of it was done' : 'nothing of it was done'
  return { found: `${saidOf(reply)}, and ${name === undefined ? 'the rest is not known' : rest}` }
}

async function typeCaps(site: Site) {
  const more = Array.from({ length: 5 }, (_, at) => [`more${at}`, { ...text, name: `More ${at}` }] as const)
  const reply = await sendToSite(site, requests.addFields(site.id, new Map(more)))
  return { found: `seven of them ${saidOf(reply)}` }
}

async function brokenKey(site: Site) {
  const reply = await sendToSite(site, requests.editDatastore(site.id, { unique_keys: [['key'], ['flag']] }))
  if (isDone(reply)) await sendToSite(site, requests.editDatastore(site.id, { unique_keys: [['key']] }))
  return { found: saidOf(reply) }
}

async function keyedField(site: Site) {
  const id = (await fieldsNow(site))?.identity.fields.get('key')
  if (id === undefined) return { found: 'not asked: the field cannot be read' }
  return { found: saidOf(await sendToSite(site, requests.deleteFields(site.id, [id]))) }
}

const MOST_DELETED = 10

async function lastField(site: Site) {
  await sendToSite(site, requests.editDatastore(site.id, { unique_keys: [] }))
  const ids = [...((await fieldsNow(site))?.identity.fields.values() ?? [])]
  const [last, ...others] = ids
  if (last === undefined) return { found: 'not asked: the fields cannot be read' }
  for (let at = 0; at < others.length; at += MOST_DELETED) {
    const reply = await sendToSite(site, requests.deleteFields(site.id, others.slice(at, at + MOST_DELETED)))
    if (!isDone(reply)) return { found: `not asked: the others could not be deleted, ${saidOf(reply)}` }
  }
  return { found: saidOf(await sendToSite(site, requests.deleteFields(site.id, [last]))) }
}
