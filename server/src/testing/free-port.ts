/**
 * Ports of one worker of a test run. Each worker has its own range and uses no port twice until it has used all:
 * otherwise two processes could find the same free port.
 */
const PORTS = 2_000
const WORKERS = 6
const first = 20_000 + (Number(process.env.BUN_TEST_WORKER_ID ?? 0) % WORKERS) * PORTS
let given = Math.floor(Math.random() * PORTS)

const nextPort = () => first + (given++ % PORTS)

/**
 * A port of loopback that nothing listens on, below the range of outgoing connections: it stays free while the listener
 * is restarted. A client that calls a port of that range may get the same port as its own, and connect to itself.
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
