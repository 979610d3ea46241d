export interface PlaceLimits {
  /** calls of this node at the same time */
  atOnce: number
  /** of these, calls of one widget */
  perWidget: number
}

/** Who calls: the endpoint of a widget. */
export interface Caller {
  widget_id: number
  /** its receiver hung lately: all such callers together have half of the places */
  slow: boolean
  /** a place may be free: try again */
  wake(): void
}

/** The calls that a node makes at the same time. Widgets that wait take turns. */
export interface Places {
  /** @returns a function that frees the place; null: there is none, and the caller is woken later */
  take(caller: Caller): (() => void) | null
  /** The caller wants no place any more. */
  leave(caller: Caller): void
}

export function createPlaces({ atOnce, perWidget }: PlaceLimits): Places {
  const waiting = new Set<Caller>()
  const ofWidget = new Map<number, number>()
  let taken = 0
  let slowTaken = 0
  const isFree = ({ widget_id, slow }: Caller) =>
    taken < atOnce &&
    (ofWidget.get(widget_id) ?? 0) < perWidget &&
    (!slow || slowTaken < Math.max(1, Math.floor(atOnce / 2)))

  function free(widget_id: number, slow: boolean): void {
    taken -= 1
    if (slow) slowTaken -= 1
    const left = (ofWidget.get(widget_id) ?? 1) - 1
    if (left > 0) ofWidget.set(widget_id, left)
    else ofWidget.delete(widget_id)
    for (const caller of waiting) {
      if (!isFree(caller)) continue
      waiting.delete(caller)
      // it takes its place now, or waits again behind the others
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
      const { widget_id, slow } = caller
      taken += 1
      if (slow) slowTaken += 1
      ofWidget.set(widget_id, (ofWidget.get(widget_id) ?? 0) + 1)
      return () => free(widget_id, slow)
    },
    leave: (caller) => void waiting.delete(caller),
  }
}
