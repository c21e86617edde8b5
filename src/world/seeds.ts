import { join } from 'node:path'
import type { SeedWorld } from '../commands/seedWorld.ts'
import { failure } from '../core/model/failure.ts'
import { writeAtomic } from '../files/disk/atomic.ts'
import type { ProjectPlaces } from '../files/disk/paths.ts'
import { hasCode, MOST_TYPED_BYTES, readText } from '../files/disk/readText.ts'
import type { Surroundings } from '../files/seeds/cell.ts'

/** Where seeds lie, and what they are read with. */
export interface SeedSource extends Surroundings {
  readonly root: string
  readonly places: ProjectPlaces
}

/** What a world needs for seeds besides what every verb has. */
export function seedsOf(
  source: SeedSource,
): Pick<SeedWorld, 'seedsFolder' | 'readSeeds' | 'checkSeedFile' | 'writeSeed'> {
  const { root, places } = source
  const folder = places.seeds
  return {
    seedsFolder: folder,
    readSeeds: async () => (await import('../files/seeds/read.ts')).readSeeds(root, folder, source),
    checkSeedFile: async file => (await import('../files/disk/paths.ts')).refuseSeedFile(file, root, places),
    async writeSeed(seed, datastore) {
      const { renderSeed } = await import('../files/seeds/render.ts')
      const texts = renderSeed(seed, datastore)
      if (texts === undefined)
        throw failure('SD119', `a text of ${seed.datastore} looks like a reference to an environment variable`)
      for (const [file, text] of texts) await writeNew(root, file, text)
      return texts.map(([file]) => file)
    },
  }
}

// What a person wrote there is not ours to replace.
async function writeNew(root: string, file: string, text: string): Promise<void> {
  const { lstat } = await import('node:fs/promises')
  const path = join(root, file)
  const isAbsent = await lstat(path).then(
    () => false,
    (error: unknown) => hasCode(error) && error.code === 'ENOENT',
  )
  if (isAbsent) return writeAtomic(path, text, { mode: 0o644, root, expected: null })
  if ((await readText(path, root, { maxBytes: Math.max(text.length * 4, MOST_TYPED_BYTES) })) === text) return
  throw failure('SD119', `${file} already exists with other content`, { hint: 'choose another file: --out FILE' })
}
