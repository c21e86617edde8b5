import type { CodeTable } from './facts.ts'

/** What may be wrong with migrations, and with running them. */
export const migrationCodes: CodeTable = {
  MG101: {
    title: 'migration not run',
    why: 'A migration says what a difference cannot. This version plans differences alone.',
    fix: 'Move the values by hand before you consent to a removal.',
    example: 'description: Split the name\nsteps:\n  - fill: { datastore: staff, set: { grade: 1 } }',
  },
  MG102: {
    title: 'a migration file cannot be read',
    why: 'It is YAML with a `description`, `steps` of one kind each (split, join, copy, map, fill, delete_records), and `after` where others go first. Its name is its id, and it runs once in each environment.',
    fix: 'Correct the part that the message names.',
    example:
      'description: Split the name\nsteps:\n  - split: { datastore: staff, field: name, by: " ", into: [first, last] }',
  },
  MG103: {
    title: 'a migration names what nobody knows',
    why: 'What it writes must be defined. What it reads may also be an earlier name: one that a hint says, or that the lock file remembers.',
    fix: 'Correct the name. Names are those of definitions, without the prefix of an environment.',
    example: '- copy: { datastore: staff, field: phone, into: mobile } # mobile is defined in schemas/staff.yaml',
  },
  MG104: {
    title: 'a value or a type in a migration does not fit',
    why: 'Nothing is guessed and nothing is cut: text is in quotes where it looks like something else, and a boolean is never known to be empty.',
    fix: 'Write what the message says.',
    example: '- fill: { datastore: staff, set: { active: true }, only_if_empty: false }',
  },
  MG105: {
    title: 'a migration would run in circles',
    why: 'A run may be stopped at any call and resumes from what it finds. A step that writes what it or an earlier step reads would take its own result for an old value.',
    fix: 'Write another field, or put the second step into a migration of a later release.',
    example: '- map: { datastore: staff, field: team, values: { A: B, B: C }, into: group } # not in place',
  },
  MG106: {
    title: 'migrations wait for each other, or for none',
    why: 'Their order is that of `after`, and of names where nothing is said.',
    fix: 'Name migrations that are there, and none that waits for this one.',
    example: 'after: [phone-book] # migrations/phone-book.yaml',
  },
  MG107: {
    title: 'a migration touches encrypted text',
    why: 'Cliq shows it to nobody, so it cannot be copied, compared or proven to have arrived.',
    fix: 'Leave the field out.',
    example: '- copy: { datastore: staff, field: pin, into: code } # not where pin is encrypted-text',
  },
  MG108: {
    title: 'there is no such migration',
    why: 'A migration is named by its id: the name of its file without folder and ending.',
    fix: 'Look at cliq-ds migration status.',
    example: 'cliq-ds migration skip split-name # migrations/split-name.yaml',
  },
  MG109: {
    title: 'a migration of this name is there already',
    why: 'A name is an id in every environment, so it is never taken twice.',
    fix: 'Edit the file, or choose another name.',
    example: 'cliq-ds migration new split-name',
  },
}
