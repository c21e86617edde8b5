import { expect, test } from 'vitest'

import type { LackingHint } from '../../src/core/model/carryFindings.ts'
import { keepingValues } from '../../src/terminal/renames.ts'
import { definitionsOf, store } from '../laws/build.ts'

const lacking: LackingHint = { datastore: 'rooms', field: 'places', hint: { key: 'renamed_from', from: 'seats' } }

async function played(answers: readonly (readonly LackingHint[])[], isYaml: boolean) {
  let text = ''
  const err = { write: (part: string) => (text += part), isTTY: true, columns: 80 }
  const io = { argv: [], env: {}, cwd: '/', out: err, err, hasKeyboard: true, signal: new AbortController().signal }
  const definitions = definitionsOf(new Map([['rooms', store({}, [], 'rooms')]]))
  const asked: LackingHint[] = []
  const project = {
    readDefinitions: async () => ({ definitions, rowsOnly: [], problems: [], files: [], sources: new Map() }),
    writeHint: async (file: string, hint: LackingHint) => {
      expect(file).toBe('schemas/rooms.yaml')
      asked.push(hint)
      return isYaml
    },
  }
  let turns = 0
  const result = await keepingValues(io, project, async keep => {
    for (const each of answers[turns] ?? []) keep(each)
    turns += 1
    return turns
  })
  return { result, text, asked }
}

test('a hint that somebody wants is written, and the apply is planned anew until nothing is asked any more', async () => {
  expect(await played([[]], true)).toEqual({ result: 1, text: '', asked: [] })
  const { result, text, asked } = await played([[lacking], []], true)
  expect([result, asked]).toEqual([2, [lacking]])
  expect(text).toBe('wrote  renamed_from: seats at rooms.places in schemas/rooms.yaml\n\n')
})

test('of a definition in code the line is shown, and nothing more is done', async () => {
  const { result, text } = await played([[lacking], []], false)
  expect(result).toBe(1)
  expect(text).toContain(
    "rooms.places in schemas/rooms.yaml, then run the same command again:\n  renamed_from: 'seats',\n",
  )
})
