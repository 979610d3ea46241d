const anyPort = () => 20_000 + Math.floor(Math.random() * 12_000)

/**
 * A port of loopback that nothing listens on, below those that outgoing connections take: it stays free while what
 * listens there is stopped and started again. Of the others, a client that tries to reach it may even be given it, and
 * be connected with itself.
 */
export function freePort(): number {
  for (;;) {
    const port = anyPort()
    try {
      Bun.listen({ hostname: '127.0.0.1', port, socket: { data: () => undefined } }).stop(true)
      return port
    } catch {
      // taken: another one
    }
  }
}

/** The same for UDP. */
export async function freeUdpPort(): Promise<number> {
  for (;;) {
    const port = anyPort()
    try {
      const socket = await Bun.udpSocket({ hostname: '0.0.0.0', port })
      socket.close()
      return port
    } catch {
      // taken: another one
    }
  }
}
