import type { Request } from '../connection/connection.ts'
import { observable } from '../observable.ts'
import type { Observable, Presence } from '../types.ts'

/** The server watches at most this many dialogs per connection. */
const MOST_WATCHED = 100

export interface PresenceWatch {
  state: Observable<ReadonlyMap<string, Presence>>
  watch(room_ids: number[]): void
  /** The client is connected (again): the server does not know the watched rooms. */
  resume(): void
  event(presence: Presence): void
}

/** Watches which peers are online. */
export function createPresenceWatch(request: Request): PresenceWatch {
  const state = observable<ReadonlyMap<string, Presence>>(new Map())
  let watched: number[] = []

  function ask() {
    const asked = watched
    request('presence.watch', { room_ids: asked }).then(
      ({ users }) => {
        if (asked === watched) state.set(new Map(users.map((user) => [user.user_id, user])))
      },
      // requested again after the reconnect, or with the next set
      () => {},
    )
  }

  return {
    state,
    watch(room_ids) {
      const next = [...new Set(room_ids)].slice(0, MOST_WATCHED)
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
