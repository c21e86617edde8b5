import { DefaultRenderer, Listr, ListrLogger, ProcessOutput } from 'listr2'

/** A picture that is being drawn. */
export interface Drawing {
  /** Draws it now, and not only with the next tick. */
  update(): void
  /** Leaves it as it is then, and gives the stream back. */
  end(): Promise<void>
}

/** Draws what `picture` says in place at the end of a stream, and again as it changes. listr2 draws; it runs nothing. */
export function drawn(stream: NodeJS.WriteStream, picture: () => string): Drawing {
  let update = () => undefined as void
  let finish = () => undefined as void
  const finished = new Promise<void>(resolve => (finish = resolve))
  class Picture extends DefaultRenderer {
    // Whether stdout is a terminal says nothing of this stream.
    static override nonTTY = true
    override async render(): Promise<void> {
      await super.render()
      update = () => this.update()
      update()
    }
    override end(): void {
      update = () => undefined
      super.end()
    }
    override create(): string {
      return picture()
    }
  }
  const logger = new ListrLogger({ processOutput: new ProcessOutput(stream, stream, { leaveEmptyLine: false }) })
  const list = new Listr([{ task: () => finished }], {
    renderer: Picture,
    // An interrupt is the run's to answer.
    registerSignalListeners: false,
    rendererOptions: { logger },
  })
  const ran = list.run()
  return {
    update: () => update(),
    async end() {
      finish()
      await ran
    },
  }
}
