import type { CodeTable } from './facts.ts'

/** What a definition may not say of its own past. */
export const hintCodes: CodeTable = {
  HN101: {
    title: 'renamed_from is not a name',
    why: 'It names what the field or datastore was called before: one unique_name, or a list of them with the newest first.',
    fix: 'Write the earlier unique_name.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel }',
  },
  HN102: {
    title: 'hint that is not understood',
    why: 'A hint is a fact about the past: which type the old field has, what becomes of values that do not fit, whether the old field stays for now, and which value wins.',
    fix: 'Write one of the words that are named.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: empty } }',
  },
  HN103: {
    title: 'hint in a datastore of an extension',
    why: 'The API has no schema calls for datastores of extensions, so nothing can be renamed or converted there.',
    fix: 'Remove the hint.',
    example: 'unique_name: deals\nextension: crm',
  },
  HN104: {
    title: 'earlier name is the name of today',
    why: 'A name that names itself, or one that is listed twice, says nothing.',
    fix: 'Remove it.',
    example: 'renamed_from: [emp_no, empid]',
  },
  HN105: {
    title: 'earlier name is in use',
    why: 'A name that is given away and taken again in one step (a swap, a chain) leaves no moment at which it is clear whose values are whose.',
    fix: 'Do it in two releases over a third name, as the error prints them.',
    example: 'tel_old: { name: Tel, type: limited-text, renamed_from: tel } # release 1',
  },
  HN106: {
    title: 'one field with two heirs',
    why: 'The values of a field go to one heir, and then the field leaves.',
    fix: 'Keep the hint at one of them.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel }',
  },
  HN107: {
    title: 'conversion that cannot be',
    why: 'docs/conversions.md lists what becomes of values between each pair of types. Encrypted text is never carried: nobody can read it back to prove that it arrived.',
    fix: 'Choose a pair of types that has a conversion.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: refuse } }',
  },
  HN108: {
    title: 'hint that says nothing here',
    why: '`contract` and `conflicts` are about an old field beside its heir, and `renamed_from` names the old one.',
    fix: 'Add `renamed_from`, or remove the hint.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel, contract: later }',
  },
  HN109: {
    title: 'old field cannot stay for now',
    why: 'Two fields cannot be one unique key, and a boolean cannot be told from its default, so nobody could say later which of two values is newer.',
    fix: 'Remove `contract: later`, or write `conflicts` at a boolean.',
    example: 'active: { name: Active, type: boolean, renamed_from: isactive, contract: later, conflicts: heir }',
  },
}

/** What the org and the hints say of each other. */
export const heritageCodes: CodeTable = {
  DS111: {
    title: 'values that do not fit their new type',
    why: 'docs/conversions.md says what becomes of each value. Nothing is guessed or cut, and with `invalid: refuse` nothing is written before every value fits.',
    fix: 'Correct the values in Cliq, or say in the hint what becomes of them: empty, or a text in their place.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: empty } }',
  },
  DS112: {
    title: 'values that would be left out or replaced',
    why: 'The hint says what becomes of values that do not fit. They go for good, so it takes a consent.',
    fix: 'If they may go, name it: --allow values-dropped:NAME.FIELD. Else correct them in Cliq.',
    example: 'cliq-ds apply --allow values-dropped:staff.grade',
  },
  DS113: {
    title: 'values that nobody can see',
    why: 'Cliq shows the values of a masked field as stars to this user, so a copy of them would be stars.',
    fix: 'Use credentials of a user who sees the values, or keep the field.',
    example: 'cliq-ds auth login --env staging # as a user who sees them',
  },
  DS114: {
    title: 'values are carried, then the old field is deleted',
    why: 'Every record is read again after its value was written, and only when nothing differs the old field goes. What somebody writes to the old field after that look is lost.',
    fix: 'Pause whatever writes to the old field while apply runs, or write `contract: later`.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel, contract: later }',
  },
  ST109: {
    title: 'more values would go than the reviewed plan showed',
    why: 'Somebody agreed to the values that the plan counted, and now there are more that do not fit.',
    fix: 'Plan again and have it reviewed; with --count-all every record is counted.',
    example: 'cliq-ds plan --count-all --out staging.plan.json',
  },
  AP104: {
    title: 'record in the way of a carry',
    why: 'While values were carried somebody wrote another value to the new field, or one to the old field that does not fit. Nothing was deleted: both fields are there.',
    fix: 'Look at the record, then run the same command again.',
    example: 'cliq-ds apply --env staging',
  },
  AP105: {
    title: 'values that never stood still',
    why: 'A carry ends when a look at every record finds nothing that differs, and each look found something that had changed again. Nothing was deleted.',
    fix: 'Pause what writes to the datastore, then run the same command again.',
    example: 'cliq-ds apply --env staging # while nothing writes to empdir',
  },
  DS115: {
    title: 'old and new field hold different values',
    why: 'Somebody made the new field and wrote to it, and the old one holds something else. Nobody but you can tell which value counts.',
    fix: 'Write `conflicts: heir` or `conflicts: old` at the field, or correct the records in Cliq.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel, conflicts: heir }',
  },
  DS116: {
    title: 'converted values that are the same in a unique key',
    why: 'Two values that differ become one in the new type, such as 1 and 01, and the unique key is refused for them.',
    fix: 'Correct one of the records in Cliq.',
    example: 'cliq-ds plan --count-all',
  },
  LV110: {
    title: 'two live names of which one was the other',
    why: 'The hint says that one was renamed to the other, and both are in the org. Which values count, nobody can tell.',
    fix: 'Take the wrong name out of the hint, or remove one of the two in Cliq.',
    example: 'renamed_from: emp_no # not [emp_no, empid], where both are live',
  },
  LV111: {
    title: 'old field of a type that does not fit',
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
    title: 'values half-way to another type',
    why: 'An apply was stopped while the values of a field lay in a temporary field, and the definition does not say any more where they go.',
    fix: 'Write the hint again as it was, apply, and change it then.',
    example: 'grade: { name: Grade, type: number, convert: { from: limited-text, invalid: empty } }',
  },
  LV114: {
    title: 'neither the old nor the new field is there',
    why: 'The hint names a field that this datastore does not have. Where another field would be deleted in the same plan, a mistyped name could lose its values.',
    fix: 'Correct the name in the hint.',
    example: 'staff_no: { name: Staff number, type: limited-text, renamed_from: emp_no }',
  },
  LV115: {
    title: 'old field that waits',
    why: '`contract: later` keeps the old field beside its heir until everybody writes to the new one.',
    fix: 'Remove `contract: later`, and the next apply deletes the old field.',
    example: 'phone: { name: Phone, type: limited-text, renamed_from: tel }',
  },
  LV117: {
    title: 'no room for an heir beside the old field',
    why: 'While values are carried both fields are there, and Cliq allows 19 fields, of which 5 each of text, number and boolean and one large text.',
    fix: 'Define a field less for one apply, change only the display name, or take the hint out and consent to the loss.',
    example: 'notes: { name: Remarks, type: large-text } # another name for people, under the same unique_name',
  },
}
