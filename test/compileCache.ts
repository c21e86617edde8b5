import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** For commands that tests start: they share what Node compiled, which each would else keep in a state folder of its own. */
export const COMPILE_CACHE = { NODE_COMPILE_CACHE: join(tmpdir(), `cliq-ds-tests-${process.getuid?.() ?? ''}`) }
