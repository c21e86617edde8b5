import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import { expect, test } from 'vitest'

import { codeFacts } from '../../src/core/codes/codes.ts'
import { readConfig } from '../../src/files/config/config.ts'
import { BAD_CONFIGS } from './badConfigs.ts'
import { outline, refusal, temporaryFolder } from './temporary.ts'

test.each(BAD_CONFIGS)('a config is refused for %s, with code and place', async (_, text, says) => {
  const root = await temporaryFolder()
  await writeFile(join(root, 'c.yaml'), text)
  const problems = await refusal(() => readConfig(join(root, 'c.yaml'), { env: { A: 'a' } }))
  expect(outline(problems)).toEqual(says)
  for (const { code, message, hint } of problems) {
    expect(codeFacts(code)).toBeDefined()
    expect(message).toMatch(/^[^A-Z].*[^.]$/su)
    expect(hint).toMatch(/^\S.*[^.]$/u)
  }
})
