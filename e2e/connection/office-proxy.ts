import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'

export interface OfficeProxy {
  url: string
  /** tunnels that were asked for: browsers ask for one per WebSocket */
  tunnels: number
  close(): Promise<void>
}

/**
 * A browser's HTTP proxy as offices have it: pages pass, tunnels, which WebSockets need, are refused or left hanging.
 * @param answers `whole`: each is held back until it is
 */
export async function officeProxy(
  tunnels: 'refused' | 'hang',
  answers: 'streamed' | 'whole' = 'streamed',
): Promise<OfficeProxy> {
  const hanging = new Set<Duplex>()
  const server = createServer((incoming, answer) => {
    const { method, url = '', headers } = incoming
    const outgoing = request(url, { headers, ...(method === undefined ? {} : { method }) }, (answered) => {
      if (answers === 'whole') return void passWhole(answered, answer)
      answer.writeHead(answered.statusCode ?? 502, answered.headers)
      answer.flushHeaders()
      answered.pipe(answer)
    })
    outgoing.on('error', () => answer.destroy())
    answer.on('close', () => outgoing.destroy())
    incoming.pipe(outgoing)
  })
  server.on('connect', (_request, socket: Duplex) => {
    proxy.tunnels++
    socket.on('error', () => socket.destroy())
    if (tunnels === 'refused') socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n')
    else hanging.add(socket)
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  const proxy: OfficeProxy = {
    url: `http://127.0.0.1:${address.port}`,
    tunnels: 0,
    async close() {
      for (const socket of hanging) socket.destroy()
      server.closeAllConnections()
      await new Promise((closed) => server.close(closed))
    },
  }
  return proxy
}

async function passWhole(answered: IncomingMessage, answer: ServerResponse): Promise<void> {
  const parts: Uint8Array[] = []
  try {
    for await (const part of answered) parts.push(part)
  } catch {
    return void answer.destroy()
  }
  answer.writeHead(answered.statusCode ?? 502, answered.headers)
  answer.end(Buffer.concat(parts))
}
