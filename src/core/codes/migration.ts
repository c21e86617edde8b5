import type { CodeTable } from './facts.ts'

/** What may be wrong with migrations, and with running them. */
export const migrationCodes: CodeTable = {
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
    title: 'a migration of this name already exists',
    why: 'A name is an id in every environment, so it is never taken twice.',
    fix: 'Edit the file, or choose another name.',
    example: 'cliq-ds migration new split-name',
  },
  MG110: {
    title: 'a migration that ran was edited since',
    why: 'It runs once in each environment, and the lock file records what it said then. What it says now has never run here.',
    fix: 'Undo the edit and write a new migration, or record the file as it is: cliq-ds migration skip ID.',
    example: 'cliq-ds migration new split-name-2',
  },
  MG111: {
    title: 'a migration reads what is not there any more',
    why: 'Its field or datastore was deleted before it ran here, so its values are gone or were moved in another way.',
    fix: 'Bring the field back, or record that the migration does not run here: cliq-ds migration skip ID.',
    example: 'cliq-ds migration skip split-name --env staging',
  },
  MG112: {
    title: 'nobody knows whether a migration has deleted records here',
    why: 'Deleting twice could take records that were added later. The lock file records what ran, and this datastore is not in it.',
    fix: 'Adopt the datastore with cliq-ds pull NAME and run it, or record that it ran: cliq-ds migration skip ID.',
    example: 'cliq-ds migration skip remove-leavers --env production',
  },
  MG113: {
    title: 'a migration has no turn',
    why: 'All fields that it reads and writes have to be there at once, and the caps of Cliq leave no such state on the way.',
    fix: 'Keep the old fields for one apply, or define a field less.',
    example: 'fields: { name: …, first: …, last: … } # name leaves with a later apply',
  },
  MG114: {
    title: 'values do not fit a migration',
    why: 'Nothing is cut and nothing is guessed. Every record is read before anything is sent, and those that do not fit are named.',
    fix: 'Correct them in Cliq, or write in the step what becomes of them: `invalid: skip`, or a text to put.',
    example: '- split: { datastore: staff, field: name, by: " ", into: [first, last], invalid: skip }',
  },
  MG115: {
    title: 'a migration would delete more records than it says',
    why: '`at_most` is counted before the first delete, so that a condition that means too much deletes nothing.',
    fix: 'Look at what `where` means, or raise `at_most`.',
    example: '- delete_records: { datastore: staff, where: { isactive: false }, at_most: 500 }',
  },
  MG116: {
    title: 'records are deleted with a consent only',
    why: 'A migration never waives a consent, and a standing one does not count for it.',
    fix: 'Name it for this run.',
    example: 'cliq-ds apply --allow records-removed:staff',
  },
}
