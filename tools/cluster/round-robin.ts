import { connect, createServer, type Socket } from 'node:net'

export interface RoundRobin {
  readonly port: number
  close(): Promise<void>
}

/** Milliseconds between two checks of whether backends take new connections. */
const HEALTH_EVERY = 100

/**
 * A tiny proxy: each new connection goes to the next backend of loopback that is healthy, and stays there. A backend
 * that drains answers 503 and gets no new ones, as behind any proxy that asks.
 * @param backends ports
 * @throws Error when the port is taken
 */
export async function roundRobin(backends: readonly number[], port = 0): Promise<RoundRobin> {
  const healthy = new Set<number>()
  const open = new Set<Socket>()
  let turn = 0

  async function ask(backend: number): Promise<void> {
    const answer = await fetch(`http://127.0.0.1:${backend}/health`, { signal: AbortSignal.timeout(1_000) }).catch(
      () => null,
    )
    if (answer?.ok) healthy.add(backend)
    else healthy.delete(backend)
  }
  const asking = setInterval(() => void Promise.all(backends.map(ask)), HEALTH_EVERY)

  /** @param tried backends that could not be reached */
  function pass(client: Socket, tried: ReadonlySet<number> = new Set()): void {
    const able = backends.filter((backend) => healthy.has(backend) && !tried.has(backend))
    const backend = able[turn++ % able.length]
    if (backend === undefined) {
      client.destroy()
      return
    }
    const upstream = connect(backend, '127.0.0.1')
    open.add(upstream)
    let connected = false
    upstream.on('connect', () => {
      connected = true
      client.pipe(upstream).pipe(client)
    })
    upstream.on('error', () => {
      healthy.delete(backend)
      if (!connected) pass(client, new Set([...tried, backend]))
    })
    upstream.on('close', () => {
      open.delete(upstream)
      if (connected) client.destroy()
    })
    client.once('close', () => upstream.destroy())
  }

  const server = createServer((client) => {
    open.add(client)
    client.on('error', () => client.destroy())
    client.on('close', () => open.delete(client))
    pass(client)
  })
  await Promise.all(backends.map(ask))
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', resolve)
  })
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    async close() {
      clearInterval(asking)
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
