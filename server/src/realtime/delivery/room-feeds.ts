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
   * @param last_rev the room's rev in the store; null: not known
   * @returns the number of its receivers
   */
  hold(widget_id: number, room_id: number, last_rev: number | null): number
  /** Sets the rev of a room, from the store, if it was not known. */
  startAt(widget_id: number, room_id: number, last_rev: number): void
  release(widget_id: number, room_id: number): void
  /** Sends the room's published changes, before any other event. */
  flush(widget_id: number, room_id: number): void
  /** The bus has brought a change. */
  message(widget_id: number, room_id: number, message: Message): void
  /** The store has a rev up to here. Resolves when the room's listeners have it too. */
  reached(widget_id: number, room_id: number, last_rev: number): Promise<void>
  /** Changes that a client at `rev` has missed, up to the live ones; null: not all of them are in memory. */
  since(widget_id: number, room_id: number, rev: number): { messages: Message[]; rev: number } | null
}

interface Feed {
  widget_id: number
  room_id: number
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
   * a listener that missed more changes than this gets only the last of them; the client sees the gap and asks for the
   * rest
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

  function deliver(feed: Feed, message: Message): void {
    feed.rev = message.rev
    const json = JSON.stringify(message)
    if (feed.holders > 0) frames.add(feed.topic, feed.room_id, json)
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
      .catch((error: unknown) => log.error('a gap could not be read', { topic: feed.topic, error }))
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
      const found = await store.messagesSince(feed.widget_id, feed.room_id, feed.rev, FEED_LIMITS.page)
      for (const message of found) if (message.rev > feed.rev) deliver(feed, message)
      // a change that a later one replaced is not found, so after a short page the known rev is reached
      if (found.length < FEED_LIMITS.page) feed.rev = Math.max(feed.rev, wanted)
    }
  }

  function start(feed: Feed, rev: number): void {
    if (feed.rev !== null) return
    feed.rev = rev
    feed.recent.clear(rev)
  }

  return {
    hold(widget_id, room_id, last_rev) {
      const topic = roomTopic(widget_id, room_id)
      const known = feeds.get(topic)
      if (!known) {
        const recent = recentChanges(last_rev ?? 0)
        feeds.set(topic, { widget_id, room_id, topic, holders: 1, rev: last_rev, wanted: 0, healing: null, recent })
        return 1
      }
      // No other code has read the gap in the meantime.
      if (known.holders === 0 && last_rev !== null && last_rev > (known.rev ?? 0)) {
        known.rev = last_rev
        known.holders = 1
        forget(known)
        return 1
      }
      return ++known.holders
    },
    startAt(widget_id, room_id, last_rev) {
      const feed = feeds.get(roomTopic(widget_id, room_id))
      if (feed) start(feed, last_rev)
    },
    release(widget_id, room_id) {
      const feed = feeds.get(roomTopic(widget_id, room_id))
      if (!feed) return
      feed.holders--
      if (feed.holders === 0 && feed.recent.size() === 0) forget(feed)
    },
    flush: (widget_id, room_id) => frames.flush(roomTopic(widget_id, room_id)),
    message(widget_id, room_id, message) {
      const feed = feeds.get(roomTopic(widget_id, room_id))
      if (!feed) return
      start(feed, message.rev - 1)
      if (feed.rev === null || message.rev <= feed.rev) return
      if (message.rev === feed.rev + 1 && !feed.healing) return deliver(feed, message)
      feed.wanted = Math.max(feed.wanted, message.rev)
      if (feed.holders > 0) void heal(feed)
      else forget(feed)
    },
    async reached(widget_id, room_id, last_rev) {
      const feed = feeds.get(roomTopic(widget_id, room_id))
      if (!feed) return
      start(feed, last_rev)
      if (feed.rev === null || last_rev <= feed.rev) return
      feed.wanted = Math.max(feed.wanted, last_rev)
      await heal(feed)
      frames.flush(feed.topic)
    },
    since(widget_id, room_id, rev) {
      const feed = feeds.get(roomTopic(widget_id, room_id))
      if (!feed || feed.rev === null || feed.healing || feed.holders === 0 || rev > feed.rev) return null
      const messages = feed.recent.since(rev)
      return messages && { messages, rev: feed.rev }
    },
  }
}
