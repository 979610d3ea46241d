/**
 * Ports of one worker of a test run. Between looking for a free port and listening on it another process could find the
 * same one, so each worker has its own, and gives none twice.
 */
const PORTS = 2_000
const WORKERS = 6
const first = 20_000 + (Number(process.env.BUN_TEST_WORKER_ID ?? 0) % WORKERS) * PORTS
let given = Math.floor(Math.random() * PORTS)

const nextPort = () => first + (given++ % PORTS)

/**
 * A port of loopback that nothing listens on, below those that outgoing connections take: it stays free while what
 * listens there is stopped and started again. Of the others, a client that tries to reach it may even be given it, and
 * be connected with itself.
 */
export function freePort(): number {
  for (;;) {
    const port = nextPort()
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
    const port = nextPort()
    try {
      const socket = await Bun.udpSocket({ hostname: '0.0.0.0', port })
      socket.close()
      return port
    } catch {
      // taken: another one
    }
  }
}
