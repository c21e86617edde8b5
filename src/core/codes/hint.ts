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
  LV116: {
    title: 'values that would have to be carried',
    why: 'This version plans the carry and cannot do it yet, so it does nothing rather than lose values.',
    fix: 'Keep the old field for now.',
    example: 'emp_no: { name: Number, type: number } # under its old name',
  },
}
