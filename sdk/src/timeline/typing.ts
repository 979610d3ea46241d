import { observable } from '../observable.ts'
import type { Observable, SdkClock } from '../types.ts'

/** Milliseconds. */
const REPEAT_AFTER = 3_000
const EXPIRE_AFTER = 6_000

/** Sends typing at once, then every 3 s while keystrokes continue. */
export function createTypingNotice(clock: SdkClock, send: (typing: boolean) => void): (typing: boolean) => void {
  let sentAt: number | null = null
  return (typing) => {
    if (typing ? sentAt !== null && clock.now() - sentAt < REPEAT_AFTER : sentAt === null) return
    sentAt = typing ? clock.now() : null
    send(typing)
  }
}

export interface TypingUsers {
  set(user_id: string, typing: boolean): void
  list(): string[]
  close(): void
}

/** The users who are typing; each is dropped after 6 s without an event. */
export function createTypingUsers(clock: SdkClock, changed: () => void): TypingUsers {
  const expiries = new Map<string, () => void>()
  const forget = (user_id: string) => {
    expiries.get(user_id)?.()
    return expiries.delete(user_id)
  }
  return {
    set(user_id, typing) {
      const was = forget(user_id)
      if (typing) {
        const expire = () => forget(user_id) && changed()
        expiries.set(user_id, clock.after(EXPIRE_AFTER, expire))
      }
      if (was !== typing) changed()
    },
    list: () => [...expiries.keys()],
    close() {
      for (const user_id of [...expiries.keys()]) forget(user_id)
    },
  }
}

export interface TypingRooms {
  state: Observable<ReadonlyMap<number, readonly string[]>>
  set(room_id: number, user_id: string, typing: boolean): void
  close(): void
}

/** The users who are typing in any room, open or not, for the list of rooms. */
export function createTypingRooms(clock: SdkClock): TypingRooms {
  const state = observable<ReadonlyMap<number, readonly string[]>>(new Map())
  const rooms = new Map<number, TypingUsers>()

  function changed(room_id: number) {
    const typing = rooms.get(room_id)?.list() ?? []
    const next = new Map(state.get())
    if (typing.length > 0) next.set(room_id, typing)
    else {
      next.delete(room_id)
      rooms.delete(room_id)
    }
    state.set(next)
  }

  return {
    state,
    set(room_id, user_id, typing) {
      const users = rooms.get(room_id) ?? createTypingUsers(clock, () => changed(room_id))
      if (typing) rooms.set(room_id, users)
      users.set(user_id, typing)
    },
    close() {
      for (const users of rooms.values()) users.close()
    },
  }
}
