import { createSocket, type RemoteInfo, type Socket } from 'node:dgram'

/** What waits longer than this at a narrow path is dropped, as in a modem. Milliseconds. */
const QUEUE_MS = 300

/** Bytes of a packet that goes ahead of the queue: what a page hears of its own sending is not what is tested. */
const SMALL = 250

export interface NarrowPath {
  port: number
  /** Lets so many bits a second back from now on. */
  narrow(bitsPerSecond: number): void
  close(): void
}

/** Passes UDP on to a port of this machine, and back only so many bits a second. */
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
