/**
 * A port of loopback that nothing listens on, below those that outgoing connections take: it stays free while what
 * listens there is stopped and started again. Of the others, a client that tries to reach it may even be given it, and
 * be connected with itself.
 */
export function freePort(): number {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000)
    try {
      Bun.listen({ hostname: '127.0.0.1', port, socket: { data: () => undefined } }).stop(true)
      return port
    } catch {
      // taken: another one
    }
  }
}
