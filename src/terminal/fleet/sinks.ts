import type { Sink } from '../io.ts'

/** A sink that keeps what is written. */
export function keptSink(like: Sink): Sink & { readonly text: () => string } {
  let text = ''
  return { write: more => void (text += more), isTTY: false, columns: like.columns, text: () => text }
}

/** A sink whose lines come one by one, whole; `end` gives the last one, which may have no end. */
export function lineSink(like: Sink, line: (text: string) => void): Sink & { readonly end: () => void } {
  let open = ''
  return {
    isTTY: false,
    columns: like.columns,
    write(more) {
      const lines = (open + more).split('\n')
      open = lines.pop() ?? ''
      for (const each of lines) line(each)
    },
    end() {
      if (open !== '') line(open)
      open = ''
    },
  }
}
