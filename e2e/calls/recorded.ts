import type { Visitor } from '../stage/visitor.ts'

type Recording = typeof globalThis & { connections: RTCPeerConnection[]; heardFrames: string[] }

/** Runs in each frame before its scripts. */
export function record(): void {
  const recording = globalThis as Recording
  recording.connections = []
  recording.heardFrames = []
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration)
      recording.connections.push(this)
    }
  }
  // the connection is then one of the page, in which its frames can be seen
  Reflect.deleteProperty(globalThis, 'SharedWorker')
  globalThis.WebSocket = class extends WebSocket {
    constructor(url: string | URL, protocols?: string | string[]) {
      super(url, protocols)
      this.addEventListener('message', ({ data }) => recording.heardFrames.push(String(data)))
    }
  }
}

/** Kind and address of all that a page knows of the other side: from what the server sent, and from statistics. */
export async function knownOfOther({ chat }: Pick<Visitor, 'chat'>): Promise<{ sent: string[]; measured: string[] }> {
  const { frames, measured } = await chat.locator('body').evaluate(async () => {
    const { connections, heardFrames } = globalThis as Recording
    const measured: string[] = []
    for (const connection of connections) {
      const reports = await connection.getStats()
      reports.forEach(({ type, candidateType, address }) => {
        if (type === 'remote-candidate') measured.push(`${candidateType} ${address}`)
      })
    }
    return { frames: heardFrames, measured }
  })
  const sent = frames.flatMap((frame) =>
    [...frame.matchAll(/ (\S+) \d+ typ (\w+)(?: raddr (\S+))?/g)].flatMap(([, address, type, related]) => [
      `${type} ${address}`,
      ...(related === undefined ? [] : [`related ${related}`]),
    ]),
  )
  return { sent: [...new Set(sent)].toSorted(), measured: [...new Set(measured)].toSorted() }
}

/** Ports of all addresses that a page knows of the other side, or of those of one kind. */
export async function portsOfOther(
  { chat }: Pick<Visitor, 'chat'>,
  kind: 'host' | undefined = undefined,
): Promise<number[]> {
  const { frames, measured } = await chat.locator('body').evaluate(async (_, kind) => {
    const { connections, heardFrames } = globalThis as Recording
    const measured: number[] = []
    for (const connection of connections) {
      const reports = await connection.getStats()
      reports.forEach(({ type, candidateType, port }) => {
        if (type === 'remote-candidate' && candidateType === (kind ?? candidateType)) measured.push(port)
      })
    }
    return { frames: heardFrames, measured }
  }, kind)
  const sent = frames.flatMap((frame) =>
    [...frame.matchAll(/ (\d+) typ (\w+)/g)].flatMap(([, port, type]) =>
      type === (kind ?? type) ? [Number(port)] : [],
    ),
  )
  return [...new Set([...sent, ...measured])].toSorted()
}
