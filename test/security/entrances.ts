import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { HIDDEN } from './hostile.ts'

/** A config of one org, with more of it. */
export const CONFIG = (more = '', inOrg = '') => `defaultEnvironment: org
${more}environments:
  org:
    apiUrl: "\${env:CLIQ_URL}"
    credentials: { accessToken: "\${env:CLIQ_TOKEN}" }
    consistency: { settleMs: 10, lateWindowMs: 20 }
    ${inOrg}
`
const quoted = (text: string) => JSON.stringify(text)
/** A definition with hidden fields; its parts may be hostile. */
export const STAFF = (more: Readonly<Record<string, string>> = {}) => {
  const { name = 'Staff', description = 'People', field = 'nick', value = 'limited-text', extra = '' } = more
  return `unique_name: staff
name: ${name}
description: ${description}
fields:
  no: { name: No, type: number, mandatory: true }
  ${field}: { name: Nick, type: ${value} }
  pin: { name: Pin, type: encrypted-text }
  tel: { name: Tel, type: limited-text, masked: true, default_value: ${HIDDEN} }
unique_keys: [[no]]
${extra}`
}
/** A seed of one row. */
export const SEED = (row: string) => `datastore: staff\nkey: [no]\nmode: upsert\nrows:\n  - { no: 1, ${row} }\n`

/** What is different where a text comes in. */
export interface Entrance {
  readonly files?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  readonly args?: readonly string[]
  readonly says?: 'in its answers' | 'in its refusals'
  readonly make?: (root: string) => void
}

const asName = (text: string) => text.replaceAll('/', '_').replaceAll('\0', '')
/** Where text of others comes in. */
export const ENTRANCES: Readonly<Record<string, (text: string) => Entrance>> = {
  'answers of the org': () => ({ says: 'in its answers' }),
  'refusals of the org': () => ({ says: 'in its refusals' }),
  'a name and a description': text => ({
    files: { 'schemas/staff.yaml': STAFF({ name: quoted(text), description: quoted(text) }) },
  }),
  'the name of a field and its type': text => ({
    files: { 'schemas/staff.yaml': STAFF({ field: quoted(text), value: quoted(text) }) },
  }),
  'an unknown key': text => ({
    files: { 'schemas/staff.yaml': STAFF({ extra: `${quoted(text)}: ${quoted(text)}\n` }) },
  }),
  'YAML that is none': text => ({ files: { 'schemas/staff.yaml': `${STAFF()}${text}: &x [${text}\n` } }),
  'the name of a file': text => ({
    files: { [`schemas/${asName(text)}.yaml`]: STAFF(), [`seeds/${asName(text)}.yaml`]: '{' },
  }),
  'JSON that is none': text => ({ files: { 'schemas/more.json': `{"unique_name": "${text}" ${text}` } }),
  'the value of a seed': text => ({
    files: { 'seeds/s.yaml': SEED(`nick: ${quoted(text)}, pin: ${HIDDEN}, tel: ${HIDDEN}`) },
  }),
  'the column of a seed': text => ({
    files: { 'seeds/s.yaml': SEED(`${quoted(text)}: ${HIDDEN}, pin: [${HIDDEN}], tel: ${HIDDEN}`) },
  }),
  'a table of rows': text => ({
    files: {
      'seeds/s.yaml': 'datastore: staff\nkey: [no]\nmode: upsert\nsource: s.csv\n',
      'seeds/s.csv': `no,${text},pin\n1,${HIDDEN},"${HIDDEN}" ${text}\n`,
    },
  }),
  'known drift': text => ({
    files: {
      'cliq-ds.ignore.yaml': `- { environment: ${quoted(text)}, pattern: ${quoted(text)}, reason: ${quoted(text)}, until: ${quoted(text)} }\n`,
    },
  }),
  'a key of the config': text => ({ files: { 'cliq-ds.config.yaml': CONFIG(`${quoted(text)}: "\${env:UNASKED}"\n`) } }),
  'values of the config': text => ({
    files: {
      'cliq-ds.config.yaml': CONFIG(
        `schemas: ${quoted(text)}\nrules: { ${quoted(text)}: off }\n`,
        `prefix: ${quoted(text)}`,
      ),
    },
  }),
  'references in the config': text => ({
    files: {
      'cliq-ds.config.yaml': CONFIG('seeds: "x${env:UNASKED}"\n', `ignore: [${quoted(text)}, "\${env:UNASKED}"]`),
    },
  }),
  'a pattern and a consent': text => ({
    files: {
      'cliq-ds.config.yaml': CONFIG(
        '',
        `ignore: [${quoted(`${text}*`)}]\n    allow: [${quoted(`field-removed:${text}`)}]`,
      ),
    },
  }),
  'the lock file': text => ({
    files: { 'cliq-ds.lock.json': `{"formatVersion": 1, ${quoted(text)}: ${quoted(text)}}` },
  }),
  'a lock file that git could not merge': text => ({
    files: { 'cliq-ds.lock.json': `<<<<<<< ${text}\n{}\n=======\n` },
  }),
  'a saved plan': text => ({
    files: { 'saved.plan.json': `{"formatVersion": 1, "environment": ${quoted(text)}, "target": ${quoted(text)}` },
  }),
  variables: text => ({ env: { CLIQ_DS_ENV: text, CLIQ_DS_ALLOWED_HOSTS: text, GITHUB_RUN_ID: text, CI: '1' } }),
  'the environment by name': text => ({ args: ['--env', text] }),
  'the config by name': text => ({ args: ['--config', text] }),
  'an option that is none': text => ({ args: [`--${text}`] }),
  'a link': text => ({
    make: root => {
      mkdirSync(join(root, 'elsewhere'), { recursive: true })
      symlinkSync('../elsewhere', join(root, 'schemas', asName(text)))
    },
  }),
}
