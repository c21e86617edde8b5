import type { CodeTable } from './facts.ts'

/** What can be wrong with a YAML text before anything asks what it means. */
export const yamlCodes: CodeTable = {
  YM101: {
    title: 'not YAML',
    why: 'The text cannot be read as YAML, so nothing in it can be trusted. Only the first syntax error is reported: the others usually follow from it.',
    fix: 'Fix the line in the message, then run the command again.',
    example: 'name: Employee Directory',
  },
  YM102: {
    title: 'nothing in the file',
    why: 'An empty file would otherwise look like a deleted datastore.',
    fix: 'Write the definition, or delete the file.',
    example: 'unique_name: empdir',
  },
  YM103: {
    title: 'more than one document',
    why: 'One file defines one datastore, so that reviews and the file history are about one thing.',
    fix: 'Move what follows the `---` into a file of its own.',
    example: 'schemas/empdir.yaml\nschemas/badges.yaml',
  },
  YM104: {
    title: 'tab as indentation',
    why: 'YAML indents with spaces only.',
    fix: 'Replace the tab with spaces, and set the editor to insert spaces.',
    example: 'fields:\n  empid: { name: Employee ID, type: number }',
  },
  YM105: {
    title: 'anchor or alias',
    why: 'Definitions and configuration are plain data: YAML 1.2, core schema. References are hard to review, and can expand a small file enormously.',
    fix: 'Repeat the value, or write the definition in TypeScript, where constants are easy to see.',
    example: 'empid: { name: Employee ID, type: number }',
  },
  YM106: {
    title: 'merge key',
    why: 'Definitions and configuration are plain data: YAML 1.2, core schema. A merge hides what a definition says.',
    fix: 'Repeat the values, or write the definition in TypeScript.',
    example: 'empid: { name: Employee ID, type: number, mandatory: true }',
  },
  YM107: {
    title: 'tag',
    why: 'Definitions and configuration are plain data: YAML 1.2, core schema. Tags create other kinds of values, which Cliq does not have.',
    fix: 'Remove the tag; put the text in quotes if it starts with an exclamation mark.',
    example: 'description: "!important"',
  },
  YM108: {
    title: 'directive',
    why: 'Definitions and configuration are plain data: YAML 1.2, core schema. A directive such as `%YAML 1.1` changes what yes, 017 and dates mean.',
    fix: 'Remove the line.',
    example: 'unique_name: empdir',
  },
  YM109: {
    title: 'quote or bracket never closed',
    why: 'Everything after it would be read as part of it.',
    fix: 'Close it where it should end.',
    example: 'unique_keys: [[empid]]',
  },
  YM110: {
    title: 'reserved character',
    why: '`@`, a backtick and `%` cannot start plain text in YAML.',
    fix: 'Put the text in quotes.',
    example: 'description: "@home staff"',
  },
  YM111: {
    title: 'unresolved merge conflict',
    why: 'The file contains two versions at once.',
    fix: 'Resolve the conflict, remove its markers and run the command again.',
    example: 'git checkout --ours schemas/empdir.yaml',
  },
  YM112: {
    title: 'key is not text',
    why: 'Every key is the name of something.',
    fix: 'Write the key as text; put it in quotes if it looks like a number, a boolean or nothing.',
    example: '"1": text',
  },
  YM113: {
    title: 'key is repeated',
    why: 'One of the two values would be silently lost.',
    fix: 'Remove or rename one of them.',
    example: 'fields:\n  home: { name: Home, type: limited-text }\n  work: { name: Work, type: limited-text }',
  },
  YM114: {
    title: 'forbidden key',
    why: '`__proto__` means something to JavaScript and is never a name in Cliq: names start with a letter.',
    fix: 'Choose another name.',
    example: 'proto: { name: Prototype, type: limited-text }',
  },
  YM115: {
    title: 'nested too deep',
    why: 'Nothing in a project needs more than a few levels; deeper ones are a mistake or an attack.',
    fix: 'Flatten the file.',
    example: 'unique_keys: [[empid]]',
  },
  YM116: {
    title: 'file too large',
    why: 'A definition has a few kilobytes; 1 MB is the limit, and less for a file that is all brackets and commas.',
    fix: 'Check that this is the right file. Keep many rows in a .csv or .ndjson file, and name it as the source of the seed.',
    example: 'schemas/empdir.yaml',
  },
  YM118: {
    title: 'character that is not allowed',
    why: 'Control characters break terminals, and bidirectional ones show a reviewer a different text than the machine reads.',
    fix: 'Delete the character; it may be invisible, so retype the word around it.',
    example: 'name: Employee Directory',
  },
  YM119: {
    title: 'number that cannot be kept',
    why: 'JavaScript rounds numbers with many digits, and Cliq has no `.nan` or `.inf`.',
    fix: 'Write it as text, in quotes.',
    example: 'default_value: "17202020414617773"',
  },
}
