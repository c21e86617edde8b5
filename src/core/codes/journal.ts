import type { CodeTable } from './facts.ts'

/** The codes of the journal that an apply keeps on this machine. */
export const journalCodes: CodeTable = {
  JR101: {
    title: 'journal damaged',
    why: 'A line before the last one does not match its number, its checksum or the line before it: it was damaged or edited.',
    fix: 'Delete the file that the message names: apply reads the org and does not need it.',
    example: 'rm .cliq-ds/journal/staging.ndjson',
  },
  JR102: {
    title: 'an earlier apply was interrupted',
    why: 'It was about to send a call and never recorded the result. The org is read before anything is sent, so nothing is done twice.',
    fix: 'Nothing to do: this apply checks.',
    example: 'cliq-ds apply --env staging',
  },
  JR103: {
    title: 'drift left by an unfinished apply',
    why: 'The org already matches its definitions, but the lock file does not: an interrupted apply leaves this behind.',
    fix: 'Apply again: it finds what is already done and writes the lock file.',
    example: 'cliq-ds apply --env staging',
  },
}
