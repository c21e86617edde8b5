import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { readConfig } from '../../src/files/config/config.ts'
import { readDefinitions } from '../../src/files/definitions/read.ts'
import { scaffold } from '../../src/files/scaffold/scaffold.ts'
import { parseYaml } from '../../src/files/yaml/yaml.ts'
import { temporaryFolder } from './temporary.ts'

const ALL = ['cliq-ds.config.ts', 'schemas/empdir.yaml', '.github/workflows/cliq-ds.yml', '.gitignore']

test('what init writes is a project without a problem, and a second time changes nothing', async () => {
  const root = await temporaryFolder()
  expect(await scaffold(root, { example: true, dataCenter: 'eu' })).toEqual({
    written: ALL,
    kept: [],
    hasRepository: false,
  })
  const { definitions, problems } = await readDefinitions(root, 'schemas', { loadCode: undefined })
  expect([definitions.map(each => each.datastore.unique_name), problems]).toEqual([['empdir'], []])
  const { problems: faults } = parseYaml(await readFile(join(root, ALL[2] ?? ''), 'utf8'), 'cliq-ds.yml')
  expect(faults).toEqual([])
  const again = await scaffold(root, { example: true, dataCenter: 'eu' })
  expect(again).toEqual({ written: [], kept: [ALL[0], ALL[2], ALL[3]], hasRepository: false })
})

test('its config holds local, staging and a protected production, and no secret', async () => {
  const root = await temporaryFolder()
  await scaffold(root, { example: false, dataCenter: 'us' })
  const { config, warnings } = await readConfig(join(root, 'cliq-ds.config.ts'), { env: {} })
  expect(warnings).toEqual([])
  expect(Object.keys(config.environments)).toEqual(['local', 'staging', 'production'])
  expect(config.environments['production']?.protected).toBe(true)
  expect(await readdir(root)).not.toContain('schemas')
})

test('a new list of what git ignores has what is installed, what is private and what is saved', async () => {
  const root = await temporaryFolder()
  await scaffold(root, { example: true, dataCenter: undefined })
  expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('node_modules/\n.cliq-ds/\n*.plan.json\n')
})

test('no file is written over, whatever its form, and .gitignore keeps its lines', async () => {
  const root = await temporaryFolder()
  const mine = { 'cliq-ds.config.yaml': 'mine', '.gitignore': 'node_modules\n*.plan.json' }
  for (const [name, text] of Object.entries(mine)) await writeFile(join(root, name), text)
  expect((await scaffold(root, { example: true, dataCenter: 'eu' })).kept).toEqual(['cliq-ds.config.yaml'])
  expect(await readFile(join(root, 'cliq-ds.config.yaml'), 'utf8')).toBe('mine')
  expect(await readFile(join(root, '.gitignore'), 'utf8')).toBe('node_modules\n*.plan.json\n.cliq-ds/\n')
  expect(await readdir(root)).not.toContain('cliq-ds.config.ts')
})

test('in a folder of a repository with a remote, the pipeline lies at its top and the lock file on a branch', async () => {
  const top = await temporaryFolder()
  const root = join(top, 'apps', 'crm')
  await mkdir(join(top, '.git'))
  await writeFile(join(top, '.git', 'config'), '[remote "origin"]\n\turl = https://git.example/acme/schemas\n')
  await mkdir(root, { recursive: true })
  const { written, hasRepository } = await scaffold(root, { example: true, format: 'yaml', dataCenter: 'us' })
  expect(hasRepository).toBe(true)
  expect(written).toContain('../../.github/workflows/cliq-ds-apps-crm.yml')
  expect(await readFile(join(top, '.github/workflows/cliq-ds-apps-crm.yml'), 'utf8')).toContain(
    'working-directory: "apps/crm"',
  )
  const { config, warnings } = await readConfig(join(root, 'cliq-ds.config.yaml'), { env: {} })
  expect([config.lockFile, warnings]).toEqual([{ branch: 'cliq-ds-lock' }, []])
  expect((await scaffold(root, { example: true, ci: 'gitlab', dataCenter: 'us' })).written).toEqual([
    '../../.gitlab-ci.yml',
  ])
})

test.each(['ts', 'yaml', 'json'] as const)('a config in %s keeps the example out of production', async format => {
  const root = await temporaryFolder()
  await scaffold(root, { example: true, format, dataCenter: 'eu', ci: 'none' })
  const { config, warnings } = await readConfig(join(root, `cliq-ds.config.${format}`), { env: {} })
  const { staging, production } = config.environments
  expect(warnings).toEqual([])
  expect([
    staging?.dataCenter,
    staging?.ignore,
    production?.dataCenter,
    production?.ignore,
    production?.protected,
  ]).toEqual(['eu', undefined, 'eu', ['empdir'], true])
})

test.each(['ts', 'yaml', 'json'] as const)('without an org, a config in %s has the emulator alone', async format => {
  const root = await temporaryFolder()
  await scaffold(root, { example: true, format, dataCenter: undefined, ci: 'none' })
  const { config } = await readConfig(join(root, `cliq-ds.config.${format}`), { env: {} })
  expect(config.environments).toEqual({ local: { emulator: true } })
})
