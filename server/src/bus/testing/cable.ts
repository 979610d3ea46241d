import { connect, createServer, type Socket } from 'node:net'

/** One node's connection to NATS or S3. A test can break it while the other nodes stay connected. */
export interface Cable {
  /** like the address that it leads to, such as a NATS_URL */
  url: string
  cut(): void
  /** Bytes go no further, in either direction. Connections stay open, and new ones are taken. */
  silence(): void
  /** The same once so many more bytes have passed. */
  silenceAfter(bytes: number): void
  mend(): void
  close(): void
}

/** @param to a URL on loopback with a port */
export async function layCable(to: string): Promise<Cable> {
  const port = Number(new URL(to).port)
  const ends = new Set<Socket>()
  let whole = true
  let silent = false
  /** how many bytes pass until it falls silent */
  let left = Number.POSITIVE_INFINITY
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
      if (silent) end.pause()
      end.on('data', (bytes: Buffer) => {
        if (!other.write(bytes)) end.pause()
        left -= bytes.length
        if (left <= 0) silence()
      })
      other.on('drain', () => {
        if (!silent) end.resume()
      })
      end.on('end', () => other.end())
    }
  })
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
  const address = server.address()
  const own = typeof address === 'object' && address ? address.port : 0
  function cut(): void {
    whole = false
    for (const end of ends) end.destroy()
  }
  function silence(): void {
    silent = true
    for (const end of ends) end.pause()
  }
  return {
    url: `${new URL(to).protocol}//127.0.0.1:${own}`,
    cut,
    silence,
    silenceAfter(bytes) {
      left = bytes
    },
    mend() {
      whole = true
      silent = false
      left = Number.POSITIVE_INFINITY
      for (const end of ends) end.resume()
    },
    close() {
      cut()
      server.close()
    },
  }
}
