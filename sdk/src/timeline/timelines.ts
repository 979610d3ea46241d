import { createTimelineFeed, type TimelineFeed, type TimelineOptions } from './timeline.ts'

/** Closed timelines that are kept current, so that they show at once when the user switches between conversations. */
const MOST_PARKED = 5

export interface Timelines {
  /** The only feed of a room; every `open` needs its `release`. */
  open(room_id: number): { feed: TimelineFeed; release(): void }
  get(room_id: number): TimelineFeed | undefined
  /** The client is connected (again). Kept timelines are dropped: otherwise all of them would send requests at once. */
  resume(): void
  /** The server was restored to an older state. */
  forget(): void
  refresh(): void
  close(): void
}

export function createTimelines(
  optionsOf: (room_id: number) => TimelineOptions,
  closed: (room_id: number) => void,
): Timelines {
  const feeds = new Map<number, { feed: TimelineFeed; holders: number }>()

  function drop(room_id: number) {
    feeds.get(room_id)?.feed.close()
    feeds.delete(room_id)
    closed(room_id)
  }

  const parked = () => [...feeds].filter(([, { holders }]) => holders === 0).map(([room_id]) => room_id)

  return {
    open(room_id) {
      const entry = feeds.get(room_id) ?? { feed: createTimelineFeed(optionsOf(room_id)), holders: 0 }
      entry.holders++
      feeds.set(room_id, entry)
      let released = false
      return {
        feed: entry.feed,
        release() {
          if (released || feeds.get(room_id) !== entry) return
          released = true
          entry.holders--
          if (entry.holders > 0) return
          // it holds an old part: the next one begins at the newest messages
          if (entry.feed.state.get().newer) return drop(room_id)
          // the last one closed is the last one dropped
          feeds.delete(room_id)
          feeds.set(room_id, entry)
          for (const old of parked().slice(0, -MOST_PARKED)) drop(old)
        },
      }
    },
    get: (room_id) => feeds.get(room_id)?.feed,
    resume() {
      for (const room_id of parked()) drop(room_id)
      for (const { feed } of feeds.values()) feed.resume()
    },
    forget() {
      for (const { feed } of feeds.values()) feed.forget()
    },
    refresh() {
      for (const { feed } of feeds.values()) feed.refresh()
    },
    close() {
      for (const room_id of [...feeds.keys()]) drop(room_id)
    },
  }
}
