import type { Socket } from 'bun'

export interface TcpOptions {
  port: number
  /** The bytes are valid only until it returns. */
  onData(bytes: Buffer): void
  /** @param error the reason, also if `onData` threw it */
  onClose(error?: Error): void
}

export interface Tcp {
  /** in call order, however much the peer takes at a time */
  write(bytes: Buffer): void
  received(): number
  end(): void
}

/** A connection on loopback that does not wait to fill a packet and keeps bytes that the kernel can't take yet. */
export async function connectTcp({ port, onData, onClose }: TcpOptions): Promise<Tcp> {
  let received = 0
  let unsent: Buffer[] = []

  function data(_: Socket, arrived: Buffer): void {
    received += arrived.length
    onData(arrived)
  }

  function write(bytes: Buffer): void {
    if (unsent.length > 0) {
      unsent.push(bytes)
      return
    }
    const written = socket.write(bytes)
    if (written < bytes.length) unsent.push(bytes.subarray(Math.max(0, written)))
  }

  function drain(): void {
    const waiting = unsent
    unsent = []
    for (const bytes of waiting) write(bytes)
  }

  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: { data, drain, close: (_, error) => onClose(error), error: (_, error) => onClose(error) },
  })
  socket.setNoDelay(true)
  return { write, received: () => received, end: () => void socket.end() }
}
