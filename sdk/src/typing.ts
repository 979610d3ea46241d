import type { SdkClock } from './types.ts'

/** Milliseconds. */
const REPEAT_AFTER = 3_000
const EXPIRE_AFTER = 6_000

/** Turns keystrokes into frames: at once, then every 3 s while they go on. */
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

/** Who types now; each is forgotten after 6 s without a word. */
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
