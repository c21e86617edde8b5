import type { CodeTable } from './facts.ts'

/** The codes of the journal that an apply keeps on this machine. */
export const journalCodes: CodeTable = {
  JR101: {
    title: 'journal damaged',
    why: 'A line before the last one does not fit its number, its checksum or the line before it: the disk or someone changed it.',
    fix: 'Delete the file that the message names: an apply reads the org and never needs it.',
    example: 'rm .cliq-ds/journal/staging.ndjson',
  },
  JR102: {
    title: 'an earlier apply was cut off',
    why: 'It was about to send a call and never wrote down how that ended. The org is read before anything is sent, so nothing is done twice.',
    fix: 'Nothing: this apply finds out.',
    example: 'cliq-ds apply --env staging',
  },
  JR103: {
    title: 'drift of an apply that did not finish',
    why: 'The org has moved just as its definitions did, and the lock file does not know it: so an apply leaves it that was cut off.',
    fix: 'Apply again: what is done is found done, and the lock file is written.',
    example: 'cliq-ds apply --env staging',
  },
}
