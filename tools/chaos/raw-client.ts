import type { Reply, ServerFrame } from '@imbachat/protocol'

/** A connection that sends any frame, also a wrong one. */
export interface RawClient {
  /** @throws Error if the connection ends before the answer comes */
  ask(frame: Record<string, unknown>): Promise<Reply>
  close(): void
}

export async function connectRaw(url: string): Promise<RawClient> {
  const socket = new WebSocket(url)
  const waiting = new Map<number, PromiseWithResolvers<Reply>>()
  let closed: Error | undefined
  let lastId = 0
  socket.onmessage = ({ data }: MessageEvent<string>) => {
    const frame = JSON.parse(data) as ServerFrame
    if (frame.t !== 'ok' && frame.t !== 'error') return
    waiting.get(frame.id ?? 0)?.resolve(frame)
    waiting.delete(frame.id ?? 0)
  }
  socket.onclose = ({ code, reason }) => {
    closed = new Error(`the server closed the connection: ${code} ${reason}`)
    for (const { reject } of waiting.values()) reject(closed)
    waiting.clear()
  }
  await new Promise<void>((resolve, reject) => {
    socket.onopen = () => resolve()
    socket.onerror = () => reject(new Error('a connection did not open'))
  })
  return {
    ask(frame) {
      if (closed) return Promise.reject(closed)
      const id = ++lastId
      const reply = Promise.withResolvers<Reply>()
      waiting.set(id, reply)
      socket.send(JSON.stringify({ ...frame, id }))
      return reply.promise
    },
    close: () => socket.close(),
  }
}
