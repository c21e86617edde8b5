// A process that keeps what it has read of the project and plays files of tests when it is told to. One of its own, because a
// mistake may never come back: then it is killed, and another takes its place.
import { createVitest } from 'vitest/node'

/** Which tests to play after which file changed. */
export interface Order {
  readonly changed: string
  readonly tests: readonly string[]
}

const [root = ''] = process.argv.slice(2)
const vitest = await createVitest('test', {
  root,
  config: `${root}/test/vitest.config.ts`,
  watch: false,
  bail: 1,
  reporters: [{}],
})

process.on('message', (order: Order) => {
  play(order).then(
    red => process.send?.(red),
    () => process.send?.(order.tests),
  )
})
process.on('disconnect', () => process.exit())

let before = ''

async function play({ changed, tests }: Order): Promise<readonly string[]> {
  // What was changed before has been taken back since.
  for (const file of new Set([before, changed])) vitest.invalidateFile(`${root}/${file}`)
  before = changed
  const all = await vitest.globTestSpecifications(tests.map(each => `${root}/${each}`))
  const { testModules, unhandledErrors } = await vitest.runTestSpecifications(all)
  const own = testModules.filter(each => tests.includes(each.relativeModuleId))
  const red = own.filter(each => !each.ok()).map(each => each.relativeModuleId)
  return own.length === 0 || (red.length === 0 && unhandledErrors.length > 0) ? tests : red
}
