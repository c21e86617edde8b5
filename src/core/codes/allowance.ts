import type { CodeTable } from './facts.ts'

const EXAMPLE = '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"'

/** What can be wrong with a comment that allows a broken rule. */
export const allowanceCodes: CodeTable = {
  DF301: {
    title: 'allowance is not understood',
    why: 'A comment that starts with `cliq-ds:` is an order. One that is nearly right would otherwise allow nothing, silently.',
    fix: 'Write the code, the last day that it holds, and the reason in double quotes.',
    example: EXAMPLE,
  },
  DF302: {
    title: 'allowance without a reason',
    why: 'Whoever reviews it, and whoever finds it a year later, has to know why the rule does not count here.',
    fix: 'Write the reason in double quotes.',
    example: EXAMPLE,
  },
  DF303: {
    title: 'allowance has expired',
    why: 'An exception that nobody looks at again becomes the rule.',
    fix: 'Mend what it allowed, or write a new day if the reason still holds.',
    example: '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"',
  },
  DF304: {
    title: 'allowance allows nothing',
    why: 'The line that it covers does not break the rule, so the comment would hide the next one who does.',
    fix: 'Remove it. If it stands in the wrong place: it covers its own line, or the next one if it stands alone.',
    example:
      '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"\nisactive: { name: Active, type: boolean }',
  },
  DF305: {
    title: 'law cannot be allowed',
    why: 'Only the rules of cliq-ds itself, LT1xx, can be allowed or turned off; what Cliq refuses stays refused.',
    fix: 'Mend what the code tells, and remove the comment.',
    example: '# cliq-ds:allow LT102 until=2027-01-31 reason="the old form sets it"',
  },
}
