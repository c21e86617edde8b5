import type { CodeTable } from './facts.ts'

/** The codes of what Cliq refuses. */
export const refusalCodes: CodeTable = {
  RF101: {
    title: 'name taken',
    why: 'Cliq holds a datastore, or the datastore a field, of this unique_name already.',
    fix: 'Run cliq-ds pull NAME to adopt it, or choose another unique_name.',
    next: 'cliq-ds pull NAME',
  },
  RF102: {
    title: 'not found',
    why: 'The datastore, field or record was removed, or renamed, since it was read.',
    fix: 'Plan again: the plan is made from what is there now.',
    next: 'cliq-ds plan',
  },
  RF103: {
    title: 'access denied',
    why: 'The user of the token may not change this datastore; it may belong to another user.',
    fix: 'Use the token of a user who may, or ask the creator of the datastore.',
    next: 'cliq-ds auth status',
  },
  RF104: {
    title: 'too many datastores',
    why: 'The org holds as many datastores as Cliq allows; the number is not documented.',
    fix: 'Remove datastores that nobody needs, then run the same command again.',
    next: 'cliq-ds plan',
  },
  RF105: {
    title: 'too many fields',
    why: 'A datastore holds at most 19 fields, and perhaps fewer of one type.',
    fix: 'Remove fields, or split the datastore.',
    next: 'cliq-ds validate',
  },
  RF106: {
    title: 'record too large',
    why: 'A record holds at most 1,000 characters a value and 2,500 bytes in all.',
    fix: 'Shorten the values of the row.',
    next: 'cliq-ds seed --dry-run',
  },
  RF107: {
    title: 'definition refused',
    why: 'Cliq finds something wrong in a datastore or its fields.',
    fix: 'Correct the definition by what Cliq says, then plan again.',
    next: 'cliq-ds validate',
  },
  RF108: {
    title: 'reserved name',
    why: 'Cliq keeps some field names for itself; they are not documented.',
    fix: 'Give the field another unique_name.',
    next: 'cliq-ds plan',
  },
  RF109: {
    title: 'mask not supported',
    why: 'Only fields of type number and limited-text can be masked.',
    fix: 'Remove masked, or choose another type.',
    next: 'cliq-ds validate',
  },
  RF110: {
    title: 'unique key refused',
    why: 'Unique keys name existing fields, and none of type encrypted-text or large-text.',
    fix: 'Correct unique_keys.',
    next: 'cliq-ds validate',
  },
  RF111: {
    title: 'unique key violated',
    why: 'Another record holds the same values in the fields of a unique key.',
    fix: 'Find the rows that share the key, and make them differ.',
    next: 'cliq-ds plan',
  },
  RF112: {
    title: 'value refused',
    why: 'A record lacks a mandatory value, or a number is none.',
    fix: 'Correct the values of the row.',
    next: 'cliq-ds seed --dry-run',
  },
  RF113: {
    title: 'criteria refused',
    why: 'Criteria have at most 10 clauses and 10 values in a list, and name existing fields.',
    fix: 'Correct the criteria.',
    next: 'cliq-ds seed --dry-run',
  },
  RF114: {
    title: 'page token refused',
    why: 'Cliq no longer knows where the reading of pages stood.',
    fix: 'Run the command again: it reads from the first page.',
    next: 'cliq-ds plan',
  },
  RF115: {
    title: 'password missing',
    why: 'An export that is protected needs a password of 8 to 20 characters.',
    fix: 'Give one.',
    next: 'cliq-ds plan',
  },
  RF116: {
    title: 'request refused',
    why: 'Cliq does not know a part of the request, or misses one.',
    fix: 'Report it with the lines of --debug: the API changed, or cliq-ds is wrong.',
    next: 'cliq-ds plan --debug',
  },
  RF117: {
    title: 'update failed',
    why: 'Cliq may have done a part of a batch before it failed, so the outcome is read back.',
    fix: 'Run the same command again: it reads first and sends only what is missing.',
    next: 'cliq-ds apply',
  },
  RF118: {
    title: 'no selection',
    why: 'A call that deletes or changes rows without naming them might reach all of them, so it is never sent.',
    fix: 'Name the rows or fields.',
    next: 'cliq-ds plan',
  },
  RF119: {
    title: 'refused for another reason',
    why: 'Cliq said no with a code that is not documented.',
    fix: 'See what Cliq says, then plan again.',
    next: 'cliq-ds plan',
  },
}
