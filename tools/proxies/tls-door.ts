import { connect, createServer, type Socket } from 'node:net'
import { connect as secureOver } from 'node:tls'

export interface TlsDoor {
  /** http://localhost:… */
  url: string
  close(): Promise<void>
}

/**
 * TLS for clients that know only plain connections: forwards connections of its port to `port` by TLS, with a
 * certificate that `ca` must have signed.
 * @param from the address of loopback that the visitor has
 */
export async function openTlsDoor({ port, ca, from }: { port: number; ca: string; from: string }): Promise<TlsDoor> {
  const open = new Set<Socket>()
  const server = createServer((plain) => {
    const socket = connect({ host: '127.0.0.1', port, localAddress: from })
    const secure = secureOver({ socket, ca, servername: 'localhost' })
    for (const [one, other] of [
      [plain, secure],
      [secure, plain],
    ] as const) {
      open.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        open.delete(one)
        other.destroy()
      })
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the door has no port')
  return {
    url: `http://localhost:${address.port}`,
    async close() {
      for (const socket of open) socket.destroy()
      await new Promise((closed) => server.close(closed))
    },
  }
}
