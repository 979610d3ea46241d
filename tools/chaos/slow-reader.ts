import { connect, type Socket } from 'node:net'
import { PROTOCOL_VERSION } from '@imbachat/protocol/version'

export interface SlowReader {
  /** Reads the remaining bytes. @returns their number, and whether the server had closed the connection */
  readRest(): Promise<{ bytes: number; wasCut: boolean }>
  close(): void
}

/** A client that receives nothing for this long, not even the end, was not disconnected. Milliseconds. */
const SILENCE_MS = 3_000

/** A client that signs in and then reads nothing. The WebSocket is hand-written, since existing clients always read. */
export async function slowReader(port: number, widget: number, token: string): Promise<SlowReader> {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => undefined)
  const head = [
    `GET /imbachat/v1/${widget}/ws HTTP/1.1`,
    `Host: 127.0.0.1:${port}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${crypto.getRandomValues(Buffer.alloc(16)).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
  ]
  socket.write(`${head.join('\r\n')}\r\n\r\n`)
  await until(socket, '\r\n\r\n')
  socket.write(masked(JSON.stringify({ t: 'auth', id: 1, v: PROTOCOL_VERSION, token })))
  await until(socket, '"t":"ok"')
  socket.pause()
  return {
    readRest: () =>
      new Promise((resolve) => {
        let bytes = 0
        const silence = setTimeout(() => resolve({ bytes, wasCut: false }), SILENCE_MS)
        const cut = () => {
          clearTimeout(silence)
          resolve({ bytes, wasCut: true })
        }
        socket.on('data', (chunk: Buffer) => {
          bytes += chunk.length
          silence.refresh()
        })
        // a reset connection may have nothing left to read
        if (socket.destroyed) return cut()
        socket.on('close', cut).on('end', cut).resume()
      }),
    close: () => socket.destroy(),
  }
}

/** @throws Error if the server closes the connection */
function until(socket: Socket, words: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let read = ''
    const look = (chunk: Buffer) => {
      read += chunk.toString('latin1')
      if (!read.includes(words)) return
      socket.off('data', look)
      resolve()
    }
    socket.on('data', look)
    socket.once('close', () => reject(new Error(`the server closed the connection: ${read.slice(0, 200)}`)))
  })
}

/** One text frame of up to 64 KiB. A mask of zeros is a valid mask. */
function masked(text: string): Buffer {
  const body = Buffer.from(text)
  const head = Buffer.alloc(8)
  head.set([0x81, 0x80 | 126])
  head.writeUInt16BE(body.length, 2)
  return Buffer.concat([head, body])
}
