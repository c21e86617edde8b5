import type { CodeTable } from './facts.ts'

/** What may be wrong with seeds, and with writing their rows. */
export const seedCodes: CodeTable = {
  SD101: {
    title: 'a seed file cannot be read',
    why: 'It is YAML with `datastore`, `key`, `mode`, `environments`, and either `rows` or a `source` with `columns`.',
    fix: 'Correct the part that the message names.',
    example: 'datastore: empdir\nkey: empid\nrows:\n  - { empid: 1, empname: Ada }',
  },
  SD102: {
    title: 'a seed has no unique key',
    why: 'Cliq has no bulk insert and no idempotency key: after a lost answer only a unique key shows whether a row was written. Without one it could be written twice.',
    fix: 'Declare a unique key in the definition, apply it, and name it as `key` in the seed. To seed without one: --allow unkeyed-seed:NAME.',
    example: 'unique_keys: [[empid]] # in schemas/empdir.yaml\nkey: empid # in seeds/empdir.yaml',
  },
  SD103: {
    title: 'a seed is for a datastore that is not defined',
    why: 'Rows are checked against the definition of their datastore before anything is sent.',
    fix: 'Write its definition, or correct `datastore`.',
    example: 'datastore: empdir # the unique_name in schemas/empdir.yaml',
  },
  SD104: {
    title: 'a column is not a field of the datastore',
    why: 'Cliq refuses values of unknown fields; it sets id, added_time and modified_time itself.',
    fix: 'Correct the column, leave it out, or map it: `columns: { "Employee No": empid, Remarks: false }`.',
    example: 'source: products.csv\ncolumns: { No: productid, Shelf: false }',
  },
  SD105: {
    title: 'a value does not fit the type of its field',
    why: 'Nothing is guessed: a boolean is true or false, a number is decimal digits, and text is in quotes where it looks like something else.',
    fix: 'Write the value in the form that the message names.',
    example: '- { empid: 1001, empname: "1984", isactive: true } # not 1984, not "yes"',
  },
  SD106: {
    title: 'a value or a row is too long for a record call',
    why: 'Record calls take 250 characters of limited text, 1,000 of any other value, 19 of a number, and 2,500 bytes per row.',
    fix: 'Shorten the value.',
    example: '- { empid: 1001, empname: "at most 250 characters" }',
  },
  SD107: {
    title: 'a mandatory value is missing',
    why: 'Cliq refuses a row without it, and a row without its key cannot be told apart from others.',
    fix: 'Add the value. Empty text counts as missing.',
    example: '- { empid: 1001, empname: Ada Lovelace } # not empname: ""',
  },
  SD108: {
    title: 'two rows share a key',
    why: 'To Cliq their values are the same: leading zeros of numbers, spaces around a text and the form of a letter (é as one character or as two) do not count.',
    fix: 'Keep one of them.',
    example: '- { empid: 7, empname: Ada Lovelace }\n- { empid: "007", empname: Ada King } # the same key: keep one',
  },
  SD109: {
    title: 'an encrypted value is in clear text',
    why: 'Cliq encrypts the field, but the file, its history and all copies are readable.',
    fix: 'Write ${env:NAME} in its place and set the variable where the seed runs.',
    example: '- { badge_no: 7, holder: Ada Lovelace, door_pin: "${env:DOOR_PIN}" }',
  },
  SD110: {
    title: 'a source cannot be read',
    why: 'CSV follows RFC 4180 with a header; NDJSON has one object per line; JSON is a list of objects.',
    fix: 'Fix the file at the place that the message names.',
    example: 'No,Category,Text\n1,tea,"Green, from Uji"',
  },
  SD111: {
    title: 'an environment variable is not set',
    why: 'The seed takes a value from it, and an empty value would be written instead.',
    fix: 'Set it, then run the command again.',
    example: 'export DOOR_PIN="$(cat door-pin.txt)"',
  },
  SD112: {
    title: 'the rows of the org cannot be told apart',
    why: 'Two records have the same key, the key is hidden, or Cliq did not list all rows. Rows are compared only when this is certain.',
    fix: 'Remove the second record in Cliq, or choose a key without masked fields.',
    example: 'datastore: badges\nkey: [site, holder] # not badge_no, which is masked',
  },
  SD113: {
    title: 'a seed would remove more rows than its limit',
    why: 'A file that lost half its rows must not empty a datastore: above 10 rows or 30 % of them nothing is removed.',
    fix: 'Check the seed. To remove them: --max-removed N.',
    example: 'cliq-ds seed empdir --allow records-removed:empdir --max-removed 40',
  },
  SD114: {
    title: 'removing rows needs consent',
    why: 'Cliq cannot restore a removed row. A copy of all rows is saved first, where backups are on.',
    fix: 'To remove them: --allow records-removed:NAME.',
    example: 'cliq-ds seed empdir --allow records-removed:empdir',
  },
  SD115: {
    title: 'there is no such seed',
    why: 'A seed is named by its file or its datastore, and may be for other environments only.',
    fix: 'Check the seeds folder, and `environments` in the file.',
    example: 'cliq-ds seed empdir --env staging',
  },
  SD116: {
    title: 'the org is not ready for a seed',
    why: 'The datastore does not exist, or its fields or keys differ from the definition.',
    fix: 'Run cliq-ds apply first.',
    example: 'cliq-ds apply --env staging\ncliq-ds seed --env staging',
  },
  SD117: {
    title: 'a row was changed in the meantime',
    why: 'Rows are read again right before they are written. What somebody changed by hand is never silently overwritten.',
    fix: 'Check the row, then run the same command again.',
    example: 'cliq-ds seed empdir --dry-run',
  },
  SD118: {
    title: 'unknown whether a row was written',
    why: 'The answer of Cliq was lost, and a read did not settle it.',
    fix: 'Run the same command again: it reads first and sends only what is missing.',
    example: 'cliq-ds seed empdir',
  },
  SD119: {
    title: 'a seed cannot be pulled',
    why: 'Its file already exists with other content, or its rows cannot be told apart without showing hidden values.',
    fix: 'Choose another file with --out, or remove the old one.',
    example: 'cliq-ds seed pull empdir --out seeds/empdir-live.yaml',
  },
  SD120: {
    title: 'a reference to another seed cannot be resolved',
    why: '`{ ref: SEED.KEY.COLUMN }` names a row by the one field of its key, and `id` or a field that is not hidden. The row must be in that seed, and the seed must be part of the run.',
    fix: 'Correct the reference, or name both seeds.',
    example: 'rows:\n  - { badge: 7, owner: { ref: oncall.alice.id } }',
  },
  SD123: {
    title: 'rows of an extension are not removed',
    why: 'Rows are copied before they are removed, and a copy is restored by datastore id, which the API does not show for datastores of extensions.',
    fix: 'Use `mode: upsert`, and remove rows by hand.',
    example: 'datastore: deals\nkey: code\nmode: upsert',
  },
  SD124: {
    title: 'two keys look the same',
    why: 'They differ in case, in invisible characters, or in letters of another script. It is not documented whether Cliq treats them as one key: it may refuse the second after writing the first.',
    fix: 'Correct one of the two, or keep one. If both are intended, there is nothing to do.',
    example: '- { team: platform }\n- { team: Platform } # one of the two',
  },
  SD122: {
    title: 'rows would share a unique key',
    why: 'Rows are written one by one, and each must be unique in every key when it is written. Here another row still has the value, for example because two rows exchange theirs.',
    fix: 'Correct the rows. To exchange values, first give one row a third value in a separate run.',
    example:
      '# a separate run, before the two weeks exchange their engineers\n- { team: platform, week: 48, engineer: nobody }',
  },
  SD121: {
    title: 'seeds refer to each other in a circle',
    why: 'Each would have to be written before the other.',
    fix: 'Remove one of the references.',
    example:
      '# seeds/oncall.yaml refers to empdir, so seeds/empdir.yaml refers to nothing in oncall\n- { team: platform, week: 48, engineer: { ref: empdir.1001.empname } }',
  },
  SD130: {
    title: 'text close to a reference',
    why: 'Rows in the seed itself may use ${env:NAME}; other forms, and any form in a source, would be written literally.',
    fix: 'Write ${env:NAME} in a row of the seed itself, or change the text.',
    example: 'pin: "${env:PIN}"',
  },
  SD131: {
    title: 'a seed names an unknown environment',
    why: 'A typo in its name would silently skip the seed.',
    fix: 'Name an environment of the config.',
    example: 'environments: [staging]',
  },
  SD133: {
    title: 'no seed for the environment',
    why: 'The folder of seeds is empty, or its files are for other environments.',
    fix: 'Write a seed, or run the command without seeds.',
    example: 'cliq-ds seed pull empdir --out seeds/empdir.yaml',
  },
  SD132: {
    title: 'rows are not compared',
    why: 'An offline plan reads nothing of the org, so it cannot tell which rows differ.',
    fix: 'Plan without --offline to see them.',
    example: 'cliq-ds plan --seed --env staging',
  },
}
