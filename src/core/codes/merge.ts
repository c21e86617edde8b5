import type { CodeTable } from './facts.ts'

/** What git merges without a conflict, and what is none all the same. */
export const mergeCodes: CodeTable = {
  MC101: {
    title: 'changed on both branches',
    why: 'Both branches give the same part a new value, in different files or lines, so git sees no conflict.',
    fix: 'Merge the other branch into yours and keep one of the two.',
    example: 'git merge origin/main',
  },
  MC102: {
    title: 'removed on one side, changed on the other',
    why: 'After the merge the part would be gone, or exist without what it belongs to; it is unclear which is meant.',
    fix: 'Merge the other branch into yours and decide.',
    example: 'git merge origin/main',
  },
  MC103: {
    title: 'one field with two types',
    why: 'Both branches add or retype a field of one name, and Cliq cannot change the type of a field.',
    fix: 'Give one of the two another name.',
    example: 'fields: { seats: { name: Seats, type: number }, seats_text: { name: Seats, type: limited-text } }',
  },
  MC104: {
    title: 'two lock files',
    why: 'An environment was applied from both branches, and each lock file has half of it.',
    fix: 'Take one of them, then rebuild the environment from the org.',
    example: 'cliq-ds lock repair --env staging',
  },
  MC105: {
    title: 'one migration with two versions',
    why: 'A migration runs once in an environment, under the name of its file. Of two with one name only one would run.',
    fix: 'Rename one of the two files.',
    example: 'git mv migrations/split-names.yaml migrations/split-staff-names.yaml',
  },
  MC106: {
    title: 'two hints for one thing',
    why: 'Both branches say what a datastore or field was before, and they disagree: values can come from one place alone.',
    fix: 'Merge the other branch into yours and keep one of the two.',
    example: 'fields: { staff_no: { name: Staff number, type: limited-text, renamed_from: emp_no } }',
  },
  MC107: {
    title: 'a commit is not in this clone',
    why: 'check compares three commits: this one, the other branch, and their common ancestor. Pipelines clone only the latest commit.',
    fix: 'Fetch what the message names.',
    example: 'git fetch --unshallow origin',
  },
}
