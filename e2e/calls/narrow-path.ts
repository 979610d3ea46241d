import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'

/** Milliseconds after which a waiting packet is dropped, as in a modem. */
const QUEUE_MS = 300

/** Packets of at most this size, bytes, skip the queue: the feedback on the page's own sending is not tested. */
const SMALL = 250

export interface NarrowPath {
  port: number
  /** Lets `bitsPerSecond` back from now on. */
  narrow(bitsPerSecond: number): void
  close(): void
}

/** Forwards UDP to a port of this machine, and lets `bitsPerSecond` back. */
export async function narrowPath(port: number, bitsPerSecond: number): Promise<NarrowPath> {
  let rate = bitsPerSecond
  const outside = createSocket('udp4')
  let closed = false
  /** by the address of the page */
  const inside = new Map<string, Socket>()
  function towards(page: RemoteInfo): Socket {
    const from = `${page.address} ${page.port}`
    const known = inside.get(from)
    if (known) return known
    const socket = createSocket('udp4')
    inside.set(from, socket)
    let freeAt = 0
    socket.on('message', (packet) => {
      const back = () => closed || outside.send(packet, page.port, page.address, () => {})
      if (packet.length < SMALL) {
        back()
        return
      }
      const now = performance.now()
      const wait = Math.max(0, freeAt - now)
      if (wait > QUEUE_MS) return
      freeAt = now + wait + (packet.length * 8_000) / rate
      setTimeout(back, freeAt - now)
    })
    return socket
  }
  outside.on('message', (packet, page) => towards(page).send(packet, port, '127.0.0.1'))
  await new Promise<void>((bound) => outside.bind(0, '127.0.0.1', () => bound()))
  return {
    port: outside.address().port,
    narrow(bitsPerSecond) {
      rate = bitsPerSecond
    },
    close() {
      closed = true
      for (const socket of [outside, ...inside.values()]) socket.close()
    },
  }
}

/** Runs in each frame before its scripts: the page reaches the server by this port of its machine alone. */
export function goThrough(port: number): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    override setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const lines = (description.sdp ?? '').split('\r\n').filter((line) => !line.startsWith('a=candidate:'))
      const at = lines.findIndex((line) => line.startsWith('a=mid:')) + 1
      lines.splice(at, 0, `a=candidate:1 1 UDP 2130706431 127.0.0.1 ${port} typ host`)
      return super.setRemoteDescription({ ...description, sdp: lines.join('\r\n') })
    }
  }
}
