import { connect, createServer, type Server, type Socket } from 'node:net'

export interface Gate {
  /** `http://127.0.0.1:PORT` */
  url: string
  /** what it does to those who ask for a WebSocket; everything else passes */
  upgrades: 'refused' | 'hang' | 'swallowed' | 'pass'
  /** Are answers kept until they are whole? Some proxies and virus scanners do that. */
  holdsAnswers: boolean
  /** how many answers it has begun to keep */
  held: number
  /** how often a WebSocket was asked for */
  asked: number
  /** sockets whose words went nowhere */
  swallowed: number
  /** Cuts all connections that are open. */
  cut(): void
  close(): Promise<void>
}

/** Then the end of the connection is the end of the answer. */
const withoutKeepAlive = (head: Buffer) =>
  Buffer.from(head.toString('latin1').replace(/^connection: keep-alive\r$/im, 'Connection: close\r'), 'latin1')

/** A proxy as some networks have it, which doesn't know WebSockets. */
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
