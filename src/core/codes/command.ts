import type { CodeTable } from './facts.ts'

/** What is wrong with how cliq-ds was called. */
export const commandCodes: CodeTable = {
  CL101: {
    title: 'the command line is not understood',
    why: 'An unknown option is an error: a misspelt --dry-run must never be a real run.',
    fix: 'See cliq-ds COMMAND --help.',
  },
  CL102: {
    title: 'nobody can be asked',
    why: 'Without a terminal nothing prompts and nothing is assumed.',
    fix: 'Add --yes, or apply a saved plan.',
  },
  CL103: {
    title: 'a consent is misspelt',
    why: 'A consent names one change: its kind, a colon, and the datastore, with a field where it is one.',
    fix: 'Copy it from the plan.',
    example: '--allow field-removed:empdir.notes',
  },
}
