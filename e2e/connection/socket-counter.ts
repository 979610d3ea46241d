import { connect, createServer, type Socket } from 'node:net'

export interface SocketCounter {
  /** the server as seen through the counter */
  url: string
  /** WebSockets that are open, and that ever were asked for */
  open(): number
  asked(): number
  close(): Promise<void>
}

/** Passes on what goes to a server and counts the WebSockets among it. */
export async function countSockets(serverUrl: string): Promise<SocketCounter> {
  const target = Number(new URL(serverUrl).port)
  const all = new Set<Socket>()
  const webSockets = new Set<Socket>()
  let asked = 0
  const relay = createServer((client) => {
    const server = connect(target, '127.0.0.1')
    client.once('data', (head) => {
      if (!/^upgrade: *websocket/im.test(head.toString('latin1'))) return
      asked++
      webSockets.add(client)
    })
    client.on('close', () => webSockets.delete(client))
    for (const socket of [client, server]) {
      all.add(socket)
      // whatever breaks on one side breaks on the other
      socket.on('error', () => {})
      socket.on('close', () => {
        all.delete(socket)
        client.destroy()
        server.destroy()
      })
    }
    client.pipe(server)
    server.pipe(client)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const address = relay.address()
  if (address === null || typeof address === 'string') throw new Error('the counter has no port')
  return {
    url: `http://localhost:${address.port}`,
    open: () => webSockets.size,
    asked: () => asked,
    async close() {
      for (const socket of all) socket.destroy()
      await new Promise((resolve) => relay.close(resolve))
    },
  }
}
