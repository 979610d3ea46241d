import type { EventType } from '@imbachat/protocol/http/api/event-catalogue'
import type { LoggedEvent } from '../chat/ports.ts'

/** Stored state of an event that was tried before. */
export interface Tried {
  state: 'pending' | 'delivered' | 'dead'
  tries: number
  held_ms: number
  next_at: number | null
  at: number
}

/** An event that is not delivered yet. */
export interface Entry {
  id: number
  type: EventType
  /** null: read again when it is its turn */
  event: LoggedEvent | null
  tries: number
  /** milliseconds that it failed while the receiver took other events */
  held_ms: number
  /** time of the last try; 0: no try */
  triedAt: number
  next_at: number
}

/** The events of one room, or of one user outside of rooms, in order. Only the first one is under way. */
export interface Line {
  key: string
  entries: Entry[]
  isBusy: boolean
}

/** Events with their content that one endpoint keeps in memory. */
const HELD = 200
/** Events that one endpoint may have read and not settled. */
const MOST_OPEN = 10_000
/** The same with those that were settled behind one that is not: a bad event keeps its place for minutes. */
const MOST = 200_000

/** Events that an endpoint has read and not settled, in a line for each room. */
export interface Backlog {
  /** up to this event the log was read */
  readTo(): number
  /** up to this event all is settled */
  settledTo(): number
  wantsMore(): boolean
  isEmpty(): boolean
  /** Events in the order of the log, which was read up to `readTo`. */
  add(events: readonly LoggedEvent[], readTo: number): void
  /** The first line whose event may be tried now. */
  ready(only?: (line: Line) => boolean): Line | undefined
  /** The line that was tried the longest ago, whether it is its time or not. */
  longestUntried(): Line | undefined
  /** Lines whose time has come are ready. */
  wakeDue(now: number): void
  /** Lines that wait are ready now. */
  wakeAll(now: number): void
  /** When the next line is ready; null: none waits. */
  nextAt(): number | null
  /** null: there are several lines */
  onlyLine(): Line | null
  begin(line: Line): void
  /** The first event of a line failed: it stays the first one. */
  postpone(line: Line, next_at: number): void
  /** An event of a line is delivered or given up. */
  settle(line: Line, entry: Entry): void
}

export function createBacklog(after: number, known: ReadonlyMap<number, Tried>): Backlog {
  const lines = new Map<string, Line>()
  const ready = new Set<Line>()
  const waiting = new Set<Line>()
  /** unsettled events in order, and, from `first` on, events that were settled out of order */
  let order: number[] = []
  let first = 0
  const settled = new Set<number>()
  let readTo = after
  let held = 0

  function place(line: Line): void {
    ready.delete(line)
    waiting.delete(line)
    const [head] = line.entries
    if (head === undefined) lines.delete(line.key)
    else if (head.next_at > 0) waiting.add(line)
    else ready.add(line)
  }

  function drop(entry: Entry): void {
    if (entry.event !== null) held -= 1
    entry.event = null
  }

  return {
    readTo: () => readTo,
    settledTo() {
      const open = order[first]
      return open === undefined ? readTo : open - 1
    },
    wantsMore: () => {
      const known = order.length - first
      return held < HELD && known - settled.size < MOST_OPEN && known < MOST
    },
    isEmpty: () => lines.size === 0,
    add(events, upTo) {
      for (const event of events) {
        const before = known.get(event.id)
        if (before !== undefined && before.state !== 'pending') continue
        const key = lineOf(event)
        const line = lines.get(key) ?? { key, entries: [], isBusy: false }
        lines.set(key, line)
        // a line that does not move must not fill the memory
        const isStuck = (line.entries[0]?.tries ?? 0) > 0
        line.entries.push({
          id: event.id,
          type: event.type,
          event: isStuck ? null : event,
          tries: before?.tries ?? 0,
          held_ms: before?.held_ms ?? 0,
          triedAt: before?.at ?? 0,
          next_at: before?.next_at ?? 0,
        })
        if (!isStuck) held += 1
        order.push(event.id)
        if (line.entries.length === 1) place(line)
      }
      readTo = Math.max(readTo, upTo)
    },
    ready: (only = () => true) => ready.values().find((line) => only(line)),
    longestUntried() {
      let found: Line | undefined
      for (const line of lines.values()) {
        if (line.isBusy) continue
        if (found === undefined || (line.entries[0]?.triedAt ?? 0) < (found.entries[0]?.triedAt ?? 0)) found = line
      }
      return found
    },
    wakeDue(now) {
      for (const line of waiting) {
        const [head] = line.entries
        if (head === undefined || head.next_at > now) continue
        head.next_at = 0
        place(line)
      }
    },
    wakeAll(now) {
      for (const line of waiting) if (line.entries[0]) line.entries[0].next_at = now
    },
    nextAt() {
      let next: number | null = null
      for (const { entries } of waiting) {
        const at = entries[0]?.next_at ?? 0
        if (next === null || at < next) next = at
      }
      return next
    },
    onlyLine: () => (lines.size === 1 ? (lines.values().next().value ?? null) : null),
    begin(line) {
      line.isBusy = true
      ready.delete(line)
      waiting.delete(line)
    },
    postpone(line, next_at) {
      line.isBusy = false
      const [head] = line.entries
      if (head !== undefined) head.next_at = next_at
      for (const entry of line.entries.slice(1)) drop(entry)
      place(line)
    },
    settle(line, entry) {
      line.isBusy = false
      drop(entry)
      line.entries = line.entries.filter((other) => other !== entry)
      settled.add(entry.id)
      for (let id = order[first]; id !== undefined && settled.has(id); id = order[first]) {
        settled.delete(id)
        first += 1
      }
      if (first > 1_000 && first * 2 > order.length) {
        order = order.slice(first)
        first = 0
      }
      place(line)
    },
  }
}

const lineOf = ({ room_id, data }: LoggedEvent): string =>
  room_id !== null ? `room ${room_id}` : `user ${'user_id' in data ? data.user_id : ''}`
