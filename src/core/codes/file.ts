import type { CodeTable } from './facts.ts'

/** The codes of files as such. */
export const fileCodes: CodeTable = {
  FS101: {
    title: 'file not found',
    why: 'A file that the command needs does not exist. An absent file never counts as an empty one.',
    fix: 'Check the path, or create the file.',
    example: 'cliq-ds plan --out staging.plan.json\ncliq-ds show staging.plan.json',
  },
  FS102: {
    title: 'file cannot be read',
    why: 'The system refused to read the file. An unreadable file never counts as an empty one.',
    fix: 'Check the permissions of the file and of its folders.',
    example: 'chmod u+r schemas/empdir.yaml',
  },
  FS103: {
    title: 'not a regular file',
    why: 'A file is expected, but this is a folder, device or pipe; reading or replacing it could hang or do harm.',
    fix: 'Put a regular file there, or give another path.',
    example: 'cliq-ds types --out src/records.ts # a file, not the folder src',
  },
  FS104: {
    title: 'a link, or outside the project',
    why: 'Links out of the project would let a pull request read or replace what is not part of it.',
    fix: 'Keep the file itself inside the project.',
    example: 'rm schemas/empdir.yaml # the link\ncp ../shared/empdir.yaml schemas/empdir.yaml',
  },
  FS105: {
    title: 'file too large',
    why: 'Files are read whole, so each kind has a limit: 1 MB for what people write, 20 MB for plans and lock files.',
    fix: 'Split the file; create a plan or lock file again.',
    example: 'cliq-ds plan --out staging.plan.json',
  },
  FS106: {
    title: 'not UTF-8',
    why: 'All files of a project are UTF-8 text; other bytes would be silently changed.',
    fix: 'Save the file as UTF-8.',
    example: 'iconv -f ISO-8859-1 -t UTF-8 seeds/products.csv > seeds/utf8.csv\nmv seeds/utf8.csv seeds/products.csv',
  },
  FS107: {
    title: 'file cannot be written',
    why: 'The disk is full or read-only, or permissions forbid it. The old file is unchanged.',
    fix: 'Free space or change the permissions, then run the same command again.',
    example: 'df -h .\nchmod u+w cliq-ds.lock.json',
  },
  FS108: {
    title: 'file changed since it was read',
    why: 'Someone else wrote the file while the command ran; overwriting would lose that.',
    fix: 'Run the command again.',
    example: 'cliq-ds pull empdir',
  },
  FS110: {
    title: "emulator's file that cannot be used",
    why: 'It may not be read or written, the disk is full, or it is not a file of this emulator. What it held before is unchanged.',
    fix: 'Free space or change its permissions. If the org in it is no longer wanted, move the file away: the emulator begins with an empty one.',
    example: 'mv .cliq-ds/local.db /tmp/',
  },
  FS109: {
    title: 'state folder not usable',
    why: 'Leases, ledgers and tokens are kept in a folder that only you own.',
    fix: 'Set CLIQ_DS_STATE_DIR to a folder of your own.',
    example: 'mkdir -m 700 ~/cliq-ds-state\nexport CLIQ_DS_STATE_DIR=~/cliq-ds-state',
  },
}
