import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import { CLOSE_CODES } from '@imbachat/protocol/errors/session-errors'
import type { OpenWire } from './wire.ts'

export const openWebSocketWire: OpenWire = (url, _clock, { opened, received, closed }) => {
  let socket: WebSocket
  try {
    socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`)
  } catch {
    // an https page may not open an insecure WebSocket: treated as if the network had refused it
    queueMicrotask(() => closed(null))
    return { send() {}, close() {} }
  }
  let ended = false
  const end = (error: ErrorBody | null) => {
    if (!ended) closed(error)
    ended = true
  }
  let isOpen = false
  socket.onopen = () => {
    isOpen = true
    opened()
  }
  socket.onmessage = ({ data }) => received(data)
  // If a WebSocket fails to open, Node 22 fires only `error` and no `close`.
  socket.onerror = () => isOpen || end(null)
  socket.onclose = ({ code, reason }) => end(errorOfClose(code, reason))
  return {
    send(frame) {
      if (socket.readyState === socket.OPEN) socket.send(frame)
    },
    close() {
      ended = true
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}

/** For a WebSocket closed without a `bye`: the reason or else the close code names the error. */
function errorOfClose(closeCode: number, reason: string): ErrorBody | null {
  const codes = Object.keys(CLOSE_CODES).filter((code) => CLOSE_CODES[code] === closeCode) as ErrorCode[]
  const code = codes.find((candidate) => candidate === reason) ?? codes[0]
  return code === undefined ? null : { code, message: `the server closed the connection (${closeCode})` }
}
