/**
 * Collects changes on their way to the connections: those of one room that come within a moment leave as one frame, in
 * their order.
 */
export interface RoomFrames {
  /** @param message as JSON */
  add(topic: string, room_id: number, message: string): void
  /** Sends what waits for the topic now, before whatever comes after it. */
  flush(topic: string): void
}

export const FRAME_LIMITS = {
  messages: 64,
  /** UTF-16 units of the messages' JSON; one message alone may have more */
  chars: 48 * 1024,
}

interface Waiting {
  room_id: number
  messages: string[]
  chars: number
}

/**
 * A commit brings its changes in one turn of the loop, and its microtasks end before the acks are written: both leave
 * in one write.
 */
export function createRoomFrames(publish: (topic: string, frame: string) => void): RoomFrames {
  const waiting = new Map<string, Waiting>()

  function flush(topic: string): void {
    const room = waiting.get(topic)
    if (!room) return
    waiting.delete(topic)
    publish(topic, frameOf(room))
  }

  function flushAll(): void {
    for (const topic of waiting.keys()) flush(topic)
  }

  return {
    add(topic, room_id, message) {
      const held = waiting.get(topic)
      if (held && (held.messages.length >= FRAME_LIMITS.messages || held.chars + message.length > FRAME_LIMITS.chars)) {
        flush(topic)
      }
      const room = waiting.get(topic)
      if (room) {
        room.messages.push(message)
        room.chars += message.length
        return
      }
      if (waiting.size === 0) queueMicrotask(flushAll)
      waiting.set(topic, { room_id, messages: [message], chars: message.length })
    },
    flush,
  }
}

function frameOf({ room_id, messages }: Waiting): string {
  return messages.length === 1
    ? `{"t":"message","room_id":${room_id},"message":${messages[0]}}`
    : `{"t":"messages","room_id":${room_id},"messages":[${messages.join(',')}]}`
}
