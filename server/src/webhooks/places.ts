export interface PlaceLimits {
  /** calls of this node at the same time */
  atOnce: number
  /** maximum of quick calls per widget; slow calls have half of this number beside them */
  perWidget: number
}

/** The endpoint that makes a call. */
export interface Caller {
  widget_id: number
  /** its receiver hung lately: all such callers together begin no more than half of the node's calls */
  slow: boolean
  /** a place may be free: try again */
  wake(): void
}

export interface Place {
  /** The call has had no answer for so long that its receiver seems to hang: faster calls go first. */
  slow(): void
  free(): void
}

/** The calls that a node makes at the same time. Widgets that wait take turns. */
export interface Places {
  /** @returns null: all places are taken, and the caller is woken later */
  take(caller: Caller): Place | null
  /** The caller wants no place any more. */
  leave(caller: Caller): void
}

export function createPlaces({ atOnce, perWidget }: PlaceLimits): Places {
  const waiting = new Set<Caller>()
  const quick = counts()
  const slow = counts()
  const halfOf = (places: number) => Math.max(1, Math.floor(places / 2))
  const isFree = ({ widget_id, slow: isSlow }: Caller) =>
    quick.all() + slow.all() < atOnce &&
    (isSlow ? slow.all() < halfOf(atOnce) && slow.of(widget_id) < halfOf(perWidget) : quick.of(widget_id) < perWidget)

  function wakeOne(): void {
    for (const caller of waiting) {
      if (!isFree(caller)) continue
      waiting.delete(caller)
      // it takes its place now, or waits again after the others
      caller.wake()
      return
    }
  }

  return {
    take(caller) {
      if (!isFree(caller)) {
        waiting.add(caller)
        return null
      }
      const { widget_id } = caller
      let among = caller.slow ? slow : quick
      among.add(widget_id, 1)
      return {
        slow() {
          if (among === slow) return
          quick.add(widget_id, -1)
          slow.add(widget_id, 1)
          among = slow
          wakeOne()
        },
        free() {
          among.add(widget_id, -1)
          wakeOne()
        },
      }
    },
    leave: (caller) => void waiting.delete(caller),
  }
}

/** Calls under way, by widget. */
function counts() {
  const ofWidget = new Map<number, number>()
  let all = 0
  return {
    all: () => all,
    of: (widget_id: number) => ofWidget.get(widget_id) ?? 0,
    add(widget_id: number, change: 1 | -1): void {
      all += change
      const now = (ofWidget.get(widget_id) ?? 0) + change
      if (now > 0) ofWidget.set(widget_id, now)
      else ofWidget.delete(widget_id)
    },
  }
}
