import { expect, test } from 'vitest'

import { chosenSeeds } from '../../src/commands/seedChoice.ts'
import type { SeedWorld } from '../../src/commands/seedWorld.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { Failure } from '../../src/core/model/failure.ts'
import { definitionsOf, field, store } from '../laws/build.ts'
import { seedFile } from './seedWorld.ts'

const people = store({ nr: field({ mandatory: true }) }, [['nr']], 'people')
const rooms = store({ nr: field({ mandatory: true }) }, [['nr']], 'rooms')
// A file is seldom named as its datastore is.
const staff = { ...seedFile(people, [{ nr: '1' }]), name: 'staff', file: 'staff.yaml' }
const guests = { ...seedFile(people, [{ nr: '2' }]), name: 'guests', file: 'guests.yaml' }
const halls = { ...seedFile(rooms, [{ nr: '1' }]), name: 'halls', file: 'halls.yaml', environments: ['live'] }

async function chosen(names: readonly string[], environment = 'test', mayBeNone?: true): Promise<string> {
  const world = {
    project: {
      readDefinitions: async () => ({
        definitions: definitionsOf(catalogOf([people, rooms])),
        rowsOnly: [],
        problems: [],
        sources: new Map(),
      }),
    },
    environment: { name: environment, allow: [] },
    seedsFolder: 'seeds',
    readSeeds: async () => ({ seeds: [staff, guests, halls], problems: [], sources: new Map() }),
    notify: () => undefined,
  } as unknown as SeedWorld
  try {
    const found = await chosenSeeds(world, { names, allow: [], ...(mayBeNone && { mayBeNone }) })
    return found.map(each => each.seed.name).join(' ')
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    return error.problems.map(each => `${each.code} ${each.message}: ${each.hint}`).join(' ')
  }
}

test.each([
  ['all of an environment', [], 'test', 'staff guests'],
  ['all of another', [], 'live', 'staff guests halls'],
  ['the file', ['guests'], 'test', 'guests'],
  ['all of the datastore', ['people'], 'test', 'staff guests'],
  ['a file and a datastore', ['staff', 'rooms'], 'live', 'staff halls'],
  ['a seed of another environment', ['halls'], 'test', 'SD115 no seed halls is for test: did you mean `halls`?'],
  ['a name that nothing has', ['staf'], 'test', 'SD115 no seed staf is for test: did you mean `staff`?'],
  [
    'a name beside one that is known',
    ['staff', 'peple'],
    'test',
    'SD115 no seed peple is for test: did you mean `people`?',
  ],
] as const)('a name of a seed means %s', async (_, names, environment, ends) =>
  expect(await chosen(names, environment)).toBe(ends),
)
