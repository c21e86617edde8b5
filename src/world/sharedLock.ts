import { tmpdir } from 'node:os'
import { Failure, failure } from '../core/model/failure.ts'
import { emptyEnvironment } from '../core/model/lock.ts'
import type { Lock, LockedEnvironment, Pending } from '../core/model/lock.ts'
import { writeRecovery } from '../files/disk/recovery.ts'
import { stateDir } from '../files/disk/stateDir.ts'
import { parseLock, pendingIn, renderLock, salvageLock } from '../files/kept/lockfile.ts'
import type { Shelf, ShelfView } from '../remote/shelf.ts'
import { isSame } from './lockFile.ts'
import type { LockKeeper } from './lockFile.ts'
import type { Outside } from './outside.ts'

/** What a lock on a shelf that machines share takes. */
export interface SharedLock {
  readonly root: string
  readonly open: () => Promise<Shelf>
  /** The environment in use, whose part the dry write marks. */
  readonly environment: string | undefined
  /** The page of the run, or the process, for whoever finds its mark. */
  readonly run: string
  /** A lock file that is still committed; a shelf without anything is no proof that nothing was applied then. */
  readonly committed: () => Promise<string | undefined>
}

/** How often somebody else may be first before a run gives up. */
const TRIES = 8

/**
 * The lock of a project on a branch or behind an HTTP state: one text an environment. Nothing that another machine wrote
 * is lost: a part that changed since it was read is refused with FS108 and kept as a recovery copy, parts of others stay.
 */
export function sharedLockOf(source: SharedLock, outside: Pick<Outside, 'env' | 'notify' | 'clock'>): LockKeeper {
  const { root, environment, run } = source
  let shelf: Promise<Shelf> | undefined
  let known: ShelfView | undefined
  const open = () => (shelf ??= source.open())
  const look = async (): Promise<ShelfView> => {
    const view = await (await open()).read()
    if (view.mark === undefined) await refuseUnmoved(source, await open())
    return (known = view)
  }
  const write = async (name: string, was: LockedEnvironment | undefined, text: string): Promise<void> => {
    const place = await open()
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const view = tries === 1 && known?.stale === undefined && known !== undefined ? known : await look()
      if (view.stale !== undefined) throw unreachable(place.name, view.stale.why)
      const there = partOf(view.texts.get(name), name, place.name)
      if (was !== undefined && !(await isSame(there ?? emptyEnvironment(was.target), was)))
        throw failure('FS108', `${name} changed on ${place.name} since it was read, so it was not overwritten`)
      const message = `[skip ci] cliq-ds: ${name}\n\n${run}`
      if ((await place.write(view, name, text, message)) === 'written') return void (known = undefined)
      known = undefined
    }
    throw failure('FS108', `${place.name} was written by others ${TRIES} times in a row`)
  }
  return {
    async readLock() {
      const view = await look()
      const { name } = await open()
      const now = outside.clock.now()
      if (view.stale !== undefined) outside.notify({ type: 'note', problem: staleNote(name, view.stale, now) })
      const other = environment === undefined ? undefined : pendingIn(view.texts.get(environment) ?? '')
      if (other !== undefined && other.run !== run) outside.notify({ type: 'note', problem: unfinished(other, name) })
      return lockOf(view, name)
    },
    async salvageLock() {
      const view = await look()
      return new Map([...view.texts].flatMap(([, text]) => [...salvageLock(text)]))
    },
    async tryLockFile(digest = '') {
      if (environment === undefined) return
      const view = known ?? (await look())
      const part = partOf(view.texts.get(environment), environment, (await open()).name)
      const pending: Pending = { run, digest }
      await write(environment, part, renderLock(new Map(part === undefined ? [] : [[environment, part]]), pending))
    },
    async writeLock(lock) {
      for (const [name, part] of lock) await write(name, undefined, renderLock(new Map([[name, part]])))
    },
    async writeLocked(name, was, part) {
      const text = renderLock(new Map([[name, part]]))
      try {
        await write(name, was, text)
      } catch (error) {
        throw await recovered(error, text, name, root, outside.env)
      }
    },
  }
}

function lockOf(view: ShelfView, place: string): Lock {
  const parts = [...view.texts].map(([name, text]) => [name, partOf(text, name, place)] as const)
  return new Map(parts.flatMap(([name, part]) => (part === undefined ? [] : [[name, part] as const])))
}

function partOf(text: string | undefined, name: string, place: string): LockedEnvironment | undefined {
  return text === undefined ? undefined : parseLock(text, `${place}: ${name}.json`).get(name)
}

async function refuseUnmoved({ committed }: SharedLock, shelf: Shelf): Promise<void> {
  const file = await committed()
  if (file === undefined) return
  const message = `${shelf.name} has no lock file yet, but ${file} is still in the project`
  throw failure('LK126', message, { hint: 'move it there: cliq-ds lock move' })
}

async function recovered(
  error: unknown,
  text: string,
  name: string,
  root: string,
  env: Outside['env'],
): Promise<unknown> {
  const [first] = error instanceof Failure ? error.problems : []
  if (first === undefined) return error
  const kept = await writeRecovery(root, [stateDir(env), tmpdir()], `${name}.lock.json`, text)
  const hint =
    kept === undefined
      ? `rebuild it: cliq-ds lock repair --env ${name}`
      : `its new content is in ${kept}; once the place accepts it again: cliq-ds lock repair --env ${name}`
  return new Failure([{ ...first, hint }], { cause: error })
}

function unfinished({ run }: Pending, place: string) {
  const message = `a run started to apply and has not written its result to ${place}: ${run}`
  const hint = 'if it has died, apply again: it reads first and sends what is missing'
  return { code: 'LK128', severity: 'warning', message, hint } as const
}

function unreachable(place: string, why: string): Failure {
  return failure('LK121', `the lock file on ${place} cannot be reached: ${why}`, {
    hint: 'check the network, then run the same command again',
  })
}

function staleNote(place: string, { since, why }: { readonly since: number; readonly why: string }, now: number) {
  const minutes = Math.max(1, Math.round((now - since) / 60_000))
  const age = minutes < 120 ? `${minutes} min` : `${Math.round(minutes / 60)} h`
  const message = `${place} does not answer (${why}): its copy from ${age} ago is used`
  return { code: 'LK127', severity: 'warning', message, hint: 'nothing can be applied until it answers' } as const
}
