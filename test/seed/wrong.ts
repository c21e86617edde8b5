/** The head of the seeds below. */
export const HEAD = 'datastore: people\nkey: empid\n'

/** Seeds that are wrong, and what is said of each: code, place and words. */
export const wrong: readonly {
  readonly law: string
  readonly files: Readonly<Record<string, string | Buffer>>
  readonly says: string
}[] = [
  {
    law: 'an unknown column is told with the one that was meant',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, emp_name: Ada, empname: Ada }\n` },
    says: 'SD104 seeds/a.yaml:4 `emp_name` is not a field of people',
  },
  {
    law: 'yes is no boolean',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, isactive: yes }\n` },
    says: 'SD105 seeds/a.yaml:4 `isactive`: a boolean is true or false',
  },
  {
    law: 'empty text is no mandatory value',
    files: { 'a.yaml': `${HEAD}rows:\n  - empid: 1\n    empname: ""\n` },
    says: 'SD107 seeds/a.yaml:5 `empname` is mandatory and missing',
  },
  {
    law: 'a row needs its key',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empname: Ada }\n` },
    says: 'SD107 seeds/a.yaml:4 the key `empid` is missing',
  },
  {
    law: 'one key in two forms is one key',
    files: { 'a.csv': 'empid,empname\n1,Ada\n"01",Grace\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD108 seeds/a.csv:3 the row shares its key empid=1 with line 2',
  },
  {
    law: 'what the server sets cannot be seeded',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, added_time: 5 }\n` },
    says: 'SD104 seeds/a.yaml:4 `added_time` is set by Cliq',
  },
  {
    law: 'a row is measured in bytes as they are sent',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, code: "${'語'.repeat(900)}" }\n` },
    says: 'SD106 seeds/a.yaml:4 the row has 2739 bytes; Cliq takes 2500',
  },
  {
    law: 'an encrypted value in clear text is a warning',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, code: "s3cret" }\n` },
    says: 'SD109 seeds/a.yaml:4 `code` is encrypted in Cliq and in clear text here',
  },
  {
    law: 'a variable that is not set is an error at its place',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: Ada, code: "\${env:NOPE}" }\n` },
    says: 'SD111 seeds/a.yaml:4 `code`: the environment variable NOPE is not set',
  },
  {
    law: 'a seed without a key needs consent',
    files: { 'a.yaml': 'datastore: people\nrows: []\n' },
    says: 'SD102 seeds/a.yaml:1 without a unique key, a lost answer could write a row twice',
  },
  {
    law: 'a column refers to another seed by the key in its cells',
    files: {
      'a.csv': 'empid,empname\n1,a\n',
      'a.yaml': `${HEAD}source: a.csv\ncolumns: { empname: { ref: oncall.alice.id } }\n`,
    },
    says: 'SD101 seeds/a.yaml:4 `columns` maps a column of the source to a field, to { ref: SEED.*.COLUMN }',
  },
  {
    law: 'a column that refers has no other parts',
    files: {
      'a.csv': 'empid,empname\n1,a\n',
      'a.yaml': `${HEAD}source: a.csv\ncolumns: { empname: { ref: o.*.id, key: x } }\n`,
    },
    says: 'SD101 seeds/a.yaml:4 `columns` maps',
  },
  {
    law: 'a source must be there before anything is sent',
    files: { 'a.yaml': `${HEAD}source: emp.csv\n` },
    says: 'FS101 seeds/a.yaml:3 seeds/emp.csv does not exist',
  },
  {
    law: 'a source stays inside of the project',
    files: { 'a.yaml': `${HEAD}source: ../../../etc/passwd.csv\n` },
    says: 'FS104',
  },
  {
    law: 'a repeated key in JSON is refused',
    files: { 'a.json': '[{"empid":1,"empname":"Ada","empid":2}]', 'a.yaml': `${HEAD}source: a.json\n` },
    says: 'SD110 seeds/a.json:1 the key `empid` is repeated',
  },
  {
    law: 'a key that would bend an object is refused',
    files: { 'a.ndjson': '{"empid":1,"empname":"Ada","__proto__":{}}\n', 'a.yaml': `${HEAD}source: a.ndjson\n` },
    says: 'SD110 seeds/a.ndjson:1 the key `__proto__` is not allowed',
  },
  {
    law: 'a repeated key in a line of NDJSON is refused',
    files: {
      'a.ndjson': '{"empid":1,"empname":"a"}\n{"empid":2,"empname":"b","empid":3}',
      'a.yaml': `${HEAD}source: a.ndjson\n`,
    },
    says: 'SD110 seeds/a.ndjson:2 the key `empid` is repeated',
  },
  {
    law: 'a decimal that would be rounded is to be quoted',
    files: { 'a.json': '[{"empid":1.0000000000000000001,"empname":"Ada"}]', 'a.yaml': `${HEAD}source: a.json\n` },
    says: 'SD105 seeds/a.json:1 `empid`: this number would be rounded; quote it',
  },
  {
    law: 'a number of YAML that would be rounded is to be quoted',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: 9007199254740993, empname: Ada }\n` },
    says: 'YM119 seeds/a.yaml:4 this number has too many digits and would be rounded',
  },
  {
    law: 'a key that is null is missing',
    files: { 'a.yaml': `${HEAD}rows:\n  - { empid: null, empname: Ada }\n` },
    says: 'SD107 seeds/a.yaml:4 the key `empid` is missing',
  },
  {
    law: 'a source is named from the folder of the seed',
    files: { 'a.yaml': `${HEAD}source: /etc/passwd.csv\n` },
    says: 'SD101 seeds/a.yaml:3 `source` is a path from the folder of the seed',
  },
  {
    law: 'a text of NUL is told',
    files: { 'a.csv': 'empid,empname\n1,A\0da\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD105 seeds/a.csv:2 `empname` contains',
  },
  {
    law: 'a quote that is never closed is told at its row',
    files: { 'a.csv': 'empid,empname\n1,Ada\n2,"Grace\n3,Alan\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD110 seeds/a.csv:3 a quote is not closed',
  },
  {
    law: 'a quote that swallows a megabyte is told at its row',
    files: { 'a.csv': `empid,empname\n1,Ada\n2,"${'Grace\n'.repeat(300_000)}`, 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD110 seeds/a.csv:3 what begins here is longer than a megabyte',
  },
  {
    law: 'a row of a megabyte is none, and what follows it is not taken for its end',
    files: {
      'a.csv': `empid,x\n1,${'é'.repeat(1_000_000)}\n2,b\n`,
      'a.yaml': `${HEAD}columns: { x: false }\nsource: a.csv\n`,
    },
    says: 'SD110 seeds/a.csv:2 what begins here is longer than a megabyte',
  },
  {
    law: 'an object behind a megabyte of blanks is not passed over',
    files: { 'a.ndjson': `{"empid":1}\n${' '.repeat(2_000_000)}{"empid":2}\n`, 'a.yaml': `${HEAD}source: a.ndjson\n` },
    says: 'SD110 seeds/a.ndjson:2 what begins here is longer than a megabyte',
  },
  {
    law: 'a quote inside of a cell is told',
    files: { 'a.csv': 'empid,empname\n1,Ada "the first" L\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD110 seeds/a.csv:2 there is a quote inside a cell',
  },
  {
    law: 'lines that end in CR alone are told',
    files: { 'a.csv': 'empid,empname\r1,Ada\r', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD110 seeds/a.csv:1 lines end in CR alone',
  },
  {
    law: 'semicolons are told',
    files: { 'a.csv': 'empid;empname\n1;Ada\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD110 seeds/a.csv:1 its columns are separated by semicolons',
  },
  {
    law: 'a column that stands twice is told',
    files: { 'a.csv': 'empid,empname,empid\n1,Ada,2\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD110 seeds/a.csv:1 the column empid is in the header twice',
  },
  {
    law: 'a header of more columns than any table has is told at once',
    files: {
      'a.csv': `${Array.from({ length: 150_000 }, (_, at) => `a${at}`).join()}\n1\n`,
      'a.yaml': `${HEAD}source: a.csv\n`,
    },
    says: 'SD110 seeds/a.csv:1 it has 150000 columns, more than 1000',
  },
  {
    law: 'a row of other length than the header is told',
    files: { 'a.csv': 'empid,empname\n1,Ada\n2\n', 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD110 seeds/a.csv:3 the row has 1 cell, the header 2',
  },
  {
    law: 'a byte that is no UTF-8 is told at its line',
    files: {
      'a.csv': Buffer.from([...Buffer.from('empid,empname\n1,A'), 0xff, 0x0a]),
      'a.yaml': `${HEAD}source: a.csv\n`,
    },
    says: 'FS106 seeds/a.csv:2 seeds/a.csv is not UTF-8',
  },
  {
    law: 'a number that would be rounded is to be quoted',
    files: { 'a.ndjson': '{"empid":12345678901234567890,"empname":"Ada"}\n', 'a.yaml': `${HEAD}source: a.ndjson\n` },
    says: 'SD105 seeds/a.ndjson:1 `empid`: this number would be rounded; quote it',
  },
]
