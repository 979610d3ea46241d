import { createTimelineFeed, type TimelineFeed, type TimelineOptions } from './timeline.ts'

/** Closed timelines that are kept current, so that they show at once when the user switches between conversations. */
const MOST_PARKED = 5

export interface Timelines {
  /** The only feed of a room; every `open` needs its `release`. */
  open(roomId: number): { feed: TimelineFeed; release(): void }
  get(roomId: number): TimelineFeed | undefined
  /** The client is connected (again). Kept timelines are dropped: otherwise all of them would send requests at once. */
  resume(): void
  /** The server was restored to an older state. */
  forget(): void
  refresh(): void
  close(): void
}

export function createTimelines(
  optionsOf: (roomId: number) => TimelineOptions,
  closed: (roomId: number) => void,
): Timelines {
  const feeds = new Map<number, { feed: TimelineFeed; holders: number }>()

  function drop(roomId: number) {
    feeds.get(roomId)?.feed.close()
    feeds.delete(roomId)
    closed(roomId)
  }

  const parked = () => [...feeds].filter(([, { holders }]) => holders === 0).map(([roomId]) => roomId)

  return {
    open(roomId) {
      const entry = feeds.get(roomId) ?? { feed: createTimelineFeed(optionsOf(roomId)), holders: 0 }
      entry.holders++
      feeds.set(roomId, entry)
      let released = false
      return {
        feed: entry.feed,
        release() {
          if (released || feeds.get(roomId) !== entry) return
          released = true
          entry.holders--
          if (entry.holders > 0) return
          // it holds an old part: the next one begins at the newest messages
          if (entry.feed.state.get().newer) return drop(roomId)
          // the last one closed is the last one dropped
          feeds.delete(roomId)
          feeds.set(roomId, entry)
          for (const old of parked().slice(0, -MOST_PARKED)) drop(old)
        },
      }
    },
    get: (roomId) => feeds.get(roomId)?.feed,
    resume() {
      for (const roomId of parked()) drop(roomId)
      for (const { feed } of feeds.values()) feed.resume()
    },
    forget() {
      for (const { feed } of feeds.values()) feed.forget()
    },
    refresh() {
      for (const { feed } of feeds.values()) feed.refresh()
    },
    close() {
      for (const roomId of [...feeds.keys()]) drop(roomId)
    },
  }
}
