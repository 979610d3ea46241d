import type { Request } from './connection.ts'
import { observable } from './observable.ts'
import type { Observable, Presence } from './types.ts'

/** The server watches this many dialogs for one socket. */
const MOST_WATCHED = 100

export interface PresenceWatch {
  state: Observable<ReadonlyMap<string, Presence>>
  watch(roomIds: number[]): void
  /** The connection is there (again): the server knows nothing of what we watched. */
  resume(): void
  event(presence: Presence): void
}

/** Who of the watched peers is here. */
export function createPresenceWatch(request: Request): PresenceWatch {
  const state = observable<ReadonlyMap<string, Presence>>(new Map())
  let watched: number[] = []

  function ask() {
    const asked = watched
    request('presence.watch', { room_ids: asked }).then(
      ({ users }) => {
        if (asked === watched) state.set(new Map(users.map((user) => [user.user_id, user])))
      },
      // asked again after the reconnect, or with the next set
      () => {},
    )
  }

  return {
    state,
    watch(roomIds) {
      const next = [...new Set(roomIds)].slice(0, MOST_WATCHED)
      if (next.join() === watched.join()) return
      watched = next
      ask()
    },
    resume() {
      if (watched.length > 0) ask()
    },
    event({ user_id, online, last_seen }) {
      state.set(new Map(state.get()).set(user_id, { user_id, online, last_seen }))
    },
  }
}
