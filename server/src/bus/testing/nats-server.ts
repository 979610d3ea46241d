import { existsSync } from 'node:fs'
import { freePort } from '../../testing/free-port.ts'

/** Debian installs it where only root's PATH looks. */
const KNOWN_PLACES = ['/usr/sbin/nats-server', '/usr/local/bin/nats-server', '/usr/bin/nats-server']

/** Ports to try. */
const TRIES = 3

export interface NatsServer {
  readonly url: string
  /** Ends it as a crash would. */
  kill(): Promise<void>
  /** Starts it again on the same port. */
  start(): Promise<void>
}

/** The nats-server at NATS_SERVER_PATH, or the one installed on this machine. `npm test` provides one. */
export function findNatsServer(): string | undefined {
  const given = process.env.NATS_SERVER_PATH
  return given ?? Bun.which('nats-server') ?? KNOWN_PLACES.find((path) => existsSync(path))
}

/**
 * Starts a real nats-server on a free port of loopback.
 * @param config a file of settings; `env` is what it refers to
 * @throws Error if this machine has none
 */
export async function startNatsServer({
  config,
  env = {},
}: {
  config?: string
  env?: Record<string, string>
} = {}): Promise<NatsServer> {
  const path = findNatsServer()
  if (!path)
    throw new Error('there is no nats-server: install it (apt-get install nats-server) or set NATS_SERVER_PATH')
  let port = freePort()
  let running: Bun.Subprocess | undefined

  const server: NatsServer = {
    get url() {
      return `nats://127.0.0.1:${port}`
    },
    async kill() {
      running?.kill('SIGKILL')
      await running?.exited
      running = undefined
    },
    async start() {
      const args = [...(config === undefined ? [] : ['-c', config]), '-a', '127.0.0.1', '-p', String(port)]
      running = Bun.spawn([path, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'ignore'] })
      while (!(await answers(port))) {
        if (running.exitCode !== null) throw new Error(`nats-server ended with ${running.exitCode}`)
        await Bun.sleep(20)
      }
    },
  }
  for (let tries = 1; ; tries++) {
    try {
      await server.start()
      return server
    } catch (error) {
      // another process may have taken the port in the meantime
      if (tries === TRIES) throw error
      port = freePort()
    }
  }
}

async function answers(port: number): Promise<boolean> {
  try {
    const socket = await Bun.connect({ hostname: '127.0.0.1', port, socket: { data: () => undefined } })
    socket.end()
    return true
  } catch {
    return false
  }
}
