/**
 * Splits the listeners of a large room into parts, each with a topic of its own. An event for ten thousand listeners is
 * published in steps of a thousand, between which other widgets run (`fair-turns.ts`). Smaller rooms have one topic,
 * and take no memory here.
 */
export interface RoomParts<User> {
  /**
   * @param listeners number of users who listen, including this one
   * @returns the topic that this user listens to
   */
  enter(topic: string, user: User, listeners: number): string
  topicFor(topic: string, user: User): string
  /** @returns the topic that the user listened to */
  leave(topic: string, user: User): string
  /** All topics of the room. */
  topicsOf(topic: string): readonly string[]
}

interface LargeRoom<User> {
  topics: string[]
  /** users in another part than the first */
  topicOf: Map<User, string>
}

/** @param partUsers users in one part */
export function createRoomParts<User>(partUsers: number): RoomParts<User> {
  const large = new Map<string, LargeRoom<User>>()

  const topicFor = (topic: string, user: User) => large.get(topic)?.topicOf.get(user) ?? topic

  return {
    enter(topic, user, listeners) {
      const part = Math.floor((listeners - 1) / partUsers)
      if (part === 0) return topic
      const room = large.get(topic) ?? { topics: [topic], topicOf: new Map() }
      large.set(topic, room)
      while (room.topics.length <= part) room.topics.push(`${topic}/${room.topics.length}`)
      const mine = room.topics[part] ?? topic
      room.topicOf.set(user, mine)
      return mine
    },
    topicFor,
    leave(topic, user) {
      const mine = topicFor(topic, user)
      const room = large.get(topic)
      room?.topicOf.delete(user)
      if (room?.topicOf.size === 0) large.delete(topic)
      return mine
    },
    topicsOf: (topic) => large.get(topic)?.topics ?? [topic],
  }
}
