// Somebody edits a datastore past cliq-ds: in the embedded Cliq of the environment `local`, or below the API address given.
import { startEmulator } from '../src/emulator/emulator.ts'

const [, , apiUrl] = process.argv
const embedded = apiUrl === undefined ? await startEmulator({ data: '.cliq-ds/local.db' }) : undefined
const base = apiUrl ?? embedded?.apiUrl ?? ''
const headers = { authorization: 'Zoho-oauthtoken by-hand', 'content-type': 'application/json' }

const listing = await fetch(`${base}/datastores?limit=100`, { headers })
const { data } = (await listing.json()) as {
  readonly data: readonly { readonly id: string; readonly unique_name: string }[]
}
const empdir = data.find(each => each.unique_name === 'empdir')
if (empdir === undefined) throw new Error('there is no datastore empdir yet: run cliq-ds apply first')

const body = JSON.stringify({ description: 'Edited by hand' })
const answer = await fetch(`${base}/datastores/${empdir.id}`, { method: 'PATCH', headers, body })
console.log(`PATCH /datastores/${empdir.id} ${body}: ${answer.status}`)
await embedded?.close()
