// The action: finds cliq-ds, maps inputs to its options, runs it. No dependencies, so this file is all that runs.
import { spawn, spawnSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'

const env = process.env
const input = name => (env[`INPUT_${name.toUpperCase()}`] ?? '').trim()
const lines = text =>
  text
    .split('\n')
    .map(each => each.trim())
    .filter(each => each !== '')
const table = JSON.parse(readFileSync(new URL('./inputs.json', import.meta.url), 'utf8'))

// By default what fits the event.
const BY_EVENT = {
  pull_request: 'review',
  merge_group: 'review',
  push: 'apply',
  schedule: 'drift',
  workflow_dispatch: 'apply',
}

function fail(message) {
  process.stderr.write(
    `::error title=cliq-ds::${message.replaceAll('%', '%25').replaceAll('\n', '%0A').replaceAll('\r', '%0D')}\n`,
  )
  process.exit(64)
}

const event = env.GITHUB_EVENT_NAME ?? ''
const command = input('command') || BY_EVENT[event] || ''
if (!['review', 'apply', 'drift', 'check'].includes(command))
  fail(`there is no command for ${event}: set the input command to review, apply, drift or check`)
const folder = resolve(env.GITHUB_WORKSPACE ?? '.', input('working-directory') || '.')

// What the project installed itself, or one exact version in a fresh folder; never what npx would fetch.
function cli() {
  const version = input('version')
  let base = folder
  if (version !== '') {
    if (!/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version)) fail(`${version} is not an exact version`)
    base = mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'cliq-ds-'))
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', base, `cliq-ds@${version}`]
    const installed = spawnSync('npm', args, {
      cwd: base,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    })
    if (installed.status !== 0) fail(`cliq-ds ${version} cannot be installed`)
  }
  for (let at = base; ; at = dirname(at)) {
    try {
      const manifest = join(at, 'node_modules', 'cliq-ds', 'package.json')
      return join(dirname(manifest), JSON.parse(readFileSync(manifest, 'utf8')).bin['cliq-ds'])
    } catch {
      if (version !== '' || dirname(at) === at)
        return fail('cliq-ds is not installed: run npm ci before, or set the input version')
    }
  }
}

function argumentsFor(environment) {
  const args = [command, ...(environment === '' ? [] : ['--env', environment])]
  if (command === 'drift') args.push('--issue')
  if (command === 'apply' && input('expect') === '') args.push('--reviewed')
  for (const { name, option, of } of table) {
    const value = input(name)
    if (value === '' || (of.length > 0 && !of.includes(command))) continue
    if (option.startsWith('--no-')) args.push(...(value === 'false' ? [option] : []))
    else for (const each of lines(value)) args.push(option, each)
  }
  if (command === 'check' && input('base') === '') args.push('--base', `origin/${env.GITHUB_BASE_REF || 'main'}`)
  return args
}

// Which lease a cancelled run may have left.
function leaseOf(environment) {
  const config = input('config')
  return ['--env', environment, ...(config === '' ? [] : ['--config', config])]
}

function run(path, args) {
  return new Promise(done => {
    const token = input('github-token')
    const child = spawn(process.execPath, [path, ...args], {
      cwd: folder,
      stdio: 'inherit',
      env: { ...env, ...(token === '' ? {} : { GITHUB_TOKEN: token }) },
    })
    // The runner gives a cancelled step some seconds; the child decides what to do with them.
    for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
    child.on('error', error => fail(error.message))
    child.on('exit', (code, signal) => done(code ?? (signal === 'SIGINT' ? 130 : 143)))
  })
}

const state = (name, value) => env.GITHUB_STATE && appendFileSync(env.GITHUB_STATE, `${name}=${value}\n`)
const environments = input('environments')
const each =
  command === 'review' || command === 'check' ? [environments] : environments.split(',').map(name => name.trim())
if (command !== 'review' && command !== 'check' && environments === '') fail(`${command} needs the input environments`)
const path = cli()
let worst = 0
for (const environment of each) {
  const args = argumentsFor(environment)
  state('running', `cliq-ds ${args.join(' ')}`.replaceAll('\n', ' '))
  if (command === 'apply') state('resume', JSON.stringify({ path, folder, args: leaseOf(environment) }))
  const code = await run(path, args)
  // Drift is told by its issue.
  if (code !== 0 && !(command === 'drift' && code === 3)) worst ||= code
  if (worst !== 0 && command === 'apply') break
}
state('ended', String(worst))
process.exitCode = worst
