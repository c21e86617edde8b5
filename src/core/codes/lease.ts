import type { CodeTable } from './facts.ts'

const AGAIN = 'Run the same command again: it reads first and sends what is missing.'

/** The codes of leases, on this machine and in the org. */
export const leaseCodes: CodeTable = {
  LE101: {
    title: 'lease held',
    why: 'Another apply for this environment runs; two at once would interfere with each other.',
    fix: 'Wait for it to end, or set lease.waitMs. If that run has died, pass the printed id to cliq-ds unlock.',
    example: "lease: { kind: 'org', waitMs: 600_000 }",
  },
  LE102: {
    title: 'lease lost',
    why: 'The lease was released by hand or taken over while this apply ran, so it stopped before its next call.',
    fix: AGAIN,
    example: 'cliq-ds apply --env staging',
  },
  LE103: {
    title: 'lease cannot be read',
    why: 'The lease is damaged, so it is unknown whether it is held: it counts as held.',
    fix: 'If no apply is running for this environment, do what the message says: delete the folder, or unlock the record.',
    example: 'cliq-ds unlock 17202020414617773 --env staging',
  },
  LE104: {
    title: 'not this lease',
    why: 'Releasing a lease by hand needs its exact id, so that nobody releases one that was taken in the meantime.',
    fix: 'Pass the id that the refused apply printed.',
    example: 'cliq-ds unlock 7f0c9a…',
  },
  LE105: {
    title: 'the lease datastore will be created',
    why: 'With lease: org the first apply creates cliqds_meta in the org. It stores the lease, the last 50 intents, and which migrations ran.',
    fix: "Nothing to do: it is never listed as foreign and never removed. Or set lease: { kind: 'local' }.",
    example: "lease: { kind: 'org' } // the first apply creates cliqds_meta",
  },
  LE106: {
    title: 'the lease datastore cannot be used',
    why: 'Without exactly its fields and its unique key two runs could both believe that they hold the lease.',
    fix: "Delete cliqds_meta when no apply is running for this org, shorten the prefix, or set lease: { kind: 'local' }.",
    example: "staging: { dataCenter: 'eu', prefix: 'stg_', credentials, lease: { kind: 'local' } }",
  },
  LE107: {
    title: 'lease not renewed in time',
    why: 'The machine slept or waited so long that another run may take over the lease soon. The apply stopped itself and let the lease expire.',
    fix: AGAIN,
    example: 'cliq-ds apply --env staging --max-duration 10m',
  },
  LE108: {
    title: 'lease not released',
    why: 'Cliq did not confirm it, or an unanswered call may still take effect. What was applied is not affected.',
    fix: 'Wait until the lease expires, or release it with cliq-ds unlock.',
    example: 'cliq-ds unlock 7f0c9a…',
  },
  LE110: {
    title: 'lease kept: a call may have no answer yet',
    why: 'The run that died had sent a call and never learned how it ended, or was writing rows. It may still take effect, so no other run starts before the lease expires.',
    fix: 'Wait until the lease expires. ' + AGAIN,
    example: 'cliq-ds apply --env staging',
  },
  LE111: {
    title: 'no lease to release',
    why: 'The lease is free: its run has ended, or somebody released it before.',
    fix: 'Nothing to do: the next apply takes it.',
    example: 'cliq-ds apply --env staging',
  },
  LE109: {
    title: 'lease state unknown',
    why: 'Cliq gave no clear answer about the lease, and nothing is sent on a guess.',
    fix: AGAIN,
    example: 'cliq-ds apply --env staging',
  },
}
