import { failure } from '../../src/core/model/failure.ts'
import type { Sent } from '../../src/core/model/ports.ts'

const problem = { code: 'RF101', severity: 'error', message: 'Cliq says no' } as const
/** An empty yes. */
export const done = { kind: 'done' } as const
const refused = { kind: 'not-done', problem } as const
const lost = { kind: 'unknown', problem: { ...problem, code: 'NT101', message: 'no answer' } } as const
const odd = { ...lost, isRefusal: true } as const
/** A call that has to wait. */
export const postponed = { kind: 'postponed', retryAt: 60_000 } as const
const offline = failure('NT104', 'the network is gone')

/** What a look shows, one after another; the last one from then on. */
type Looks = readonly (string | Error)[]

/** What happens to one task, and how it ends. */
export interface LoopCase {
  readonly law: string
  readonly now?: string
  readonly looksFirst?: true
  readonly isOwn?: true
  readonly lateWindowMs?: number
  readonly looks?: Looks
  readonly answers?: readonly (Sent<string> | Error)[]
  /** How it ended, how often it was sent, how often looked at, and for how many seconds it waited each time. */
  readonly ends: string
}

/** The late window, among the waits. */
export const LATE = 'late 120'
/** How the loop carries one task through, whatever is answered and shown. */
export const LOOP_CASES: readonly LoopCase[] = [
  { law: 'what is there already is not sent', now: 'new', ends: 'skipped new, 0 sent, 0 looks' },
  { law: 'what somebody else changed is not sent', now: 'hers', ends: 'surprise, 0 sent, 0 looks' },
  {
    law: 'an answer that shows the effect needs no look',
    answers: [{ kind: 'done', answer: 'new' }],
    ends: 'done new, 1 sent, 0 looks',
  },
  {
    law: 'an answer that shows something else is looked at',
    answers: [{ kind: 'done', answer: 'hers' }],
    looks: ['new'],
    ends: 'done new, 1 sent, 1 looks',
  },
  { law: 'an empty yes is looked at', answers: [done], looks: ['new'], ends: 'done new, 1 sent, 1 looks' },
  { law: 'a read may lag behind a yes', answers: [done], looks: ['old', 'new'], ends: 'done new, 1 sent, 2 looks, 3' },
  {
    law: 'a read may lag behind what was before it',
    answers: [done],
    looks: ['hers', 'new'],
    ends: 'done new, 1 sent, 2 looks, 3',
  },
  {
    law: 'a yes that never shows is told when the late window is over',
    answers: [done],
    looks: ['old'],
    ends: 'surprise unheeded, 1 sent, 8 looks, 3, 3, 6, 12, 24, 48, 27',
  },
  {
    law: 'and not once more when it is over at the end of a wait',
    lateWindowMs: 9_000,
    answers: [done],
    looks: ['old'],
    ends: 'surprise unheeded, 1 sent, 4 looks, 3, 3, 6',
  },
  { law: 'a refusal needs no look', answers: [refused], ends: 'failed RF101, 1 sent, 0 looks' },
  {
    law: 'a refusal that an earlier send may have caused is looked at',
    isOwn: true,
    answers: [refused],
    looks: ['new'],
    ends: 'done new, 1 sent, 1 looks',
  },
  {
    law: 'and is a refusal where nothing came of it',
    isOwn: true,
    answers: [refused],
    looks: ['old'],
    ends: 'failed RF101, 1 sent, 2 looks, 3',
  },
  {
    law: 'and somebody else’s where that is seen',
    isOwn: true,
    answers: [refused],
    looks: ['old', 'hers'],
    ends: 'surprise, 1 sent, 2 looks, 3',
  },
  {
    law: 'without an answer it is looked at after a while',
    answers: [lost],
    looks: ['new'],
    ends: 'done new, 1 sent, 1 looks, 3',
  },
  {
    law: 'and once more when it can come no more',
    answers: [lost],
    looks: ['old', 'new'],
    ends: `done new, 1 sent, 2 looks, 3, ${LATE}`,
  },
  {
    law: 'then it goes again',
    answers: [lost, done],
    looks: ['old', 'old', 'new'],
    ends: `done new, 2 sent, 3 looks, 3, ${LATE}`,
  },
  {
    law: 'twice without an answer is in doubt',
    answers: [lost, lost],
    looks: ['old'],
    ends: `unknown AP101 it is unknown whether it took effect: no answer, 2 sent, 4 looks, 3, ${LATE}, 3, ${LATE}`,
  },
  {
    law: 'a no in words that nobody knows is a refusal where nothing came of it',
    answers: [odd],
    looks: ['old'],
    ends: `failed NT101, 1 sent, 2 looks, 3, ${LATE}`,
  },
  {
    law: 'and none where something did',
    answers: [odd],
    looks: ['old', 'new'],
    ends: `done new, 1 sent, 2 looks, 3, ${LATE}`,
  },
  {
    law: 'and somebody else’s change is looked at again before it is told',
    answers: [odd, { kind: 'done', answer: 'new' }],
    looks: ['old', 'hers'],
    ends: `surprise, 1 sent, 2 looks, 3, ${LATE}`,
  },
  {
    law: 'without an answer, what is neither before nor after is told',
    answers: [lost],
    looks: ['hers'],
    ends: 'surprise, 1 sent, 1 looks, 3',
  },
  {
    law: 'what was sent and cannot be looked at is in doubt',
    answers: [lost],
    looks: [offline],
    ends: 'unknown AP101 the network is gone, 1 sent, 1 looks, 3',
  },
  {
    law: 'so is what Cliq said yes to',
    answers: [done],
    looks: [new Error('of ours')],
    ends: 'unknown AP101 it is unknown whether it took effect, 1 sent, 1 looks',
  },
  { law: 'what keeps it from being sent ends the run', answers: [offline], ends: 'throws NT104, 1 sent, 0 looks' },
  {
    law: 'but not where it was sent before',
    answers: [lost, offline],
    looks: ['old'],
    ends: `unknown AP101 the network is gone, 2 sent, 2 looks, 3, ${LATE}`,
  },
  {
    law: 'a look comes first where one must',
    looksFirst: true,
    looks: ['old', 'new'],
    answers: [done],
    ends: 'done new, 1 sent, 2 looks',
  },
  {
    law: 'what looks like somebody else’s is looked at again',
    looksFirst: true,
    looks: ['hers', 'new'],
    ends: 'skipped new, 0 sent, 2 looks, 3',
  },
  {
    law: 'a call that lost its place is looked at before it goes again',
    answers: [postponed, done],
    looks: ['new'],
    ends: 'skipped new, 1 sent, 1 looks',
  },
  {
    law: 'three lost places end the run',
    answers: [postponed, postponed, postponed],
    looks: ['old'],
    ends: 'throws RL104, 3 sent, 2 looks',
  },
  {
    law: 'three lost places after a send leave it in doubt',
    answers: [lost, postponed, postponed, postponed],
    looks: ['old'],
    ends: `unknown AP101 Cliq refused fields.edit 3 times because calls came too fast, 4 sent, 4 looks, 3, ${LATE}`,
  },
]
