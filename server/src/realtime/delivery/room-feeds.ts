import type { Message } from '@imbachat/protocol'
import type { Log } from '../../chat/log.ts'
import type { ChatStore } from '../../chat/ports.ts'
import { type RecentChanges, recentChanges } from './recent-changes.ts'
import { createRoomFrames } from './room-frames.ts'
import { roomTopic } from './topics.ts'

/**
 * Messages of the rooms with listeners on this node: each `rev` once and in order, whatever the bus drops, repeats or
 * reorders.
 */
export interface RoomFeeds {
  /**
   * One more user of this node receives the room.
   * @param lastRev the room's rev in the store; null: not known
   * @returns how many users receive it
   */
  hold(widgetId: number, roomId: number, lastRev: number | null): number
  /** Takes what the store knows of a room whose rev was not known. */
  startAt(widgetId: number, roomId: number, lastRev: number): void
  release(widgetId: number, roomId: number): void
  /** Sends what was published of the room, before whatever comes next. */
  flush(widgetId: number, roomId: number): void
  /** The bus has brought a change. */
  message(widgetId: number, roomId: number, message: Message): void
  /** The store has a rev up to here. Resolves when the room's listeners have it too. */
  reached(widgetId: number, roomId: number, lastRev: number): Promise<void>
  /** What a client at `rev` has missed, up to what is published live; null: the memory does not hold it. */
  since(widgetId: number, roomId: number, rev: number): { messages: Message[]; rev: number } | null
}

interface Feed {
  widgetId: number
  roomId: number
  topic: string
  /** users on this node who receive it; 0: only kept in memory, for a user who may come back */
  holders: number
  /** published up to here; null: until the first change comes */
  rev: number | null
  /** the highest rev that is known to exist */
  wanted: number
  healing: Promise<void> | null
  recent: RecentChanges
}

export const FEED_LIMITS = {
  /** changes read from the store at once */
  page: 200,
  /**
   * a listener that missed more changes than this gets only the last of them; the client sees the gap and asks for what
   * it wants
   */
  replay: 1_000,
}

export function createRoomFeeds({
  store,
  publish,
  log,
  memoryBytes,
}: {
  store: Pick<ChatStore, 'messagesSince'>
  publish(topic: string, frame: string): void
  log: Log
  /** bytes of recent changes of all rooms together */
  memoryBytes: number
}): RoomFeeds {
  const feeds = new Map<string, Feed>()
  const frames = createRoomFrames(publish)
  /** rooms with something in memory, the one that was quiet longest first */
  const warm = new Set<Feed>()
  let bytes = 0

  function tell(feed: Feed, message: Message): void {
    feed.rev = message.rev
    const json = JSON.stringify(message)
    if (feed.holders > 0) frames.add(feed.topic, feed.roomId, json)
    bytes += feed.recent.add(message, json.length)
    warm.delete(feed)
    warm.add(feed)
    for (const quiet of warm) {
      if (bytes <= memoryBytes) break
      forget(quiet)
    }
  }

  function forget(feed: Feed): void {
    bytes -= feed.recent.clear(feed.rev ?? 0)
    warm.delete(feed)
    if (feed.holders === 0) feeds.delete(feed.topic)
  }

  /** Never rejects. */
  function heal(feed: Feed): Promise<void> {
    feed.healing ??= readGap(feed)
      .catch((error: unknown) => log.error('a gap could not be read', { room: feed.topic, error }))
      .finally(() => {
        feed.healing = null
      })
    return feed.healing
  }

  async function readGap(feed: Feed): Promise<void> {
    while (feed.rev !== null && feed.rev < feed.wanted) {
      if (feed.wanted - feed.rev > FEED_LIMITS.replay) {
        feed.rev = feed.wanted - 1
        forget(feed)
      }
      const { wanted } = feed
      const found = await store.messagesSince(feed.widgetId, feed.roomId, feed.rev, FEED_LIMITS.page)
      for (const message of found) if (message.rev > feed.rev) tell(feed, message)
      // Changes that a later one replaced are not found; up to the known rev there is nothing else.
      if (found.length < FEED_LIMITS.page) feed.rev = Math.max(feed.rev, wanted)
    }
  }

  function start(feed: Feed, rev: number): void {
    if (feed.rev !== null) return
    feed.rev = rev
    feed.recent.clear(rev)
  }

  return {
    hold(widgetId, roomId, lastRev) {
      const topic = roomTopic(widgetId, roomId)
      const known = feeds.get(topic)
      if (!known) {
        const recent = recentChanges(lastRev ?? 0)
        feeds.set(topic, { widgetId, roomId, topic, holders: 1, rev: lastRev, wanted: 0, healing: null, recent })
        return 1
      }
      // No other code has read the gap in the meantime.
      if (known.holders === 0 && lastRev !== null && lastRev > (known.rev ?? 0)) {
        known.rev = lastRev
        known.holders = 1
        forget(known)
        return 1
      }
      return ++known.holders
    },
    startAt(widgetId, roomId, lastRev) {
      const feed = feeds.get(roomTopic(widgetId, roomId))
      if (feed) start(feed, lastRev)
    },
    release(widgetId, roomId) {
      const feed = feeds.get(roomTopic(widgetId, roomId))
      if (!feed) return
      feed.holders--
      if (feed.holders === 0 && feed.recent.size() === 0) forget(feed)
    },
    flush: (widgetId, roomId) => frames.flush(roomTopic(widgetId, roomId)),
    message(widgetId, roomId, message) {
      const feed = feeds.get(roomTopic(widgetId, roomId))
      if (!feed) return
      start(feed, message.rev - 1)
      if (feed.rev === null || message.rev <= feed.rev) return
      if (message.rev === feed.rev + 1 && !feed.healing) return tell(feed, message)
      feed.wanted = Math.max(feed.wanted, message.rev)
      if (feed.holders > 0) void heal(feed)
      else forget(feed)
    },
    async reached(widgetId, roomId, lastRev) {
      const feed = feeds.get(roomTopic(widgetId, roomId))
      if (!feed) return
      start(feed, lastRev)
      if (feed.rev === null || lastRev <= feed.rev) return
      feed.wanted = Math.max(feed.wanted, lastRev)
      await heal(feed)
      frames.flush(feed.topic)
    },
    since(widgetId, roomId, rev) {
      const feed = feeds.get(roomTopic(widgetId, roomId))
      if (!feed || feed.rev === null || feed.healing || feed.holders === 0 || rev > feed.rev) return null
      const messages = feed.recent.since(rev)
      return messages && { messages, rev: feed.rev }
    },
  }
}
