/**
 * Detects events that the bus lost: each node numbers its events per widget. Every half second its beat has the number
 * of events for each widget that had events lately.
 */
export interface Numbering {
  /** The number of the next event that this node publishes of the widget, from 1. */
  next(widget_id: number): number
  /** The last number of each widget with events since the beat before the last: a beat may be lost too. */
  beat(): [widget_id: number, number: number][]
  /** Other nodes may have missed this node's latest events: the next beats list every widget with events. */
  recall(): void
  /** Records an event of another node. @returns true if an earlier event was lost */
  received(from: string, widget_id: number, number: number): boolean
  /** Records a beat of another node. @returns the followed widgets that lost an event */
  receivedBeat(from: string, counts: readonly (readonly [number, number])[], followed: ReadonlySet<number>): number[]
}

/** A widget is in this many beats after its last event. */
const BEATS = 2

/** A node that sends nothing during this many of our beats is forgotten. Its next message counts as a loss. */
const FORGOTTEN_AFTER_BEATS = 240

export function createNumbering(): Numbering {
  const own = new Map<number, number>()
  const beatsLeft = new Map<number, number>()
  const others = new Map<string, { counts: Map<number, number>; silentFor: number }>()

  function countsOf(from: string): Map<number, number> {
    const known = others.get(from) ?? { counts: new Map<number, number>(), silentFor: 0 }
    known.silentFor = 0
    others.set(from, known)
    return known.counts
  }

  return {
    next(widget_id) {
      const number = (own.get(widget_id) ?? 0) + 1
      own.set(widget_id, number)
      beatsLeft.set(widget_id, BEATS)
      return number
    },
    beat() {
      for (const [from, known] of others) if (++known.silentFor > FORGOTTEN_AFTER_BEATS) others.delete(from)
      const counts: [number, number][] = []
      for (const [widget_id, left] of beatsLeft) {
        counts.push([widget_id, own.get(widget_id) ?? 0])
        if (left > 1) beatsLeft.set(widget_id, left - 1)
        else beatsLeft.delete(widget_id)
      }
      return counts
    },
    recall() {
      for (const widget_id of own.keys()) beatsLeft.set(widget_id, BEATS)
    },
    received(from, widget_id, number) {
      const counts = countsOf(from)
      const last = counts.get(widget_id) ?? 0
      counts.set(widget_id, Math.max(last, number))
      return number > last + 1
    },
    receivedBeat(from, numbers, followed) {
      const counts = countsOf(from)
      return numbers.flatMap(([widget_id, number]) => {
        if (!followed.has(widget_id) || (counts.get(widget_id) ?? 0) >= number) return []
        counts.set(widget_id, number)
        return [widget_id]
      })
    },
  }
}
