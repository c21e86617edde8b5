import type { CodeTable } from './facts.ts'

/** What stands against a plan, and what may come of it. */
export const planCodes: CodeTable = {
  DS101: {
    title: 'a datastore would be deleted',
    why: 'Cliq deletes the datastore with all its records, at once and for good; the API has no undo.',
    fix: 'If it shall go, name it: --allow datastore-removed:NAME. Else restore its definition.',
    example: 'cliq-ds apply --allow datastore-removed:empdir',
  },
  DS102: {
    title: 'a field would be deleted',
    why: 'Its values go with it in every record, and the API has no undo.',
    fix: 'If it shall go, name it: --allow field-removed:NAME.FIELD. Else restore it in the definition.',
    example: 'cliq-ds apply --allow field-removed:empdir.notes',
  },
  DS103: {
    title: 'a field would get another type',
    why: "A field's type is fixed once it exists, so the field is deleted and added again, empty.",
    fix: 'If its values may go, name it: --allow field-retyped:NAME.FIELD. Else add a field of another name.',
    example: 'cliq-ds apply --allow field-retyped:empdir.salary',
  },
  DS104: {
    title: 'a datastore would get its old name back',
    why: 'It was renamed in Cliq. Record calls use the name, so whoever uses the new one would fail.',
    fix: 'If the definition is right: --allow datastore-renamed:NAME. Else change unique_name in the definition.',
  },
  DS105: {
    title: 'a protected datastore would be deleted',
    why: 'The lock file remembers protect: true, so that deleting a file or a line cannot delete the datastore.',
    fix: 'Restore the definition with protect: false, apply that, and only then remove the definition.',
  },
  DS106: {
    title: 'a datastore with foreign fields would be deleted',
    why: 'Someone else added fields to it. What the lock file does not own is never removed.',
    fix: 'Adopt the fields with cliq-ds pull NAME, or delete them in Cliq.',
  },
  DS107: {
    title: 'a removal and an addition look like a rename',
    why: 'A diff cannot tell a rename from a removal and an addition, and the latter moves no values.',
    fix: 'Consent to the removal if nothing needs to move. Else keep both until the values are copied.',
  },
  DS108: {
    title: 'a protected environment needs a saved plan',
    why: 'What is applied there shall be what was reviewed.',
    fix: 'Save the plan with cliq-ds plan --out FILE, have it reviewed, then run cliq-ds apply FILE.',
  },
  DS109: {
    title: 'more datastores would go than the limit allows',
    why: 'A standing consent of the config is given once and forgotten, so alone it may let only so many go in one run.',
    fix: 'Name each: --allow datastore-removed:NAME. Or raise limits.removedDatastores in the config.',
    example: 'limits: { removedDatastores: 1 }',
  },
  DS110: {
    title: 'more fields would go than the limit allows',
    why: 'A standing consent of the config is given once and forgotten, so alone it may let only so many go in one run.',
    fix: 'Name each: --allow field-removed:NAME.FIELD. Or raise limits.removedFields in the config.',
    example: 'limits: { removedFields: 10 }',
  },
  MF101: {
    title: 'a unique key may not fit the records',
    why: 'Whether Cliq refuses a key over records that repeat its values, or ignores it for them, is not documented.',
    fix: 'Look for records that repeat the values of the key, and mend them first.',
  },
  MF102: {
    title: 'a field becomes mandatory',
    why: 'Records without a value stay as they are, and Cliq may refuse to update them until they hold one.',
    fix: 'Fill in the missing values first.',
  },
  MF103: {
    title: 'a mandatory field is added without a default',
    why: 'Old records get no value, and Cliq may refuse to update them until they hold one.',
    fix: 'Give the field a default_value.',
  },
  LV101: {
    title: 'too many fields, counting those that are not ours',
    why: 'A datastore holds at most 19 fields, and fields that the lock file does not own are kept.',
    fix: 'Define fewer fields, or adopt the others with cliq-ds pull NAME and then drop them.',
  },
  LV102: {
    title: 'a field that is not ours has another type',
    why: 'Replacing it would delete values that the lock file does not own.',
    fix: 'Adopt it with cliq-ds pull NAME, or use another unique_name.',
  },
  LV103: {
    title: 'a datastore of ours goes by another name that is taken',
    why: 'By its id it is the one in the lock file, but its name is out of reach or defined for another one.',
    fix: 'Rename it in Cliq, or let go of it with cliq-ds lock forget NAME.',
  },
  LV104: {
    title: 'no order of calls leads to the definitions',
    why: 'Every plan is played on a model of Cliq before it is shown, and this one was refused there.',
    fix: 'The datastore is in a form that Cliq itself would not accept; mend it in Cliq, then plan again.',
  },
  LV105: {
    title: 'the org has no such datastore',
    why: 'A name was given that no datastore of the org goes by, within the prefix of the environment.',
    fix: 'Check the name and the environment.',
  },
  LV106: {
    title: 'the lock file has no such datastore',
    why: 'Only what the lock file knows can be forgotten.',
    fix: 'cliq-ds lock show lists what it knows.',
  },
  LV107: {
    title: 'a live name cannot name a file',
    why: 'Each definition lies in a file of its unique_name, and this name holds more than letters, digits and underscores.',
    fix: 'Leave the datastore alone with an ignore pattern in the config.',
  },
  LV109: {
    title: 'a defined datastore is live and cannot be read',
    why: 'Cliq lists it in a form that this version does not know, so nobody can tell what a plan would do to it. It never counts as absent.',
    fix: 'Mend it in Cliq, define another unique_name, or use a newer cliq-ds.',
  },
  LV108: {
    title: 'the datastore is not enabled',
    why: 'Cliq has it in another status, and the API document says nothing of changes to such a datastore.',
    fix: 'Enable it in Cliq, or leave it as it is.',
  },
  ST101: {
    title: 'the environment points to another org',
    why: 'The lock file or the plan remembers which org it belongs to. Ids of one org mean nothing in another.',
    fix: 'Restore the config, or rebuild the lock file with cliq-ds lock repair.',
  },
  ST102: {
    title: 'the credentials lead to another org',
    why: 'Every datastore that the lock file knows is there under another id.',
    fix: 'Check whose credentials are in use, or rebuild the lock file with cliq-ds lock repair.',
  },
  ST103: {
    title: 'the plan is for another environment',
    why: 'A plan is made for one environment and applied to no other.',
    fix: 'Choose the environment with --env, or plan again.',
  },
  ST104: {
    title: 'an offline plan cannot be applied',
    why: 'It was compared with the lock file and never with the org.',
    fix: 'Plan again without --offline.',
  },
  ST105: {
    title: 'the plan was made by another version',
    why: 'Another minor version may plan other calls.',
    fix: 'Plan again with this version, or apply with the version that planned.',
  },
  ST106: {
    title: 'the plan is too old',
    why: 'An org changes; a saved plan may be applied for 24 hours, or as long as planMaxAgeMs says.',
    fix: 'Plan again.',
  },
  ST107: {
    title: 'the plan is not the one that was expected',
    why: '--expect names the digest of the plan that was reviewed, and the definitions or the org changed since.',
    fix: 'Plan and review again, or run without --expect after a run that stopped part-way.',
  },
  ST108: {
    title: 'the plan is stale',
    why: 'The definitions or the org changed since the plan was made, so it would do something else than was reviewed.',
    fix: 'Plan and review again.',
  },
  AP101: {
    title: 'whether a call took effect is not known',
    why: 'No clear answer came and reading back did not decide it. The API has no idempotency keys.',
    fix: 'Run the same command again: it reads first and sends only what is missing.',
  },
  AP102: {
    title: 'a datastore is not what the plan was made from',
    why: 'Someone changed it while this ran, or Cliq did something else than it was asked.',
    fix: 'Look at it with cliq-ds drift, then plan again.',
  },
  AP103: {
    title: 'the run was interrupted',
    why: 'A signal or the time budget ended it between two calls.',
    fix: 'Run the same command again.',
  },
}
