import { kept } from '@imbachat/protocol/page/kept-in-browser' with { type: 'macro' }
import { keptName } from '@imbachat/protocol/page/kept-name'
/**
 * Remembers for the tab that this user's window is open, so that the next page opens it again. For a frame without
 * storage, it also remembers the conversation. Users without an id can't be distinguished, so no conversation is
 * remembered for them.
 */
export function openMemory(
  widgetId: number,
  userId: string | null,
): { wasOpen(): boolean; keep(open: boolean): void; room(): number | null; keepRoom(roomId: number | null): void } {
  const key = keptName(kept('windowOpen'), widgetId)
  const roomKey = keptName(kept('windowRoom'), widgetId)
  const user = userId ?? ''

  function read(name: string): string | null {
    try {
      return sessionStorage.getItem(name)
    } catch {
      // storage may be forbidden in this page
      return null
    }
  }

  function write(name: string, value: string | null): void {
    try {
      if (value === null) sessionStorage.removeItem(name)
      else sessionStorage.setItem(name, value)
    } catch {
      // storage may be forbidden or full
    }
  }

  return {
    wasOpen: () => read(key) === user,
    keep: (open) => write(key, open ? user : null),
    room() {
      const [roomId, ...of] = (read(roomKey) ?? '').split(' ')
      return user && of.join(' ') === user ? Number(roomId) || null : null
    },
    keepRoom: (roomId) => write(roomKey, roomId === null || !user ? null : `${roomId} ${user}`),
  }
}
