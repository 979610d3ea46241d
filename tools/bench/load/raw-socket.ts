import type { Socket } from 'bun'
import { frameReader, pongFrame, textFrame } from './websocket-frames.ts'

const OPCODE = { text: 1, close: 8, ping: 9 } as const

export interface RawSocketOptions {
  port: number
  path: string
  /** the visitor's address, as a proxy in front would tell it */
  forwardedFor?: string
  /** The bytes are only good until it returns. */
  onText(bytes: Buffer, start: number, end: number): void
  onClose(): void
}

export interface RawSocket {
  send(text: string): void
  /** bytes that came, handshake and headers of frames included */
  received(): number
  end(): void
}

/** A WebSocket client on a bare TCP socket. Resolves when the upgrade was answered with 101. */
export async function openRawSocket({
  port,
  path,
  forwardedFor,
  onText,
  onClose,
}: RawSocketOptions): Promise<RawSocket> {
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>()
  let handshake: Buffer | undefined = Buffer.alloc(0)
  let received = 0
  let unsent: Buffer[] = []
  const reader = frameReader((opcode, bytes, start, end) => {
    if (opcode === OPCODE.text) onText(bytes, start, end)
    else if (opcode === OPCODE.ping) write(pongFrame(Buffer.from(bytes.subarray(start, end))))
    else if (opcode === OPCODE.close) socket.end()
  })

  function data(_: Socket, arrived: Buffer) {
    received += arrived.length
    if (!handshake) return reader.push(arrived)
    handshake = Buffer.concat([handshake, arrived])
    const end = handshake.indexOf('\r\n\r\n')
    if (end < 0) return
    const head = handshake.toString('latin1', 0, end)
    const rest = handshake.subarray(end + 4)
    if (!head.startsWith('HTTP/1.1 101'))
      return reject(new Error(`the upgrade was answered with ${head.split('\r\n')[0]}`))
    handshake = undefined
    resolve()
    if (rest.length > 0) reader.push(rest)
  }

  function write(frame: Buffer): void {
    if (unsent.length > 0) {
      unsent.push(frame)
      return
    }
    const written = socket.write(frame)
    if (written < frame.length) unsent.push(frame.subarray(Math.max(0, written)))
  }

  function drain(): void {
    const waiting = unsent
    unsent = []
    for (const frame of waiting) write(frame)
  }

  function close(): void {
    reject(new Error('closed before the upgrade was answered'))
    onClose()
  }

  const socket = await Bun.connect({
    hostname: '127.0.0.1',
    port,
    socket: { data, drain, close, error: (_, error) => reject(error) },
  })
  socket.setNoDelay(true)
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  socket.write(
    [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${key}`,
      'Sec-WebSocket-Version: 13',
      ...(forwardedFor === undefined ? [] : [`X-Forwarded-For: ${forwardedFor}`]),
      '\r\n',
    ].join('\r\n'),
  )
  await opened
  return { send: (text) => write(textFrame(text)), received: () => received, end: () => socket.end() }
}
