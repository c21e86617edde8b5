import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, test } from 'vitest'
import { gateLine } from '../gateLine.ts'
import { nothingHeard, playJourney } from './play.ts'
import { endTerminals } from './terminals.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const folders = readdirSync(here, { withFileTypes: true }).filter(each => each.isDirectory())

const heard = nothingHeard()

afterAll(() => {
  endTerminals()
  gateLine('G11', heard.outputs, heard.leaks.length, 0)
  gateLine('G12 in G11', heard.writes, heard.forbidden.length, 0)
})

test.concurrent.each(folders.map(each => each.name))('%s', name => playJourney(`${here}${name}`, heard))
