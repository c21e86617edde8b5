import { mkdir, writeFile } from 'node:fs/promises'

import { codesPage } from './codes.ts'

const docs = new URL('../../docs/', import.meta.url)
await mkdir(docs, { recursive: true })
await writeFile(new URL('codes.md', docs), codesPage())
