import { HEAD } from './wrong.ts'

const row = (code: string) => ({ 'a.yaml': `${HEAD}rows:\n  - { empid: 1, empname: ${JSON.stringify(code)} }\n` })
const NEARLY = 'SD130 seeds/a.yaml:4 `empname`: this is close to a reference'

/** Texts that speak of variables where none is read, and forms of files that their seeds do not name. */
export const wrongReferences: readonly {
  readonly law: string
  readonly files: Readonly<Record<string, string | Buffer>>
  readonly says: string
}[] = [
  ...[
    '${ENV:PIN}',
    '${env: PIN}',
    '${env:}',
    '${env:1}',
    '${ env:PIN}',
    '${env.PIN}',
    '${env}',
    'x${env:PIN',
    '${{ secrets.PIN }}',
    '${{PIN}}',
    '${env:PIN} and ${Env:PIN}',
  ].map(text => ({ law: `${text} is close to a reference`, files: row(text), says: NEARLY })),
  {
    law: 'a reference in a text has a variable that is set',
    files: row('https://${env:NOPE}/x'),
    says: 'SD111 seeds/a.yaml:4 `empname`: the environment variable NOPE is not set',
  },
  ...[
    ['a.csv', 'empid,empname\n1,${env:PIN}\n', 2],
    ['a.csv', 'empid,empname\n1,"x ${Env:PIN}"\n', 2],
    ['a.ndjson', '{"empid":1,"empname":"a"}\n{"empid":2,"empname":"x${env:PIN}"}\n', 2],
    ['a.json', '[{"empid":1,"empname":"${{ secrets.PIN }}"}]', 1],
  ].map(([file, text, line]) => ({
    law: `a source reads no variables: ${text}`,
    files: { [`${file}`]: `${text}`, 'a.yaml': `${HEAD}source: ${file}\n` },
    says: `SD130 seeds/${file}:${line} \`empname\`: a source takes no references to the environment`,
  })),
  {
    law: 'a seed for an environment that is nowhere is told',
    files: { 'a.yaml': `${HEAD}environments: [stagin]\nrows: []\n` },
    says: 'SD131 seeds/a.yaml:3 `environments` names `stagin`, and the config has no such environment',
  },
  ...[
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'bars'],
  ].map(([sign, word]) => ({
    law: `columns with ${word} between are told`,
    files: { 'a.csv': `empid${sign}empname\n1${sign}Ada\n`, 'a.yaml': `${HEAD}source: a.csv\n` },
    says: `SD110 seeds/a.csv:1 its columns are separated by ${word}`,
  })),
  {
    law: 'an unknown column is told once, at the header',
    files: { 'a.csv': `empid,emp_name\n${'1,Ada\n'.repeat(3)}`, 'a.yaml': `${HEAD}source: a.csv\n` },
    says: 'SD104 seeds/a.csv:1 `emp_name` is not a field of people',
  },
  {
    law: 'a separator is one sign',
    files: { 'a.csv': 'empid\n', 'a.yaml': `${HEAD}source: a.csv\nseparator: ";;"\n` },
    says: 'SD101 seeds/a.yaml:4 `separator` is one of',
  },
  {
    law: 'an encoding is one that is known',
    files: { 'a.csv': 'empid\n', 'a.yaml': `${HEAD}source: a.csv\nencoding: ebcdic\n` },
    says: 'SD101 seeds/a.yaml:4 `encoding` is utf-8 or windows-1252',
  },
  {
    law: 'only a CSV file has a separator',
    files: { 'a.json': '[]', 'a.yaml': `${HEAD}source: a.json\nseparator: tab\n` },
    says: 'SD101 seeds/a.yaml:4 `separator` belongs to a source that ends in .csv',
  },
]
