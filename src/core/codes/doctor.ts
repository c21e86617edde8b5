import type { CodeTable } from './facts.ts'

/** The codes of examinations and probes. */
export const doctorCodes: CodeTable = {
  DR101: {
    title: 'clocks apart',
    why: 'Waits and the end of tokens are reckoned by the clock of this machine. Pacing itself is not: it counts what passes.',
    fix: 'Set the clock, for example by NTP.',
    example: 'sudo timedatectl set-ntp true',
  },
  DR102: {
    title: 'locked out at present',
    why: 'Cliq refuses an operation for some minutes after one call too many; it is sent nothing before.',
    fix: 'Wait until the time that the message names. Other operations go on.',
    example: 'records.list is locked out until 2026-11-25T10:05:00.000Z',
  },
  DR103: {
    title: 'reads lag more than is waited',
    why: 'The probe saw reads that did not yet show a write for longer than consistency.settleMs.',
    fix: 'Set consistency.settleMs in the config as the message says.',
    example: 'consistency: { settleMs: 8000 }',
  },
  DR104: {
    title: 'limits learned',
    why: 'Cliq refused calls within the documented limits, so fewer are sent for a day.',
    fix: 'Nothing, if it is rare. Else set rateLimits, or use a Cliq user that no other program uses.',
    example: "rateLimits: { limits: { 'records.list': 20 } }",
  },
  DR201: {
    title: 'the name of the probe is taken',
    why: 'A datastore that no probe made has the name of the probe, and nothing of others is ever removed.',
    fix: 'Rename or remove it, then probe again.',
    example: 'cliq-ds doctor --probe --yes # once cliqds_probe has another name',
  },
  DR203: {
    title: 'the probe was left behind',
    why: 'Its datastore could not be removed at the end.',
    fix: 'Probe again, which removes it first, or remove it in Cliq.',
    example: 'cliq-ds doctor --probe --yes # removes what is left of the last probe first',
  },
  DR204: {
    title: 'protected environments are not probed',
    why: 'A probe writes without a reviewed plan.',
    fix: 'Probe another org of the same data centre, or take protected away for the time of the probe.',
    example: 'cliq-ds doctor --probe --yes --env staging',
  },
  DR205: {
    title: 'the probe was not created',
    why: 'Cliq did not take its datastore, so there is nothing to ask.',
    fix: 'See what Cliq said; where the org holds too many datastores, remove one.',
    example: 'cliq-ds doctor --probe --yes # after a datastore that nobody needs is removed',
  },
}
