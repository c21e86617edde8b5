import { expect, test } from 'vitest'

import { fleetIn, lineOf, namedIn, sharesFile } from '../../src/terminal/fleet/argv.ts'

const words = (line: string) => line.split(' ')

test.each([
  ['plan', undefined],
  ['plan --env staging', undefined],
  ['plan --env a,b', ['a', 'b']],
  ['--env=a,b plan', ['a', 'b']],
  ['plan -e a,b --json', ['a', 'b']],
])('%s is about %j', (line, names) => expect(fleetIn(words(line))?.names).toEqual(names))

test.each([
  'plan --all --help',
  'pull --all',
  '--config apply pull --all',
  'review --env a,b',
  '--config=x.ts --on-error stop --config plan review --env a,b',
])('%s is about one environment at a time, or none', line => expect(fleetIn(words(line))).toBeUndefined())

test.each([
  ['plan --all', { all: true, group: undefined }],
  [
    'apply --group canary --on-error continue --yes',
    { group: 'canary', onError: 'continue', rest: ['apply', '--yes'] },
  ],
])('%s', (line, found) => expect(fleetIn(words(line))).toMatchObject(found))

test.each([
  ['apply --all --yes', 'apply --yes --env a'],
  ['apply --all --allow field-removed:x.y', 'apply --allow field-removed:x.y --env a'],
  ['apply --all --allow a/field-removed:x.y,b/field-removed:x.z', 'apply --allow field-removed:x.y --env a'],
  ['apply --all --allow=b/field-removed:x.z --yes', 'apply --yes --env a'],
  ['apply --all --expect a=sha256-v1:1 --expect b=sha256-v1:2', 'apply --expect sha256-v1:1 --env a'],
  [
    'plan --all --out plans/{env}.json --report html={env}.html',
    'plan --out plans/a.json --report html=a.html --env a',
  ],
])('%s is for one of them: %s', (line, own) => {
  const fleet = fleetIn(words(line))
  expect(fleet === undefined ? [] : lineOf(fleet, 'a')).toEqual(words(own))
})

test('the environments that consents and digests name are known, and a file of all is seen', () => {
  const fleet = fleetIn(words('apply --all --allow a/field-removed:x.y --expect b=sha256-v1:2 --out p.json'))
  expect(fleet && [namedIn(fleet), sharesFile(fleet)]).toEqual([['a', 'b'], true])
})
