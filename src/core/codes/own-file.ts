import type { CodeTable } from './facts.ts'

const REPAIR = 'Restore it from version control, or rebuild it from the org with cliq-ds lock repair.'
const AGAIN = 'Plan again and review the new plan.'
const BELIEVED =
  'The lock file decides what may be removed, so a damaged one is never used in part. Nothing was written.'

/** The codes of the files that only cliq-ds writes: the lock file and saved plans. */
export const ownFileCodes: CodeTable = {
  LK101: {
    title: 'merge conflict in the lock file',
    why: 'Two branches changed the same environment, and git left its markers in the file.',
    fix: 'Take either side as a whole, then run cliq-ds lock repair, which reads the org.',
    example: 'git checkout --ours cliq-ds.lock.json\ncliq-ds lock repair --env staging',
  },
  LK102: {
    title: 'lock file truncated',
    why: `The file ends too early or is empty. ${BELIEVED}`,
    fix: REPAIR,
    example: 'git restore cliq-ds.lock.json',
  },
  LK103: {
    title: 'lock file damaged',
    why: `The file is not the JSON that cliq-ds writes. ${BELIEVED}`,
    fix: REPAIR,
    example: 'git restore cliq-ds.lock.json',
  },
  LK104: {
    title: 'lock file of a newer cliq-ds',
    why: 'A newer format may contain what this version would lose when it writes the file.',
    fix: 'Upgrade cliq-ds to the version that wrote it, or a later one.',
    example: 'npm install --save-dev cliq-ds@latest',
  },
  LK105: {
    title: 'unknown lock file version',
    why: `The format version is missing or unknown. ${BELIEVED}`,
    fix: REPAIR,
    example: 'git restore cliq-ds.lock.json',
  },
  LK106: {
    title: 'repeated key in the lock file',
    why: `One of two equal keys would be silently lost. ${BELIEVED}`,
    fix: REPAIR,
    example: 'git restore cliq-ds.lock.json',
  },
  LK107: {
    title: 'lock file not valid',
    why: `A key is unknown or missing, or a value is of the wrong kind. ${BELIEVED}`,
    fix: REPAIR,
    example: 'git restore cliq-ds.lock.json',
  },
  LK108: {
    title: 'lock file changed by hand',
    why: `The digest of an environment does not match its content. ${BELIEVED}`,
    fix: REPAIR,
    example: 'git diff cliq-ds.lock.json\ngit restore cliq-ds.lock.json',
  },
  LK109: {
    title: 'one id under two names',
    why: `One datastore cannot have two names. ${BELIEVED}`,
    fix: REPAIR,
    example: 'cliq-ds lock repair --env staging',
  },
  LK110: {
    title: 'embedded emulator in the lock file',
    why: 'The data of an embedded emulator is on one machine only, so what the lock file says about it is wrong on every other one. It is now kept beside its database.',
    fix: 'Nothing to do: the next apply to this environment removes its part from the lock file. Commit that change.',
    example: 'cliq-ds apply --env local\ngit add cliq-ds.lock.json',
  },
  LK111: {
    title: 'embedded emulator with other data',
    why: 'The database of the embedded emulator is gone, new or an older copy, so what was recorded about it is ignored.',
    fix: 'Nothing to do: plan and apply start from scratch. To go back, restore the database file.',
    example: 'cliq-ds apply --env local',
  },
  PF101: {
    title: 'not a plan',
    why: 'The file is empty, truncated, or was not written by cliq-ds plan --out.',
    fix: AGAIN,
    example: 'cliq-ds plan --out staging.plan.json\ncliq-ds apply staging.plan.json',
  },
  PF102: {
    title: 'plan of another format',
    why: 'Another version of cliq-ds wrote the plan in a format that this one cannot read.',
    fix: AGAIN,
    example: 'cliq-ds plan --out staging.plan.json',
  },
  PF103: {
    title: 'plan changed after saving',
    why: 'The content does not match its checksum: someone edited the file, or it was damaged. Only what was reviewed is applied.',
    fix: AGAIN,
    example: 'cliq-ds plan --out staging.plan.json\ncliq-ds show staging.plan.json',
  },
}
