import type { CodeTable } from './facts.ts'

const AGAIN = 'cliq-ds apply --env staging'

/** The codes of lock files that several machines share: on a branch, or behind an HTTP state. */
export const lockPlaceCodes: CodeTable = {
  LK120: {
    title: 'no repository for the lock branch',
    why: "A lock file on a branch is pushed to the remote of the project's repository, and git finds none.",
    fix: 'Run inside a clone with a remote, or set lockFile to a path in the project.',
    example: 'git remote -v',
  },
  LK121: {
    title: 'lock file cannot be reached',
    why: 'Without the record of what was applied, everything would look new. Nothing was sent to Cliq.',
    fix: 'Check the network and the credentials, then run the same command again.',
    example: AGAIN,
  },
  LK122: {
    title: 'lock branch is gone',
    why: 'The branch existed when this machine last read it. With an empty record everything would look new.',
    fix: 'Push the branch again from a clone that has it, or rebuild it from the org.',
    example: 'cliq-ds lock repair --env staging',
  },
  LK123: {
    title: 'lock file cannot be written there',
    why: 'The place refused: a missing permission, a branch rule, a wrong address. This is checked before the first call to Cliq.',
    fix: 'Give this job permission to write there, or set lockFile to another place.',
    example: 'permissions: { contents: write }',
  },
  LK124: {
    title: 'lock file is locked by another run',
    why: 'The HTTP state is locked while it is written, and its lock was not released in half a minute.',
    fix: 'Wait for that run to end. If it has died, release the lock on the server.',
    example: AGAIN,
  },
  LK125: {
    title: 'state of another tool',
    why: 'The address has a state that cliq-ds did not write, and overwriting would lose it.',
    fix: 'Give lockFile its own address.',
    example: "lockFile: { url: env('CLIQ_DS_STATE_URL') }",
  },
  LK126: {
    title: 'lock file is still in the project',
    why: 'The shared place is empty, and the project has a lock file: read as empty, everything would look new.',
    fix: 'Move it there, then delete the file from the project.',
    example: 'cliq-ds lock move\ngit rm cliq-ds.lock.json',
  },
  LK127: {
    title: 'lock file from an earlier read',
    why: 'The shared place does not answer, so the last copy is used for reading. Nothing can be applied.',
    fix: 'Check the network; plan again when the place answers.',
    example: 'cliq-ds plan --env staging',
  },
  LK128: {
    title: 'a run has not written its result',
    why: 'A run marks the lock file before its first call and removes the mark with its result. This one is still running, or has died.',
    fix: 'Wait for it, or apply again: an apply reads first and sends what is missing.',
    example: AGAIN,
  },
  LK129: {
    title: 'lock file is already in its place',
    why: 'The config keeps the lock file in the project.',
    fix: 'Set lockFile to the shared place, then move it.',
    example: "lockFile: { branch: 'cliq-ds-lock' },",
  },
  LK130: {
    title: 'part of the lock file is lost',
    why: 'The lock file is rebuilt, and this environment is damaged too and was not rebuilt. What it owned is adopted again, and never deleted.',
    fix: 'Rebuild it from its own org, or restore the file from version control first.',
    example: 'git restore cliq-ds.lock.json\ncliq-ds lock repair --env production',
  },
}
