import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'vitest'
import { playJourney } from './play.ts'

const here = fileURLToPath(new URL('.', import.meta.url))
const folders = readdirSync(here, { withFileTypes: true }).filter(each => each.isDirectory())

test.concurrent.each(folders.map(each => each.name))('%s', name => playJourney(`${here}${name}`))
