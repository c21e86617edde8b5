import type { CodeTable } from './facts.ts'

/** What can be wrong with the shape of a definition. */
export const shapeCodes: CodeTable = {
  DF001: {
    title: 'no definitions',
    why: 'An empty or missing folder must never be read as "delete every datastore".',
    fix: 'Run `cliq-ds init` for an example, `cliq-ds pull --all` to start from the org, or set `schemas` in the configuration.',
    example: 'cliq-ds pull --all',
  },
  DF105: {
    title: 'file is not read',
    why: 'The name ends almost like a definition. Ignoring it would look as if its datastore was not wanted.',
    fix: 'Rename it to end in .yaml, .json or .ts, or move it out of the folder.',
    example: 'schemas/empdir.yaml',
  },
  DF106: {
    title: 'code is not run',
    why: 'With `--no-code` nothing of the project is executed, which makes it safe to plan an unknown branch.',
    fix: 'Write the definition in YAML, or run without `--no-code` where the branch is trusted.',
    example: 'cliq-ds validate --no-code',
  },
  DF107: {
    title: 'link to a folder',
    why: 'A linked folder can point outside the project, where nobody reviews it, or into a loop.',
    fix: 'Put the definitions into the folder itself, or set `schemas` to where they are.',
    example: 'schemas: definitions/cliq',
  },
  DF108: {
    title: 'folder outside the project',
    why: 'Files outside the project are not reviewed with it.',
    fix: 'Move the definitions below the folder of the configuration.',
    example: 'schemas: schemas',
  },
  DF109: {
    title: 'folder cannot be read',
    why: 'Definitions that cannot be read must not look like deleted ones.',
    fix: 'Check the permissions of the folder.',
    example: 'chmod u+rx schemas',
  },
  DF110: {
    title: 'code is not rewritten',
    why: 'Computed definitions cannot be edited automatically; only YAML and JSON can.',
    fix: 'Change the code by hand, or replace it with a YAML definition.',
    example: "export default defineDatastore({ unique_name: 'empdir', … })",
  },
  DF111: {
    title: 'file has errors',
    why: 'A file that cannot be read as a definition is never overwritten.',
    fix: 'Fix what `cliq-ds validate` shows.',
    example: 'cliq-ds validate',
  },
  DF113: {
    title: 'generated file is out of date',
    why: 'The definitions changed since the file was generated, or somebody edited it.',
    fix: 'Generate it again with the command that the message names.',
    example: 'cliq-ds types --out src/records.ts',
  },
  DF114: {
    title: 'file is not ours to overwrite',
    why: 'Only a file that cliq-ds made is replaced: the first line of this one does not say so.',
    fix: 'Give another path, or move the file away.',
    example: 'cliq-ds docs --out docs/datastores.md',
  },
  DF201: {
    title: 'definition is not a mapping',
    why: 'A definition is a mapping of its parts: one file defines one datastore.',
    fix: 'Start the file with `unique_name:`.',
    example: 'unique_name: empdir\nname: Employee Directory',
  },
  DF202: {
    title: 'required part is missing',
    why: 'Cliq creates no datastore without unique_name, name and description, and no field without name and type.',
    fix: 'Write the missing part.',
    example: 'unique_name: empdir\nname: Employee Directory\ndescription: Staff of all sites',
  },
  DF203: {
    title: 'unknown key',
    why: 'It would not be sent to Cliq, so it would have no effect.',
    fix: 'Correct the spelling, or remove the line.',
    example: 'mandatory: true',
  },
  DF204: {
    title: 'key is set by the server',
    why: 'id, status, creator, type and scope come in answers only; ids differ between orgs.',
    fix: 'Remove the line.',
    example: 'unique_name: empdir',
  },
  DF205: {
    title: 'wrong kind of value',
    why: 'Each part takes one kind of value: text, true or false, a list or a mapping.',
    fix: 'Write the kind that the message names.',
    example: 'mandatory: true',
  },
  DF206: {
    title: 'default is not text',
    why: 'The API takes every default as text, whatever the type of its field (createplatformdatabase_v2, default_value).',
    fix: 'Put it in quotes.',
    example: 'default_value: "true"',
  },
  DF207: {
    title: 'unique keys are not a list of lists',
    why: 'A unique key is a list of field names, since one key may take several fields together.',
    fix: 'Write a list for each key.',
    example: 'unique_keys: [[empid], [empname, department]]',
  },
  DF208: {
    title: 'field is not a mapping',
    why: 'A field has at least a name and a type.',
    fix: 'Write both.',
    example: 'notes: { name: Notes, type: large-text }',
  },
  DF209: {
    title: 'extension is not a valid name',
    why: 'A definition names the extension that its datastore belongs to as the configuration calls it; its id and key are set there.',
    fix: 'Write the name below `extensions` of the environment.',
    example: 'extension: crm',
  },
  DF210: {
    title: 'datastore of an extension is protected',
    why: 'The API has no call that deletes it, so `protect` would promise nothing.',
    fix: 'Remove the line.',
    example: 'unique_name: deals\nextension: crm',
  },
}
