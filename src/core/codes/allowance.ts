import type { CodeTable } from './facts.ts'

const EXAMPLE = '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"'

/** What can be wrong with a comment that allows a broken rule. */
export const allowanceCodes: CodeTable = {
  DF301: {
    title: 'allowance is not understood',
    why: 'A comment that starts with `cliq-ds:` is a directive. A misspelt one would otherwise silently allow nothing.',
    fix: 'Write the code, the last day, and the reason in double quotes.',
    example: EXAMPLE,
  },
  DF302: {
    title: 'allowance without a reason',
    why: 'Whoever reviews it, and whoever finds it a year later, has to know why the rule does not apply here.',
    fix: 'Write the reason in double quotes.',
    example: EXAMPLE,
  },
  DF303: {
    title: 'allowance has expired',
    why: 'An exception that nobody looks at again becomes the rule.',
    fix: 'Fix what it allowed, or write a new day if the reason is still valid.',
    example: '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"',
  },
  DF304: {
    title: 'allowance allows nothing',
    why: 'Its line does not break the rule, so the comment would only hide a later mistake.',
    fix: 'Remove it, or move it: it covers its own line, or the next one if it is alone on its line.',
    example:
      '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"\nisactive: { name: Active, type: boolean }',
  },
  DF305: {
    title: 'law cannot be allowed',
    why: 'Only the rules of cliq-ds itself, LT1xx, can be allowed or turned off; what Cliq refuses stays refused.',
    fix: 'Fix what the code reports, and remove the comment.',
    example: '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"',
  },
}
