/** Marks our entries in `history.state`, beside whatever the page's router keeps there. */
const MARK = 'imbachat'

/**
 * On a phone, Back closes the top layer: a sheet, then the conversation, and at last the chat. Each level is one
 * history entry of the same address. Pushing a single entry again after each Back does not work: Chromium skips entries
 * that were added without a touch.
 *
 * @param isRoomy true: the chat is beside the page's content, so Back belongs to the page
 * @param back called when the user went back: `level` is the number of layers that stay open (0: none), `steps` how
 * many were closed
 */
export function createBackButton(
  isRoomy: () => boolean,
  back: (level: number, steps: number) => void,
): {
  want(level: number): void
  popped(event: Event): void
  stop(): void
} {
  let wanted = 0
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
        const steps = wanted - level
        wanted = level
        back(level, steps)
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
