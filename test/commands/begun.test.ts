import { expect, test } from 'vitest'

import { readBegun } from '../../src/commands/begun.ts'
import { planned } from '../../src/commands/plan.ts'
import type { SavedPlan } from '../../src/core/plan/document.ts'
import { catalogOf } from '../../src/core/model/catalog.ts'
import { virtualWorld } from '../engine/virtualWorld.ts'
import { field, store } from '../laws/build.ts'

test('the plan that an apply began is the one that was kept, else what the lock file gives, each by its digest alone', async () => {
  const { world, define, close } = await virtualWorld()
  define(catalogOf([store({ k: field() }, [], 'd0')]))
  const { document } = await planned(world, undefined, { allow: [] })
  const begun = (digest: string, kept?: SavedPlan) => {
    const project = {
      ...world.project,
      readBegun: () => (kept === undefined ? Promise.reject(new Error('not kept')) : Promise.resolve(kept)),
    }
    return readBegun({ ...world, project }, { allow: [] }, digest)
  }
  const kept: SavedPlan = { document: { ...document, digest: 'sha256-v1:kept' }, version: '0.0.0', createdAt: 7 }
  expect(await begun('sha256-v1:kept', kept)).toBe(kept)
  expect((await begun(document.digest, kept))?.document.digest).toBe(document.digest)
  expect((await begun(document.digest))?.document.digest).toBe(document.digest)
  expect(await begun('sha256-v1:other', kept)).toBeUndefined()
  expect(await begun('sha256-v1:kept')).toBeUndefined()
  await close()
})
