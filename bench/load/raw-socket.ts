import { connectTcp } from './tcp.ts'
import { frameReader, pongFrame, textFrame } from './websocket-frames.ts'

const OPCODE = { text: 1, close: 8, ping: 9 } as const

export interface RawSocketOptions {
  port: number
  path: string
  /** the visitor's address, as a proxy in front would report it */
  forwardedFor?: string
  /** The bytes are valid only until it returns. */
  onText(bytes: Buffer, start: number, end: number): void
  onClose(error?: Error): void
}

export interface RawSocket {
  send(text: string): void
  /** received bytes, including handshake and frame headers */
  received(): number
  end(): void
}

/** A WebSocket client on a bare TCP socket. Resolves when the server answered the upgrade with 101. */
export async function openRawSocket({
  port,
  path,
  forwardedFor,
  onText,
  onClose,
}: RawSocketOptions): Promise<RawSocket> {
  const { promise: opened, resolve, reject } = Promise.withResolvers<void>()
  let handshake: Buffer | undefined = Buffer.alloc(0)
  const reader = frameReader((opcode, bytes, start, end) => {
    if (opcode === OPCODE.text) onText(bytes, start, end)
    else if (opcode === OPCODE.ping) tcp.write(pongFrame(Buffer.from(bytes.subarray(start, end))))
    else if (opcode === OPCODE.close) tcp.end()
  })

  function onData(arrived: Buffer) {
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

  function closed(error?: Error): void {
    reject(error ?? new Error('closed before the upgrade was answered'))
    onClose(error)
  }

  const tcp = await connectTcp({ port, onData, onClose: closed })
  const key = Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString('base64')
  tcp.write(
    Buffer.from(
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
    ),
  )
  await opened
  return { send: (text) => tcp.write(textFrame(text)), received: tcp.received, end: tcp.end }
}
