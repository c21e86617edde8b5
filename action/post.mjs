// After the action, also where it was cancelled: gives the lease back where that is safe, and says what goes on.
import { spawnSync } from 'node:child_process'

const { STATE_running: running = '', STATE_ended: ended = '', STATE_resume: resume = '' } = process.env
// The runner reads a line feed as the end, and gives a cancelled job some seconds.
const escaped = text => text.replaceAll('%', '%25').replaceAll('\n', '%0A').replaceAll('\r', '%0D')
const TIMEOUT_MS = 60_000

function released() {
  const { path, folder, args } = JSON.parse(resume)
  const { status, stdout, stderr } = spawnSync(process.execPath, [path, 'unlock', ...args], {
    cwd: folder,
    encoding: 'utf8',
    timeout: TIMEOUT_MS,
  })
  return status === 0 ? stdout.trim() : `Its lease ends by itself.\n${(stderr ?? '').trim()}`
}

if (running !== '' && ended === '') {
  const lease = resume === '' ? '' : `${released()}\n`
  const told = `The run was cut off. What it had begun is safe.\n${lease}To go on, run the same command: ${running}`
  process.stderr.write(`::warning title=cliq-ds::${escaped(told)}\n`)
}
