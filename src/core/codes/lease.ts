import type { CodeTable } from './facts.ts'

const AGAIN = 'Run the same command again: it reads first and sends what is missing.'

/** The codes of leases, on this machine and in the org. */
export const leaseCodes: CodeTable = {
  LE101: {
    title: 'lease held',
    why: 'Another apply for this environment runs; two at once would plan from what the other changes.',
    fix: 'Wait for it to end, or set lease.waitMs. If it cannot be running any more, pass the printed id to cliq-ds unlock.',
    example: "lease: { kind: 'org', waitMs: 600_000 }",
  },
  LE102: {
    title: 'lease lost',
    why: 'The lease was freed by hand or taken over while this apply ran, so it stopped before its next call.',
    fix: AGAIN,
    example: 'cliq-ds apply --env staging',
  },
  LE103: {
    title: 'lease cannot be read',
    why: 'What stands in the place of the lease is damaged, so nobody can tell whether it is held: it counts as held.',
    fix: 'When nothing applies to this environment, do what the message says: delete the folder, or unlock the record.',
    example: 'cliq-ds unlock 17202020414617773 --env staging',
  },
  LE104: {
    title: 'not this lease',
    why: 'Freeing a lease by hand takes its exact id, so that nobody frees one that was taken meanwhile.',
    fix: 'Pass the id that the refused apply printed.',
    example: 'cliq-ds unlock 7f0c9a…',
  },
  LE105: {
    title: 'the lease gets its datastore',
    why: 'With lease: org the first apply creates cliqds_meta in the org. It holds the lease and the last 50 intents.',
    fix: "Nothing: it is never listed as foreign, and never removed. Or set lease: { kind: 'local' }.",
    example: "lease: { kind: 'org' } // the first apply creates cliqds_meta",
  },
  LE106: {
    title: 'the datastore of the lease cannot serve',
    why: 'Without exactly its fields and its unique key two runs could both believe that they hold the lease.',
    fix: "Remove cliqds_meta when nothing applies to this org, shorten the prefix, or set lease: { kind: 'local' }.",
    example: "staging: { dataCenter: 'eu', prefix: 'stg_', credentials, lease: { kind: 'local' } }",
  },
  LE107: {
    title: 'lease not renewed in time',
    why: 'The machine slept or waited so long that another run may take the lease over soon. The apply stopped itself and left the lease to run out.',
    fix: AGAIN,
    example: 'cliq-ds apply --env staging --max-duration 10m',
  },
  LE108: {
    title: 'lease not given back',
    why: 'Cliq did not confirm it, or a call is in doubt that may still take effect. What was applied is not concerned.',
    fix: 'Wait until the lease runs out, or free it with cliq-ds unlock.',
    example: 'cliq-ds unlock 7f0c9a…',
  },
  LE109: {
    title: 'lease in doubt',
    why: 'Cliq gave no clear answer about the lease, and nothing is sent on a guess.',
    fix: AGAIN,
    example: 'cliq-ds apply --env staging',
  },
}
