import type { SavedPlan } from '../../core/plan/document.ts'
import { planMeaning } from '../../core/plan/meaning.ts'
import { canonicalText, datastoreDigests } from '../../core/model/plain.ts'
import type { Json } from '../../core/model/plain.ts'
import { digestOf } from '../disk/digest.ts'
import { layout } from '../disk/layout.ts'
import { document, plainDocument } from './wholePlan.ts'
import { startOf } from '../disk/readText.ts'
import { ownFailure, readOwn, shaped } from '../disk/sealed.ts'
import type { FileLimits, OwnFile } from '../disk/sealed.ts'
import { amount, object, text as anyText } from '../disk/shape.ts'

/** Bytes that a plan file may have, and the mode it is written with: a plan tells much about an org. */
export const PLAN_FILE: FileLimits = { maxBytes: 20 * 1024 * 1024, mode: 0o600 }

const KIND = 'cliq-ds plan'
const FORMAT = 1
const AGAIN = 'plan again: cliq-ds plan --out FILE'

const body = object(
  {
    createdAt: amount,
    document,
    formatVersion: amount,
    kind: anyText,
    seal: anyText,
    version: anyText,
  },
  { hidden: object({ key: anyText, seal: anyText }) },
)

/**
 * The text of a plan file: everything that was planned, without values that are not for the eye, and a seal that tells
 * when it was altered. Reading it gives the same plan, with `(hidden)` for what was left out.
 */
export function planFileText({ document, version, createdAt, hidden }: SavedPlan): string {
  const sealed = hidden === undefined ? {} : { hidden: { ...hidden } }
  const content = {
    createdAt,
    document: plainDocument(document),
    formatVersion: FORMAT,
    kind: KIND,
    version,
    ...sealed,
  }
  return layout({ ...content, seal: sealOf(content) })
}

/**
 * The plan in the text of a plan file. Throws a Failure: PF101 for what is no plan, PF102 for another format, PF103 for
 * an altered plan. `show` may read it whatever its age; `apply` plans anew and compares.
 */
export function parsePlan(text: string, file: string): SavedPlan {
  const own: OwnFile = {
    text,
    file,
    damaged: fault => ownFailure('PF101', `not a cliq-ds plan file: ${fault.what}`, fault.at, AGAIN),
    misfit: (message, at) => ownFailure('PF101', `not a cliq-ds plan file: ${message}`, at, AGAIN),
  }
  const value = readOwn(own)
  checkHead(value, own)
  if (!('seal' in value) || value['seal'] !== sealOf(without(value, 'seal')))
    throw ownFailure('PF103', 'the plan was changed after it was saved', startOf(file), AGAIN)
  const { document, version, createdAt, hidden } = shaped(body, value, own)
  // Who forges a part and the seal too would show one thing and have another carried out.
  if (document.digest !== digestOf(planMeaning(document, datastoreDigests(digestOf))))
    throw ownFailure('PF103', 'the plan does not match its digest', startOf(file), AGAIN)
  return { document, version, createdAt, ...(hidden && { hidden }) }
}

/** Whether a text says of itself that it is a saved plan; it may be damaged, or of another format. */
export function saysItIsPlan(text: string): boolean {
  return text.includes(`"kind": "${KIND}"`)
}

type Plain = { readonly [key: string]: Json }

function checkHead(value: Json, own: OwnFile): asserts value is Plain {
  const isPlan = typeof value === 'object' && value !== null && 'kind' in value && value['kind'] === KIND
  if (!isPlan) throw own.misfit('its first key does not say so', startOf(own.file))
  const format = 'formatVersion' in value ? value['formatVersion'] : undefined
  if (format === FORMAT) return
  const made = 'version' in value && typeof value['version'] === 'string' ? `, made by cliq-ds ${value['version']}` : ''
  const message = `the plan has format ${JSON.stringify(format)}${made}; this cliq-ds reads ${FORMAT}`
  throw ownFailure('PF102', message, startOf(own.file), AGAIN)
}

function sealOf(content: Plain): string {
  return digestOf(canonicalText(content))
}

function without(value: Plain, key: string): Plain {
  return Object.fromEntries(Object.entries(value).filter(([each]) => each !== key))
}
