import { connect, createServer, type Socket } from 'node:net'

/** One node's connection to NATS. A test can cut it while the other nodes stay connected. */
export interface Cable {
  /** as NATS_URL */
  url: string
  cut(): void
  mend(): void
  close(): void
}

/** @param to a NATS_URL on loopback */
export async function layCable(to: string): Promise<Cable> {
  const port = Number(new URL(to).port)
  const ends = new Set<Socket>()
  let whole = true
  const server = createServer((near) => {
    if (!whole) return near.destroy()
    const far = connect(port, '127.0.0.1')
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      ends.add(end)
      end.on('error', () => undefined)
      end.on('close', () => {
        ends.delete(end)
        other.destroy()
      })
      end.pipe(other)
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  function cut(): void {
    whole = false
    for (const end of ends) end.destroy()
  }
  return {
    url: `nats://127.0.0.1:${own}`,
    cut,
    mend() {
      whole = true
    },
    close() {
      cut()
      server.close()
    },
  }
}
