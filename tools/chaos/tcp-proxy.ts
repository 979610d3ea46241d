import { connect, createServer, type Server, type Socket } from 'node:net'

export interface TcpProxy {
  readonly port: number
  /** number of connections that it cut */
  readonly cuts: number
  /** cuts no more connections */
  behave(): void
  close(): Promise<void>
}

/**
 * Passes bytes between clients and `target()`, and cuts each connection after some number of bytes, counted in both
 * directions. `bytes` is called for each connection.
 */
export async function tcpProxy(target: () => number, bytes: () => number): Promise<TcpProxy> {
  const open = new Set<Socket>()
  let cuts = 0
  let behaves = false

  const server: Server = createServer((client) => {
    const upstream = connect(target(), '127.0.0.1')
    let left = bytes()
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from)
      from.on('data', (chunk: Buffer) => {
        const passed = behaves ? chunk : chunk.subarray(0, left)
        left -= passed.length
        to.write(passed)
        if (behaves || passed.length === chunk.length) return
        cuts++
        cut(client, upstream)
      })
      from.on('error', () => cut(client, upstream))
      from.on('close', () => {
        open.delete(from)
        to.end()
      })
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')

  return {
    port: address.port,
    get cuts() {
      return cuts
    },
    behave() {
      behaves = true
    },
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * Half of the cuts are a reset, like a pulled cable; the others are an ordinary close. Bytes passed before still
 * arrive.
 */
function cut(client: Socket, upstream: Socket): void {
  for (const socket of [client, upstream]) {
    if (Math.random() < 0.5) socket.resetAndDestroy()
    else socket.destroySoon()
  }
}
