import { Option } from '@commander-js/extra-typings'
import { DATA_CENTERS } from '../config.ts'
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
  return new Option('--count-all', 'read all affected records, not only the first 100')
}

/** `--skip-checks`, which no other option goes with. */
export function skipChecks() {
  return new Option('--skip-checks', "don't read records before planning (the plan says so)").conflicts('countAll')
}

/** `--max-removed-datastores`. */
export function maxRemovedDatastores() {
  const text = 'how many datastores standing consents may delete in this run; default: the limit in the config, or 0'
  return new Option('--max-removed-datastores <count>', text).argParser(howMany)
}

/** `--max-removed-fields`. */
export function maxRemovedFields() {
  const text = 'how many fields standing consents may delete in this run; default: the limit in the config, or 5'
  return new Option('--max-removed-fields <count>', text).argParser(howMany)
}

/** `--verify`. */
export function verifiedBy() {
  const text =
    'how to prove that values are in their new field: records (default) reads each one, queries asks far less'
  return new Option('--verify <how>', text).choices(['records', 'queries'] as const)
}

/** `--reviewed`, which stands for the review that a digest or a saved plan stands for otherwise. */
export function reviewedOnly() {
  return new Option('--reviewed', 'apply only what merged pull requests reviewed; for pipelines of a push').conflicts(
    'expect',
  )
}

/** `--seed`. */
export function withSeeds() {
  return new Option('--seed', 'also write seed rows once their datastore is ready (never part of a saved plan)')
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
  return new Option('--ci <host>', 'which CI to write a pipeline for; default: github').choices(hosts)
}

/** `--data-center` of init. */
export function dataCenterOf() {
  const text = 'data centre of your org; default: us, to be changed in the config'
  return new Option('--data-center <name>', text).choices(DATA_CENTERS)
}

/** `--format` of init. */
export function configFormat() {
  const forms = ['ts', 'yaml', 'json'] as const
  return new Option('--format <form>', 'language of the config: ts (default), yaml or json').choices(forms)
}

/** `--yaml`, short for `--format yaml`. */
export function yamlConfigOnly() {
  const text = 'the same as --format yaml, so that pull requests from forks can be planned'
  return new Option('--yaml', text).conflicts('format')
}
