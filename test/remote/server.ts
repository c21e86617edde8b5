import { spawn, spawnSync } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createServer, connect } from 'node:net'
import type { AddressInfo, Socket } from 'node:net'

import { createClient } from 'redis'
import { onTestFinished } from 'vitest'

import { temporaryFolder } from '../files/temporary.ts'

/** The server's program, of whichever name; undefined where there is none. */
export const SERVER = ['redis-server', 'valkey-server'].find(each => spawnSync(each, ['--version']).status === 0)

/** A real server on a port of its own, until the test ends. */
export interface Server {
  readonly port: number
  readonly url: string
  readonly process: ChildProcess
  /** One command, as `redis-cli` sends it. */
  command(words: readonly string[]): Promise<void>
  /** Starts it anew with nothing in it. */
  restart(): Promise<void>
}

/** Starts a server without persistence; `more` are further arguments. */
export async function startServer(more: readonly string[] = []): Promise<Server> {
  const port = await freePort()
  const dir = await temporaryFolder()
  const start = async () => {
    const args = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      dir,
      ...more,
    ]
    const child = spawn(SERVER ?? '', args, { stdio: 'ignore' })
    await answering(port)
    return child
  }
  let process = await start()
  onTestFinished(() => void process.kill('SIGKILL'))
  return {
    port,
    url: `redis://127.0.0.1:${port}`,
    get process() {
      return process
    },
    async command(words) {
      const client = createClient({ url: `redis://127.0.0.1:${port}` })
      client.on('error', () => undefined)
      await client.connect()
      await client.sendCommand(words)
      client.destroy()
    },
    async restart() {
      const gone = new Promise(resolve => process.once('exit', resolve))
      process.kill('SIGKILL')
      await gone
      process = await start()
    },
  }
}

/** A way to a server that can be cut, so that nothing is answered, and mended. */
export async function startProxy(port: number): Promise<{ readonly url: string; cut(): void; mend(): void }> {
  let isCut = false
  const sockets = new Set<Socket>()
  const proxy = createServer(socket => {
    if (isCut) return void socket.destroy()
    const there = connect(port, '127.0.0.1')
    for (const each of [socket, there]) {
      sockets.add(each)
      each.on('error', () => undefined)
      each.on('close', () => {
        socket.destroy()
        there.destroy()
        sockets.delete(each)
      })
    }
    socket.pipe(there)
    there.pipe(socket)
  })
  await new Promise<void>(resolve => {
    proxy.listen(0, '127.0.0.1', resolve)
  })
  onTestFinished(() => {
    proxy.close()
    for (const each of sockets) each.destroy()
  })
  return {
    url: `redis://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    cut() {
      isCut = true
      for (const each of sockets) each.destroy()
    },
    mend() {
      isCut = false
    },
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => {
    server.close(resolve)
  })
  return port
}

async function answering(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>(resolve => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.destroy()
        resolve(true)
      })
      socket.on('error', () => resolve(false))
    })
    if (isOpen) return
  }
}
