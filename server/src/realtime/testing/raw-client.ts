import { until } from '../../../../sdk/src/testing/until.ts'

/** A client of bare TCP, which sends what no WebSocket library would. */
export interface RawClient {
  write(...frames: Buffer[]): void
  /** everything that arrived, as latin1 */
  received(): string
  closed: Promise<void>
  close(): void
}

export const OPCODE = { continuation: 0, text: 1, ping: 9, pong: 10 } as const

/** A frame under a mask of zeros. @param declared its length, where less is sent */
export function rawFrame(
  opcode: number,
  text: string,
  { last = true, declared = Buffer.byteLength(text) }: { last?: boolean; declared?: number } = {},
): Buffer {
  const head = Buffer.alloc(14)
  head[0] = (last ? 0x80 : 0) | opcode
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(declared), 2)
  if (declared > 0xffff) return Buffer.concat([head, Buffer.from(text)])
  const short = declared < 126
  head[1] = 0x80 | (short ? declared : 126)
  if (!short) head.writeUInt16BE(declared, 2)
  return Buffer.concat(
    [head.subarray(0, 2), short ? '' : head.subarray(2, 4), Buffer.alloc(4), text].map((part) => Buffer.from(part)),
  )
}

/** Resolves when the upgrade was answered. @param url ws://… */
export async function openRaw(url: string): Promise<RawClient> {
  const { host, pathname, hostname, port } = new URL(url)
  const closed = Promise.withResolvers<void>()
  let received = ''
  const socket = await Bun.connect({
    hostname,
    port: Number(port),
    socket: {
      data(_, data) {
        received += data.toString('latin1')
      },
      close: () => closed.resolve(),
      error: () => closed.resolve(),
    },
  })
  const client: RawClient = {
    write: (...frames) => void socket.write(Buffer.concat(frames)),
    received: () => received,
    closed: closed.promise,
    close: () => void socket.end(),
  }
  socket.write(
    `GET ${pathname} HTTP/1.1\r\nHost: ${host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  await until(() => received.includes('\r\n\r\n'), 'the answer to the upgrade')
  return client
}
