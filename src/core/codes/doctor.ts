import type { CodeTable } from './facts.ts'

/** The codes of examinations and probes. */
export const doctorCodes: CodeTable = {
  DR101: {
    title: 'clocks apart',
    why: 'Waits and token expiry use the clock of this machine. Pacing does not: it uses elapsed time.',
    fix: 'Set the clock, for example by NTP.',
    example: 'sudo timedatectl set-ntp true',
  },
  DR102: {
    title: 'locked out at the moment',
    why: 'Cliq refuses an operation for some minutes after one call too many; cliq-ds sends none until then.',
    fix: 'Wait until the time in the message. Other operations continue.',
    example: 'records.list is locked out until 2026-11-25T10:05:00.000Z',
  },
  DR103: {
    title: 'reads lag longer than settleMs',
    why: 'The probe saw reads that did not yet show a write for longer than consistency.settleMs.',
    fix: 'Set consistency.settleMs in the config as the message says.',
    example: 'consistency: { settleMs: 8000 }',
  },
  DR104: {
    title: 'limits learned',
    why: 'Cliq refused calls within the documented limits, so fewer are sent for a day.',
    fix: 'Nothing to do if it is rare. Otherwise set rateLimits, or use a Cliq user that no other program uses.',
    example: "rateLimits: { limits: { 'records.list': 20 } }",
  },
  DR105: {
    title: 'a setting that the pipeline relies on is missing',
    why: 'The workflow of cliq-ds init is only as safe as the repository: a protected branch, environments with the right rules, variables that are masked and protected.',
    fix: 'Change the setting that the message names, or ignore it where something else does its work.',
    example: 'Settings -> Environments -> production -> Deployment branches: main',
  },
  DR201: {
    title: 'the name of the probe is taken',
    why: "A datastore that no probe made has the probe's name, and cliq-ds never removes what it did not make.",
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
    fix: 'Probe another org of the same data centre, or remove protected while you probe.',
    example: 'cliq-ds doctor --probe --yes --env staging',
  },
  DR205: {
    title: 'the probe was not created',
    why: 'Cliq did not create its datastore, so nothing can be tested.',
    fix: 'Read what Cliq said; if the org has too many datastores, delete one.',
    example: 'cliq-ds doctor --probe --yes # after deleting a datastore that nobody needs',
  },
}
