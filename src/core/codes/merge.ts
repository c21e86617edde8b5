import type { CodeTable } from './facts.ts'

/** What git merges without a conflict, and what is none all the same. */
export const mergeCodes: CodeTable = {
  MC101: {
    title: 'changed both ways',
    why: 'Both branches give the same part a new value. In two files, or in lines that do not touch, git sees no conflict.',
    fix: 'Merge the other branch into yours and keep one of the two.',
    example: 'git merge origin/main',
  },
  MC102: {
    title: 'removed on one side, changed on the other',
    why: 'Merged, the part would be gone, or be there without what it belongs to; which of the two is meant nobody can tell.',
    fix: 'Merge the other branch into yours and decide.',
    example: 'git merge origin/main',
  },
  MC103: {
    title: 'one field with two types',
    why: 'Both branches add or retype a field of one name, and a field of Cliq never changes its type.',
    fix: 'Give one of the two another name.',
    example: 'fields: { seats: { name: Seats, type: number }, seats_text: { name: Seats, type: limited-text } }',
  },
  MC104: {
    title: 'two lock files',
    why: 'An environment was applied from both branches, and each lock file knows half of it.',
    fix: 'Take one of them, then rebuild the environment from the org.',
    example: 'cliq-ds lock repair --env staging',
  },
  MC105: {
    title: 'one migration with two meanings',
    why: 'A migration runs once in an environment, under the name of its file. Of two under one name only one would run.',
    fix: 'Rename one of the two files.',
    example: 'git mv migrations/split-names.yaml migrations/split-staff-names.yaml',
  },
  MC107: {
    title: 'a commit is not in this clone',
    why: 'check compares three commits: this one, the other branch, and the one that both come from. Pipelines clone the latest commit alone.',
    fix: 'Fetch what the message names.',
    example: 'git fetch --unshallow origin',
  },
}
