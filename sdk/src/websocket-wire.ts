import type { ErrorBody, ErrorCode } from '@imbachat/protocol'
import { ERRORS } from '@imbachat/protocol/errors'
import type { OpenWire } from './wire.ts'

export const openWebSocketWire: OpenWire = (url, _clock, { opened, heard, closed }) => {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`)
  socket.onopen = opened
  socket.onmessage = ({ data }) => heard(data)
  socket.onerror = () => {}
  socket.onclose = ({ code, reason }) => closed(errorOfClose(code, reason))
  return {
    send(frame) {
      if (socket.readyState === socket.OPEN) socket.send(frame)
    },
    close() {
      socket.onopen = socket.onmessage = socket.onclose = null
      socket.close()
    },
  }
}

/** For a socket that was closed without a `bye`: the reason names the error, else the close code does. */
function errorOfClose(closeCode: number, reason: string): ErrorBody | null {
  const codes = Object.keys(ERRORS) as ErrorCode[]
  const closing = (code: ErrorCode) => (ERRORS[code] as { close?: number }).close === closeCode
  const code = codes.find((candidate) => candidate === reason && closing(candidate)) ?? codes.find(closing)
  return code === undefined ? null : { code, message: `the server closed the connection (${closeCode})` }
}
