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
  set(userId: string, typing: boolean): void
  list(): string[]
  close(): void
}

/** The users who are typing; each is dropped after 6 s without an event. */
export function createTypingUsers(clock: SdkClock, changed: () => void): TypingUsers {
  const expiries = new Map<string, () => void>()
  const forget = (userId: string) => {
    expiries.get(userId)?.()
    return expiries.delete(userId)
  }
  return {
    set(userId, typing) {
      const was = forget(userId)
      if (typing) {
        const expire = () => forget(userId) && changed()
        expiries.set(userId, clock.after(EXPIRE_AFTER, expire))
      }
      if (was !== typing) changed()
    },
    list: () => [...expiries.keys()],
    close() {
      for (const userId of [...expiries.keys()]) forget(userId)
    },
  }
}

export interface TypingRooms {
  state: Observable<ReadonlyMap<number, readonly string[]>>
  set(roomId: number, userId: string, typing: boolean): void
  close(): void
}

/** The users who are typing in any room, open or not, for the list of rooms. */
export function createTypingRooms(clock: SdkClock): TypingRooms {
  const state = observable<ReadonlyMap<number, readonly string[]>>(new Map())
  const rooms = new Map<number, TypingUsers>()

  function changed(roomId: number) {
    const typing = rooms.get(roomId)?.list() ?? []
    const next = new Map(state.get())
    if (typing.length > 0) next.set(roomId, typing)
    else {
      next.delete(roomId)
      rooms.delete(roomId)
    }
    state.set(next)
  }

  return {
    state,
    set(roomId, userId, typing) {
      const users = rooms.get(roomId) ?? createTypingUsers(clock, () => changed(roomId))
      if (typing) rooms.set(roomId, users)
      users.set(userId, typing)
    },
    close() {
      for (const users of rooms.values()) users.close()
    },
  }
}
