import { frame } from '../report/frame.ts'
import { disarmed } from '../report/escape.ts'
import type { Paint } from '../report/paint.ts'
import { eventLine } from '../report/progress.ts'
import type { Progress } from './hearing.ts'
import { drawn } from './picture.ts'
import type { Drawing } from './picture.ts'
import { redacted } from './redact.ts'
import { openScene } from './scene.ts'

/** Where lines can be drawn over themselves. */
export interface Screen {
  readonly stream: NodeJS.WriteStream
  /** Unix time in ms. */
  now(): number
  /** Aborted where somebody stops the run: from then on all is said in lines. */
  readonly signal?: AbortSignal | undefined
}

/**
 * Steps, rows and waits drawn in place at the end of the screen, counting down each second, with what was said meanwhile
 * above them; before that and once the run is interrupted all is said as `lines` says it.
 */
export function liveProgress(lines: Progress, screen: Screen, paint: Paint): Progress {
  const scene = openScene(screen.now, () => screen.stream.rows ?? 24)
  const said: string[] = []
  let drawing: Drawing | undefined
  let isOver = false
  const picture = () =>
    // listr2 writes to the stream itself, past what keeps secrets out of all other output.
    disarmed(redacted([...said, ...frame(scene.moment(), screen.now(), screen.stream.columns, paint)].join('\n')))
  let last: string | undefined
  const finish = async () => {
    isOver = true
    last ??= picture()
    await drawing?.end()
  }
  screen.signal?.addEventListener('abort', () => void finish(), { once: true })
  return {
    notify: event => {
      const isTaken = !isOver && scene.take(event)
      if (isTaken) drawing ??= drawn(screen.stream, () => last ?? picture())
      else if (drawing === undefined || isOver) lines.notify(event)
      else said.push(...[eventLine(event, paint)].filter(each => each !== undefined))
      drawing?.update()
    },
    expect: scene.expect,
    end: async () => {
      scene.end()
      await finish()
      await lines.end()
    },
  }
}
