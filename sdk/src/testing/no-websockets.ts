import { connect, createServer, type Server, type Socket } from 'node:net'

export interface Gate {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** what it does with requests for a WebSocket; it passes everything else */
  upgrades: 'refused' | 'hang' | 'swallowed' | 'pass'
  /** True: it keeps answers until they are complete, as some proxies and virus scanners do. */
  holdsAnswers: boolean
  /** how many answers it has begun to keep */
  held: number
  /** how often a client asked for a WebSocket */
  asked: number
  /** WebSockets whose frames it dropped */
  swallowed: number
  /** Cuts all open connections. */
  cut(): void
  close(): Promise<void>
}

/** The end of the connection is then the end of the answer. */
const withoutKeepAlive = (head: Buffer) =>
  Buffer.from(head.toString('latin1').replace(/^connection: keep-alive\r$/im, 'Connection: close\r'), 'latin1')

/** A proxy that does not support WebSockets, as in some networks. */
export async function noWebSockets(target: string, upgrades: Gate['upgrades'] = 'refused'): Promise<Gate> {
  const open = new Set<Socket>()
  const { hostname, port } = new URL(target)

  const server: Server = createServer((client) => {
    keep(client)
    client.once('data', (head: Buffer) => {
      const wantsSocket = /^upgrade: websocket\r$/im.test(head.toString('latin1'))
      if (wantsSocket) gate.asked++
      if (wantsSocket && gate.upgrades === 'hang') return
      if (wantsSocket && gate.upgrades === 'refused') {
        client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
        return
      }
      const upstream = connect(Number(port), hostname)
      keep(upstream)
      upstream.write(gate.holdsAnswers ? withoutKeepAlive(head) : head)
      if (wantsSocket && gate.upgrades === 'swallowed') {
        upstream.pipe(client)
        client.once('data', () => gate.swallowed++)
      } else if (gate.holdsAnswers) {
        const held: Uint8Array[] = []
        gate.held++
        client.pipe(upstream).on('data', (part) => held.push(Buffer.from(part)))
        upstream.once('end', () => client.end(Buffer.concat(held)))
      } else client.pipe(upstream).pipe(client)
      client.once('close', () => upstream.destroy())
      upstream.once('close', () => client.destroy())
    })
  })

  function keep(socket: Socket): void {
    open.add(socket)
    socket.on('error', () => socket.destroy())
    socket.once('close', () => open.delete(socket))
  }

  const gate: Gate = {
    url: '',
    upgrades,
    holdsAnswers: false,
    held: 0,
    asked: 0,
    swallowed: 0,
    cut() {
      for (const socket of open) socket.destroy()
    },
    async close() {
      gate.cut()
      await new Promise((closed) => server.close(closed))
    },
  }
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  gate.url = `http://127.0.0.1:${address.port}`
  return gate
}
