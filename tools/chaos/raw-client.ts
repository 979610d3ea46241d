import type { Reply, ServerFrame } from '@imbachat/protocol'

/** A connection that sends any frame, also a wrong one. */
export interface RawClient {
  ask(frame: Record<string, unknown>): Promise<Reply>
  close(): void
}

export async function connectRaw(url: string): Promise<RawClient> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, (reply: Reply) => void>()
  let lastId = 0
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const frame = JSON.parse(data) as ServerFrame
    if (frame.t !== 'ok' && frame.t !== 'error') return
    waiting.get(frame.id ?? 0)?.(frame)
    waiting.delete(frame.id ?? 0)
  }
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('a connection did not open'))
  })
  return {
    ask(frame) {
      const id = ++lastId
      socket.send(JSON.stringify({ ...frame, id }))
      return new Promise((resolve) => waiting.set(id, resolve))
    },
    close: () => socket.close(),
  }
}
