import { Option } from '@commander-js/extra-typings'
import type { Asked } from '../commands/plan.ts'
import { howMany } from './arguments.ts'

/** What `plan` and `apply` know of records and limits. */
export interface RecordFlags {
  readonly countAll?: true | undefined
  readonly skipChecks?: true | undefined
  readonly maxRemovedDatastores?: number | undefined
  readonly maxRemovedFields?: number | undefined
}

/** `--count-all`. */
export function countAll() {
  return new Option('--count-all', 'read all records of what may be lost or fail, not the first 100')
}

/** `--skip-checks`, which no other option goes with. */
export function skipChecks() {
  return new Option('--skip-checks', 'read no record beforehand, and say so').conflicts('countAll')
}

/** `--max-removed-datastores`. */
export function maxRemovedDatastores() {
  const text = 'datastores that the config alone may let go in this run; default: limits of the config, or 0'
  return new Option('--max-removed-datastores <count>', text).argParser(howMany)
}

/** `--max-removed-fields`. */
export function maxRemovedFields() {
  const text = 'fields that the config alone may let go in this run; default: limits of the config, or 5'
  return new Option('--max-removed-fields <count>', text).argParser(howMany)
}

/** `--reviewed`, which stands for the review that a digest or a saved plan stands for otherwise. */
export function reviewedOnly() {
  return new Option('--reviewed', 'apply just what merged pull requests reviewed; for pipelines of a push').conflicts(
    'expect',
  )
}

/** `--seed`. */
export function withSeeds() {
  return new Option('--seed', 'rows of seeds too, each as soon as its datastore is ready; no saved plan holds them')
}

/** The same as a verb takes it. */
export function askedOf(flags: RecordFlags): Pick<Asked, 'checks' | 'limits'> {
  const { maxRemovedDatastores: removedDatastores, maxRemovedFields: removedFields } = flags
  return {
    checks: flags.skipChecks === true ? 'skipped' : flags.countAll === true ? 'all' : 'bounded',
    limits: {
      ...(removedDatastores !== undefined && { removedDatastores }),
      ...(removedFields !== undefined && { removedFields }),
    },
  }
}

/** `--format` of validate. */
export function validateFormat() {
  const forms = ['text', 'json', 'sarif', 'junit'] as const
  return new Option('--format <form>', 'print as text, json, sarif or junit').choices(forms).conflicts('json')
}

/** `--ci` of init. */
export function pipelineOf() {
  const hosts = ['github', 'gitlab', 'none'] as const
  return new Option('--ci <host>', 'whose pipeline is written; default: github').choices(hosts)
}
