import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Figure } from './process.ts'

const BIN = fileURLToPath(new URL('../dist/terminal/bin.js', import.meta.url))
// What a child says last, when it ends.
const PEAK = "process.on('exit', () => process.stderr.write('\\nPEAK ' + process.resourceUsage().maxRSS))"

/** How a plan of many environments went. */
export interface FleetPlanned {
  readonly code: number | null
  readonly requests: number
  /** The most that were under way at once. */
  readonly atOnce: number
  readonly megabytes: number
  readonly out: string
}

/** Plans many environments, each an org and a user of its own, by the real command in one process. */
export async function plannedFleet(environments: number, datastores: number): Promise<FleetPlanned> {
  const folder = mkdtempSync(join(tmpdir(), 'cliq-ds-fleet-'))
  const org = await startOrgs(datastores)
  try {
    writeProject(folder, org.url, environments, datastores)
    const child = spawn(
      process.execPath,
      ['--import', `data:text/javascript,${encodeURIComponent(PEAK)}`, BIN, 'plan', '--all'],
      {
        cwd: folder,
        env: {
          PATH: process.env['PATH'],
          HOME: folder,
          CLIQ_DS_STATE_DIR: join(folder, '.state'),
          CLIQ_DS_ALLOWED_HOSTS: new URL(org.url).host,
          CI: 'true',
          ...Object.fromEntries(Array.from({ length: environments }, (_, at) => [`TOKEN_${at}`, `t${at}`])),
        },
      },
    )
    const [out, err] = [[], []] as [string[], string[]]
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
    const code = await new Promise<number | null>(resolve => child.on('close', resolve))
    const kilobytes = Number(/PEAK (\d+)$/u.exec(err.join(''))?.[1])
    if (code === 64) throw new Error(err.join(''))
    return { code, requests: org.requests(), atOnce: org.atOnce(), megabytes: kilobytes / 1024, out: out.join('') }
  } finally {
    await org.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A19: environments of many orgs in one process. */
export async function fleetFigures(environments: number, datastores: number): Promise<readonly Figure[]> {
  const { code, requests, atOnce, megabytes } = await plannedFleet(environments, datastores)
  if (code !== 0) throw new Error(`the plan of a fleet ended with ${code}`)
  const what = `A19 plan ${environments} environments x ${datastores} datastores`
  return [
    { what: `${what}, requests`, value: requests, unit: '', target: environments, more: `${atOnce} at once` },
    { what: `${what}, memory`, value: megabytes, unit: 'MB', target: 200 },
  ]
}

function writeProject(folder: string, url: string, environments: number, datastores: number): void {
  const all = Array.from(
    { length: environments },
    (_, at) =>
      `  e${at}: { apiUrl: "${url}", prefix: e${at}_, account: user${at}, credentials: { accessToken: "\${env:TOKEN_${at}}" } }\n`,
  )
  writeFileSync(join(folder, 'cliq-ds.config.yaml'), `environments:\n${all.join('')}`)
  mkdirSync(join(folder, 'schemas'))
  for (let at = 0; at < datastores; at += 1)
    writeFileSync(
      join(folder, 'schemas', `d${at}.yaml`),
      `unique_name: d${at}\nname: D${at}\ndescription: One of many\nfields:\n  a: { name: A, type: limited-text }\n  b: { name: B, type: number }\n`,
    )
}

// Orgs that know one call, told apart by their tokens: each lists its datastores, which lack a field.
async function startOrgs(datastores: number) {
  let [requests, now, most] = [0, 0, 0]
  const server = createServer((request, response) => {
    requests += 1
    now += 1
    most = Math.max(most, now)
    const [, at = ''] = /t(\d+)$/u.exec(request.headers.authorization ?? '') ?? []
    const data = Array.from({ length: datastores }, (_, each) => ({
      id: `${1_000_000 + each}`,
      unique_name: `e${at}_d${each}`,
      name: `D${each}`,
      description: 'One of many',
      status: 'enabled',
      fields: [
        {
          id: `${2_000_000 + each}`,
          unique_name: 'a',
          name: 'A',
          type: 'limited-text',
          mandatory: false,
          masked: false,
        },
      ],
      unique_keys: [],
    }))
    // Long enough for others to be under way.
    setTimeout(() => {
      now -= 1
      response.writeHead(200, { 'content-type': 'application/json' })
      response.end(JSON.stringify({ url: '/api/v3/datastores', type: 'datastore', data }))
    }, 20)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v3`,
    requests: () => requests,
    atOnce: () => most,
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
