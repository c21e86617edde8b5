import type { CodeTable } from './facts.ts'

/** What may be wrong with copies of records, and with bringing them back. */
export const backupCodes: CodeTable = {
  BK101: {
    title: 'a backup could not be completed',
    why: 'What was written could not be read back as it was, or Cliq did not list all records, or listed them differently in a row. Nothing is removed before its copy is verified, and no seed is written without one.',
    fix: 'Free space on the disk, then run the same command again.',
    example: 'cliq-ds backup empdir',
  },
  BK102: {
    title: 'a backup is damaged',
    why: 'Its files do not match the digests in its manifest: they were truncated, edited or mixed. A partial backup is never restored.',
    fix: 'Use another one: the folders are under .cliq-ds/backup/.',
    example: 'cliq-ds restore .cliq-ds/backup/staging/20261125T093000123Z-empdir',
  },
  BK103: {
    title: 'there is no such backup',
    why: 'The folder has no manifest, which is written last, or the environment has no backup at all.',
    fix: 'Name a folder under .cliq-ds/backup/ENVIRONMENT/.',
    example: 'cliq-ds restore latest',
  },
  BK104: {
    title: 'the backup is of another org',
    why: 'Its ids and datastores belong to the org that it was taken from.',
    fix: 'Choose the environment that it was taken from with --env.',
    example: 'cliq-ds restore latest --env staging',
  },
  BK105: {
    title: 'something cannot be restored',
    why: 'Record calls take at most 1,000 characters a value and 2,500 bytes a record, assign new ids and times, and show some values as stars.',
    fix: 'Look the values up in the backup folder and enter them by hand.',
    example: 'grep \'"1001"\' .cliq-ds/backup/staging/20261125T093000123Z-empdir/records.ndjson',
  },
  BK106: {
    title: 'a record was not restored',
    why: 'Cliq refused it, or it is unknown whether it took effect.',
    fix: 'Run the same command again: it compares with the org and sends only what is missing.',
    example: 'cliq-ds restore latest --yes',
  },
  BK107: {
    title: 'the old names would not stay',
    why: 'A definition says with `renamed_from` or `convert` that what the backup has is called otherwise today. Brought back under its old name, the next apply would carry it away again.',
    fix: 'Restore without --as-was: the values go to the fields of today. To have the old shape, remove the hint first.',
    example: 'cliq-ds restore latest --yes',
  },
  BK108: {
    title: 'values are on their way to another field',
    why: 'An apply that was stopped has carried a part of them. What a restore wrote now would be taken for newer.',
    fix: 'Finish the apply, then restore.',
    example: 'cliq-ds apply',
  },
}
