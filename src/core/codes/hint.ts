import type { CodeTable } from './facts.ts'

/** What a definition may not say of its own past. */
export const hintCodes: CodeTable = {
  HN101: {
    title: 'renamed_from is not a name',
    why: 'It gives the earlier name of the field or datastore: one unique_name, or a list of them with the newest first.',
    fix: 'Write the earlier unique_name.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel }',
  },
  HN102: {
    title: 'hint not understood',
    why: 'A hint states a fact about the past: the type of the old field, what happens to values that do not fit, whether the old field stays for now, and which value wins.',
    fix: 'Write one of the listed words.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: empty } }',
  },
  HN103: {
    title: 'hint in a datastore of an extension',
    why: 'The API has no schema calls for datastores of extensions, so nothing can be renamed or converted there.',
    fix: 'Remove the hint.',
    example: 'unique_name: deals\nextension: crm',
  },
  HN104: {
    title: 'earlier name is the current name',
    why: 'A name that names itself, or is listed twice, has no meaning.',
    fix: 'Remove it.',
    example: 'renamed_from: [emp_no, empid]',
  },
  HN105: {
    title: 'earlier name is in use',
    why: 'If a name changes hands in one step (a swap, a chain), it is never clear which values belong to which field.',
    fix: 'Do it in two releases over a third name, as the error prints them.',
    example: 'tel_old: { name: Tel, type: limited-text, renamed_from: tel } # release 1',
  },
  HN106: {
    title: 'one field with two replacements',
    why: 'The values of a field go to one field, and then the old field is deleted.',
    fix: 'Keep the hint at one of them.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel }',
  },
  HN107: {
    title: 'unsupported conversion',
    why: 'docs/conversions.md lists what happens to values for each pair of types. Encrypted text is never carried: it cannot be read back to prove that it arrived.',
    fix: 'Choose a pair of types that has a conversion.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: refuse } }',
  },
  HN108: {
    title: 'hint without effect',
    why: '`contract` and `conflicts` only apply with `renamed_from`, which names the old field.',
    fix: 'Add `renamed_from`, or remove the hint.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel, contract: later }',
  },
  HN109: {
    title: 'old field cannot stay for now',
    why: 'Two fields cannot be one unique key, and a boolean cannot be distinguished from its default, so later nobody could tell which of two values is newer.',
    fix: 'Remove `contract: later`, or write `conflicts` at a boolean.',
    example: 'active: { name: Active, type: boolean, renamed_from: isactive, contract: later, conflicts: heir }',
  },
}

/** What the org and the hints say of each other. */
export const heritageCodes: CodeTable = {
  DS111: {
    title: 'values that do not fit their new type',
    why: 'docs/conversions.md says what happens to each value. Nothing is guessed or truncated, and with `invalid: refuse` nothing is written until every value fits.',
    fix: 'Correct the values in Cliq, or say in the hint what happens to them: empty, or a replacement text.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: empty } }',
  },
  DS112: {
    title: 'values that would be left out or replaced',
    why: 'The hint says what happens to values that do not fit. They are lost for good, so it needs consent.',
    fix: 'To drop them: --allow values-dropped:NAME.FIELD. To keep them, correct them in Cliq.',
    example: 'cliq-ds apply --allow values-dropped:staff.grade',
  },
  DS113: {
    title: 'values shown as stars',
    why: 'Cliq shows the values of a masked field as stars to this user, so a copy of them would be stars.',
    fix: 'Use credentials of a user who can see the values, or keep the field.',
    example: 'cliq-ds auth login --env staging # as a user who sees them',
  },
  DS114: {
    title: 'values are carried, then the old field is deleted',
    why: 'Every record is read again after its value was written, and the old field is deleted only when nothing differs. What somebody writes to the old field after that read is lost.',
    fix: 'Pause whatever writes to the old field while apply runs, or write `contract: later`.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel, contract: later }',
  },
  ST112: {
    title: 'more values would be dropped than the reviewed plan showed',
    why: 'The consent covers the values that the plan counted, and now more do not fit.',
    fix: 'Plan again and have it reviewed; with --count-all every record is counted.',
    example: 'cliq-ds plan --count-all --out staging.plan.json',
  },
  AP106: {
    title: 'record changed while values were carried',
    why: 'While values were carried, somebody wrote another value to the new field, or one to the old field that does not fit. Nothing was deleted: both fields still exist.',
    fix: 'Check the record, then run the same command again.',
    example: 'cliq-ds apply --env staging',
  },
  AP107: {
    title: 'values that kept changing',
    why: 'A carry ends when a read of every record finds no difference, and each read found something that had changed again. Nothing was deleted.',
    fix: 'Pause what writes to the datastore, then run the same command again.',
    example: 'cliq-ds apply --env staging # while nothing writes to empdir',
  },
  AP108: {
    title: 'values verified by reading every record',
    why: 'With --verify queries a carry is proven by queries, but only where a probe of the datastore in the same run shows that they are exact. Here they are not, or cannot be asked, so every record is read as without the option.',
    fix: 'Nothing to do: it takes one call for each 100 records.',
    example: 'cliq-ds apply --env staging --verify queries',
  },
  DS115: {
    title: 'old and new field have different values',
    why: 'Somebody created the new field and wrote to it, and the old one has other values. Only you can tell which value counts.',
    fix: 'Write `conflicts: heir` or `conflicts: old` at the field, or correct the records in Cliq.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel, conflicts: heir }',
  },
  DS116: {
    title: 'converted values collide in a unique key',
    why: 'Two different values become equal in the new type, such as 1 and 01, and the unique key refuses them.',
    fix: 'Correct one of the records in Cliq.',
    example: 'cliq-ds plan --count-all',
  },
  LV110: {
    title: 'old and new name are both live',
    why: 'The hint says that one was renamed to the other, but both are in the org, so it is unclear which values count.',
    fix: 'Remove the wrong name from the hint, or remove one of the two in Cliq.',
    example: 'renamed_from: emp_no # not [emp_no, empid], where both are live',
  },
  LV111: {
    title: 'old field has an unexpected type',
    why: 'The old field is live with another type than the hint names, or with one that has no conversion to the new type.',
    fix: 'Correct the hint; docs/conversions.md lists the pairs.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: refuse } }',
  },
  LV112: {
    title: 'old field that is not ours',
    why: 'A hint permits carrying values from a field that somebody else made, and never deleting it.',
    fix: 'Adopt it with cliq-ds pull NAME, or let it stay with `contract: later`.',
    example: 'cliq-ds pull empdir',
  },
  LV113: {
    title: 'type conversion was interrupted',
    why: 'An apply was stopped while the values of a field were in a temporary field, and the definition no longer says where they go.',
    fix: 'Write the hint again as it was, apply, and then change it.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: empty } }',
  },
  LV114: {
    title: 'neither the old nor the new field exists',
    why: 'The hint names a field that this datastore does not have. If another field would be deleted in the same plan, a mistyped name could lose its values.',
    fix: 'Correct the name in the hint.',
    example: 'staff_no: { name: Staff number, type: limited-text, renamed_from: emp_no }',
  },
  LV115: {
    title: 'old field kept for now',
    why: '`contract: later` keeps the old field beside the new one until everybody writes to the new one.',
    fix: 'Remove `contract: later`, and the next apply deletes the old field.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel }',
  },
  LV118: {
    title: 'hint that is no longer needed',
    why: 'Every environment that the lock file knows has the new field, and none has the old one. An environment whose lock file could not be read is not counted.',
    fix: 'Remove the hint; fmt does it and keeps the comments.',
    example: 'cliq-ds fmt --prune-hints',
  },
  LV119: {
    title: 'unknown which hints are needed',
    why: 'Which environments still have an old field is in the lock file, and there is none here that can be read.',
    fix: 'Run it where the lock file is, or remove the hint by hand once no environment has the old field.',
    example: 'cliq-ds lock show --env production',
  },
  LV124: {
    title: 'hint removed too early',
    why: 'One environment of the lock file has the new field and no longer the old one; another still has the old one. Without the hint an apply there asks for a consent to lose the values. The lock file remembers where a hint brought values, and then this is an error. Where it remembers nothing, a loss that was meant looks the same, and this is a warning.',
    fix: 'Write the hint again until every environment has the new field. If the values may go, consent to that where the plan asks, or let the environment forget the datastore.',
    example: 'cliq-ds lock forget staff --env staging',
  },
  LV117: {
    title: 'no room for the new field beside the old one',
    why: 'While values are carried both fields exist, and Cliq allows 19 fields, of which 5 each of text, number and boolean and one large text. No field of another type that gives the values back fits either.',
    fix: 'Define one field less for one apply, change only the display name, or remove the hint and consent to the loss.',
    example: 'notes: { name: Remarks, type: large-text } # another display name, same unique_name',
  },
}
