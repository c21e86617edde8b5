// After the action, also where it was cancelled: says what goes on.
const { STATE_running: running = '', STATE_ended: ended = '' } = process.env

if (running !== '' && ended === '') {
  const told = `The run was cut off. What it had begun is safe: the same command goes on where it stopped, once the lease of this run has ended by itself.%0A${running}`
  process.stderr.write(`::warning title=cliq-ds::${told}\n`)
}
