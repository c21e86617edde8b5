import type { CodeTable } from './facts.ts'

/** What is said of migrations. */
export const migrationCodes: CodeTable = {
  MG101: {
    title: 'migration not carried out',
    why: 'A migration says what a difference cannot, as that a field goes on under another name. This version plans differences alone, so the field would go with its values, and the plan says so and asks for consent.',
    fix: 'Move the values by hand before you consent, or keep the old field until a version of cliq-ds carries migrations out.',
    example:
      'description: staff numbers become text\nsteps:\n  - retype_field: { datastore: empdir, field: empid, type: limited-text }',
  },
}
