import { mkdir, writeFile } from 'node:fs/promises'

import { componentText } from './ci/component.ts'
import { actionText, ciPage, shimTable } from './ci/texts.ts'
import { codesPage } from './codes.ts'
import { configPage } from './config.ts'
import { planPicture } from './picture.ts'

const root = new URL('../../', import.meta.url)
const pages = {
  'docs/codes.md': codesPage(),
  'docs/config.md': configPage(),
  'docs/plan.svg': await planPicture(),
  'docs/ci.md': ciPage(),
  'action.yml': actionText(),
  'action/inputs.json': shimTable(),
  'templates/cliq-ds/template.yml': componentText(),
}
for (const [path, text] of Object.entries(pages)) {
  await mkdir(new URL('./', new URL(path, root)), { recursive: true })
  await writeFile(new URL(path, root), text)
}
