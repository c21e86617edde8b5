import { readFileSync } from 'node:fs'

import { expect, test } from 'vitest'

import { planPicture } from '../src/build/picture.ts'

test('the picture of the README is what the command prints today', async () => {
  const shown = readFileSync(new URL('../docs/plan.svg', import.meta.url), 'utf8')
  expect(shown).toBe(await planPicture())
  const text = shown.replaceAll(/<\/tspan><tspan[^>]*>/gu, ' ').replaceAll(/<[^>]+>/gu, '')
  expect(text).toContain('$ cliq-ds plan --out staff.plan.json')
  expect(text).toMatch(/^empdir\.notes +1 of 3 records holds? a value$/mu)
  expect(text).toMatch(/^Next cliq-ds apply staff\.plan\.json --allow field-removed:empdir\.notes$/mu)
})
