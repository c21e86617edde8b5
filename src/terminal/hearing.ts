import type { Notify } from '../core/model/ports.ts'
import type { Step } from '../core/model/step.ts'

/** Tells people what happens while a verb runs. It draws what it hears and runs nothing. */
export interface Progress {
  readonly notify: Notify
  /** The steps that are about to be carried out. */
  expect(steps: readonly Step[]): void
  /** Puts the screen in order again. */
  end(): Promise<void>
}
