import type { CodeTable } from './facts.ts'

/** The codes of TypeScript and JavaScript files: definitions and the config. */
export const codeFileCodes: CodeTable = {
  TS101: {
    title: 'syntax error',
    why: 'Node cannot read the file.',
    fix: 'Fix the syntax at the place that the message names.',
    example: "fields: { empid: { name: 'Employee ID', type: 'number' } }, // a comma after each part",
  },
  TS102: {
    title: 'TypeScript that cannot be stripped',
    why: 'Node strips types and compiles nothing, so enums, namespaces and parameter properties do not work.',
    fix: 'Use a const object instead of an enum or namespace, and plain fields instead of parameter properties.',
    example: "const Color = { red: 'red' } as const",
  },
  TS103: {
    title: 'no default export',
    why: 'A definition or config file must export its value by default.',
    fix: 'Export the value by default.',
    example: 'export default defineDatastore({ … })',
  },
  TS104: {
    title: 'the default export is a function',
    why: 'Functions are not called: a definition is a value.',
    fix: 'Export what the function returns.',
    example: 'export default defineDatastore(build())',
  },
  TS105: {
    title: 'not a plain value',
    why: 'Definitions and configs are compared and saved as JSON, which would silently drop or change other values.',
    fix: 'Use text, finite numbers, true, false, null, lists and mappings only; leave undefined keys out.',
    example: "default_value: '2026-11-25', // not new Date()",
  },
  TS106: {
    title: 'the file threw an error',
    why: 'The code of the file failed while it was loaded.',
    fix: 'Fix the code at the place that the message names, or write the file in YAML.',
    example: "name: teams[0]?.name ?? 'Staff', // teams[0].name throws where there is no team",
  },
  TS107: {
    title: 'the file exited',
    why: 'It called process.exit before giving a result; that never counts as an empty result.',
    fix: 'Remove process.exit from the file.',
    example: 'if (!teams.length) process.exit(0) // remove such a line',
  },
  TS108: {
    title: 'the file never finished',
    why: 'It awaits a promise that never settles, loops forever, or took longer than 10 seconds.',
    fix: 'Remove what it waits for; a definition needs no network.',
    example: 'await new Promise(() => {}) // remove it: nothing settles this',
  },
  TS109: {
    title: 'import not found',
    why: 'No file or package has the imported name. Paths of tsconfig.json do not apply: Node resolves the import.',
    fix: 'Check the path, or install the package.',
    example: 'import { staff } from "./staff.ts" // not "@/staff", and with its ending',
  },
  TS110: {
    title: 'import leaves the project',
    why: 'Files outside the project are not reviewed with it.',
    fix: 'Move the imported file below the folder of the config, or import it as a package.',
    example: 'import { staff } from "./shared/staff.ts" // not "../../shared/staff.ts"',
  },
  TS111: {
    title: 'result too large',
    why: 'A file may return at most 5 MB.',
    fix: 'Split it into more files.',
    example: 'datastore: products\nkey: productid\nsource: products.csv # instead of rows in products.ts',
  },
  TS112: {
    title: 'code reaches outside',
    why: 'Definitions are data that must come out the same everywhere, so they read no files, open no connections and start no processes.',
    fix: "Keep what the definition needs in the project's own modules.",
    example: "const teams = ['platform', 'sales'] // not readFileSync('teams.txt')",
  },
  TS113: {
    title: 'a file of the project printed something',
    why: 'stdout carries the result of cliq-ds alone, so what a definition or config prints is reported as a note.',
    fix: 'Remove the print.',
    example: 'console.log(teams) // remove it',
  },
}
