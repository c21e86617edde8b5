import { HORIZON_MS } from '../../src/remote/store.ts'
import type { KeptBook, Store } from '../../src/remote/store.ts'
import type { Clock } from '../../src/core/model/ports.ts'

/** A server in virtual time: what the script does on a real one, and networks that can be cut one by one. */
export interface MemoryServer {
  /** A runner's way to the server. */
  connect(): Store & { isCut: boolean }
  /** All that it knew is gone. */
  flush(): void
}

interface MemoryBook {
  born: number
  count: number
  text: string
  readonly runners: Map<number, { readonly at: number; readonly runners: number }>
}

/** A server that was started with nothing in it. */
export function memoryServer(clock: Clock, latencyMs = 1): MemoryServer {
  const books = new Map<string, MemoryBook>()
  let connections = 0
  return {
    flush: () => books.clear(),
    connect() {
      connections += 1
      const me = connections
      const asked = async (
        account: string,
        write?: { readonly version: string; readonly text: string },
      ): Promise<KeptBook> => {
        await clock.sleep(latencyMs)
        if (store.isCut) throw new Error('cut')
        const now = clock.monotonic()
        const book = books.get(account) ?? { born: now, count: 0, text: '', runners: new Map() }
        books.set(account, book)
        const others = [...book.runners]
          .filter(([id, { at }]) => id !== me && now - at <= HORIZON_MS)
          .map(([, each]) => each)
        book.runners.set(me, { at: now, runners: others.length + 1 })
        const isWritten = write?.version === `${book.born} ${book.count}`
        if (isWritten) Object.assign(book, { count: book.count + 1, text: write.text })
        const version = `${book.born} ${book.count}`
        return { isWritten, now, version, born: book.born, text: book.text, runners: others.length + 1, others }
      }
      const store: Store & { isCut: boolean } = {
        isCut: false,
        read: account => asked(account),
        write: (account, version, text) => asked(account, { version, text }),
        leave: async account => void books.get(account)?.runners.delete(me),
        close: () => undefined,
      }
      return store
    },
  }
}
