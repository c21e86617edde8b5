import { Listr, ListrLogger, ProcessOutput } from 'listr2'
import { operationOf } from '../core/model/step.ts'
import type { Step } from '../core/model/step.ts'
import type { Event } from '../core/model/ports.ts'
import { escapeText } from '../report/escape.ts'
import { waitLine } from '../report/progress.ts'
import { stepText } from '../report/stepText.ts'
import type { Progress } from './hearing.ts'

/** A row of the drawn list: settled from outside, since listr2 only draws. */
interface Row {
  readonly step: Step
  settled: Promise<void>
  settle: (how: 'done' | Error) => void
  say: (text: string) => void
  isOpen: boolean
}

/** Steps as a list that is ticked off in place, on stderr; everything before and after them as lines. */
export function drawnProgress(lines: Progress): Progress {
  let expected: readonly Step[] = []
  let rows: readonly Row[] = []
  let drawing: Promise<unknown> | undefined
  const begin = () => {
    // A list longer than the screen would scroll away while it is drawn.
    if (expected.length === 0 || expected.length > (process.stderr.rows ?? 24) - 4) return
    rows = expected.map(rowOf)
    drawing = listOf(rows)
      .run()
      .catch(() => undefined)
  }
  return {
    notify: event => {
      if (event.type === 'step-started' && drawing === undefined) begin()
      if (drawing === undefined || !shown(event, rows)) lines.notify(event)
    },
    expect: steps => {
      expected = steps
    },
    end: async () => {
      for (const row of rows) if (row.isOpen) row.settle(new Error('not started'))
      await drawing
      await lines.end()
    },
  }
}

/** Draws the event in its row; false when no row is its own. */
function shown(event: Event, rows: readonly Row[]): boolean {
  switch (event.type) {
    case 'step-started':
      return true
    case 'step-done':
      rows[event.index]?.settle('done')
      return true
    case 'step-skipped':
      rows[event.index]?.say('already done, nothing was sent')
      rows[event.index]?.settle('done')
      return true
    case 'step-failed':
      rows[event.index]?.settle(new Error(escapeText(event.problem.message)))
      return true
    case 'waiting': {
      const own = rows.filter(row => row.isOpen && operationOf(row.step) === event.wait.operation)
      own[0]?.say(waitLine(event.wait, Date.now()))
      return own.length > 0
    }
    case 'resumed':
      for (const row of rows) if (row.isOpen && operationOf(row.step) === event.operation) row.say('')
      // The wait may have been told as a line.
      return false
    case 'reading':
    case 'rows':
    case 'note':
      return false
  }
}

function rowOf(step: Step): Row {
  const row: Row = { step, isOpen: true, say: () => undefined, settle: () => undefined, settled: Promise.resolve() }
  row.settled = new Promise<void>((resolve, reject) => {
    row.settle = how => {
      row.isOpen = false
      if (how instanceof Error) reject(how)
      else resolve()
    }
  })
  return row
}

function listOf(rows: readonly Row[]): { run(): Promise<unknown> } {
  const output = new ProcessOutput(process.stderr, process.stderr)
  return new Listr(
    rows.map((row, index) => ({
      title: `${index + 1}/${rows.length}  ${stepText(row.step)}`,
      task: (_, task) => {
        row.say = text => {
          task.output = text
        }
        return row.settled
      },
      rendererOptions: { persistentOutput: true },
    })),
    {
      concurrent: true,
      exitOnError: false,
      registerSignalListeners: false,
      rendererOptions: { logger: new ListrLogger({ processOutput: output }), collapseErrors: false },
    },
  )
}
