import type { CodeTable } from './facts.ts'

/** What is wrong with a look at rows, or with taking them out of an org. */
export const lookingCodes: CodeTable = {
  LV120: {
    title: 'the datastore has no such field',
    why: 'Rows are shown and selected by fields that the datastore has in the org at this moment.',
    fix: 'Check the name of the field and the environment.',
    example: 'cliq-ds query empdir --columns empid,team',
  },
  LV121: {
    title: 'rows are not selected by a hidden field',
    why: 'Which rows match would reveal what a masked or encrypted field contains.',
    fix: 'Select rows by another field.',
    example: 'cliq-ds query empdir --where team=red',
  },
  LV122: {
    title: 'no row can have this value',
    why: 'A boolean is true or false and a number has digits only. Another text matches no row, whatever the org has.',
    fix: 'Write a value of the type of the field.',
    example: 'cliq-ds query empdir --where isactive=true',
  },
  LV123: {
    title: 'a datastore of an extension is not pulled',
    why: 'The extension declares it, and the API cannot change it; only its rows are yours.',
    fix: 'Pull its rows as a seed.',
    example: 'cliq-ds seed pull deals',
  },
  CL130: {
    title: 'the password of the export cannot be used',
    why: 'Its environment variable is not set, or does not have the 8 to 20 characters that Cliq takes.',
    fix: 'Set the variable, and give its name to --password-env.',
    example: 'cliq-ds export empdir --type xlsx --password-env EXPORT_PASSWORD',
  },
}
