/** An HTTP stream, as its topics know it. */
interface Stream {
  write(event: Uint8Array<ArrayBuffer>): void
}

/** Bun's topics are for its WebSockets only; these are the same names for streams. */
export interface StreamTopics {
  publish(topic: string, frame: string): void
  /** Does a stream listen? */
  has(topic: string): boolean
  subscribe(topic: string, stream: Stream): void
  unsubscribe(topic: string, stream: Stream): void
}

export function createStreamTopics(): StreamTopics {
  const streams = new Map<string, Set<Stream>>()
  return {
    publish(topic, frame) {
      // Almost always: all listeners have a WebSocket.
      if (streams.size === 0) return
      const listeners = streams.get(topic)
      if (!listeners) return
      const event = eventOf(frame)
      for (const stream of listeners) stream.write(event)
    },
    has: (topic) => streams.has(topic),
    subscribe(topic, stream) {
      const listeners = streams.get(topic)
      if (listeners) listeners.add(stream)
      else streams.set(topic, new Set([stream]))
    },
    unsubscribe(topic, stream) {
      const listeners = streams.get(topic)
      if (listeners?.delete(stream) && listeners.size === 0) streams.delete(topic)
    },
  }
}

const encoder = new TextEncoder()

/** A frame as an event of a stream. JSON has no line break, so it is one line. */
export const eventOf = (frame: string): Uint8Array<ArrayBuffer> => encoder.encode(`data: ${frame}\n\n`)
