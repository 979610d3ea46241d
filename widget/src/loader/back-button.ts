import { isRoomy } from './screen.ts'

/** How much a phone's Back has to undo: 0 the chat is closed, 1 it fills the screen, 2 with one conversation. */
type Level = 0 | 1 | 2

/** Marks our entries in `history.state`, beside whatever the page's router keeps there. */
const MARK = 'imbachat'

/**
 * On a phone, Back leads from the conversation to the list and from the list to the page. Each level is one history
 * entry of the same address. One entry that is pushed again after each Back would not do: Chromium skips entries that
 * were added without a touch.
 *
 * @param back the user pressed Back and is at this level now
 */
export function createBackButton(back: (level: Level) => void): {
  want(level: Level): void
  popped(event: Event): void
  stop(): void
} {
  let wanted: Level = 0
  let address = location.href
  /** our own `history.go` is under way */
  let going = false

  const current = (): number => Number((history.state as Record<string, unknown> | null)?.[MARK] ?? 0)

  function follow(): void {
    if (going) return
    const from = current()
    if (from > wanted) {
      going = true
      history.go(wanted - from)
    }
    for (let level = from + 1; level <= wanted; level++) {
      address = location.href
      history.pushState({ ...(history.state as object | null), [MARK]: level }, '')
    }
  }

  return {
    want(level) {
      if (level > wanted && isRoomy()) return
      wanted = level
      follow()
    },
    popped(event) {
      const level = current()
      if (location.href !== address || (!going && level === wanted)) {
        going = false
        return
      }
      // steps between entries of one page are nothing for its router
      event.stopImmediatePropagation()
      if (going) {
        going = false
        follow()
      } else if (level < wanted) {
        wanted = level as Level
        back(wanted)
      } else {
        // Forward, to an entry of a chat that was closed
        follow()
      }
    },
    stop() {
      wanted = 0
      follow()
    },
  }
}
