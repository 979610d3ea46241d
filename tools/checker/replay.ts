import type { Message } from '@imbachat/protocol'
import { isPresent } from '@imbachat/protocol/rooms/membership'
import type { Entry } from './history.ts'

/** A room as a client that follows docs/protocol.md knows it. */
export interface View {
  /** the client has everything up to here; null: it has not listed the room, or must list it again */
  rev: number | null
  messages: Map<number, Message>
  /** the oldest `seq` that the client holds, or would hold */
  lowest: number
  highest: number
  /** live events that arrived before the change that precedes them */
  early: Message[]
  /** `rev` of the live events on this connection */
  live: Set<number>
  /** the pending sync: it was requested from `rev`, so its answer comes before later live events */
  syncing: number | null
  /** pending history pages that were requested before the room was listed: if there is a gap, a sync follows */
  listing: Set<number>
}

export interface Replay {
  views: Map<number, View>
  faults: string[]
}

/**
 * Replays one client's history by the protocol's section on resuming, and reports each change that does not follow the
 * state that the client had.
 */
export function replay(entries: readonly Entry[]): Replay {
  const views = new Map<number, View>()
  const faults: string[] = []
  const asked = new Map<number, Entry & { t: 'asked' }>()
  const outOf = new Set<number>()
  const viewOf = (room: number) => {
    const view = views.get(room) ?? emptyView()
    views.set(room, view)
    return view
  }

  for (const entry of entries) {
    switch (entry.t) {
      case 'connection':
        for (const [room, view] of views) {
          if (entry.state === 'connecting') startSocket(view)
          if (entry.state === 'ended' && !outOf.has(room))
            faults.push(...unfilled(view).map((fault) => `room ${room}: ${fault}`))
        }
        break
      case 'membership':
        // The client drops what it held of the room. If the user joins again, the client lists it again.
        if (isPresent(entry)) outOf.delete(entry.room)
        else {
          outOf.add(entry.room)
          Object.assign(viewOf(entry.room), { ...emptyView(), live: viewOf(entry.room).live })
        }
        break
      case 'asked':
        asked.set(entry.ask, entry)
        if ('rev' in entry) viewOf(entry.room).syncing = entry.ask
        else if (viewOf(entry.room).rev === null) viewOf(entry.room).listing.add(entry.ask)
        break
      case 'received':
      case 'listed':
      case 'synced':
      case 'resync': {
        const view = viewOf(entry.room)
        const found = entry.t === 'received' ? receive(view, entry.message) : answer(view, entry, asked.get(entry.ask))
        faults.push(...found.map((fault) => `room ${entry.room}: ${fault}`))
        break
      }
    }
  }
  return { views, faults }
}

function emptyView(): View {
  return {
    rev: null,
    messages: new Map(),
    lowest: 1,
    highest: 0,
    early: [],
    live: new Set(),
    syncing: null,
    listing: new Set(),
  }
}

function startSocket(view: View): void {
  view.early = []
  view.live = new Set()
  view.syncing = null
  view.listing = new Set()
}

function unfilled(view: View): string[] {
  if (view.early.length === 0) return []
  return [`the gap between rev ${view.rev} and ${Math.min(...view.early.map(({ rev }) => rev))} was never filled`]
}

function receive(view: View, message: Message): string[] {
  if (view.live.has(message.rev)) return [`rev ${message.rev} came twice on one socket`]
  view.live.add(message.rev)
  if (view.rev !== null && message.rev <= view.rev) return []
  const first = view.early[0]
  if (first && view.syncing === null && view.listing.size === 0)
    return [`rev ${message.rev} came after rev ${first.rev}, and the client requested nothing in between`]
  view.early.push(message)
  return view.syncing === null ? applyEarly(view) : []
}

/** Applies the changes that directly follow; the rest waits for a sync. */
function applyEarly(view: View): string[] {
  const faults: string[] = []
  for (;;) {
    const { rev } = view
    if (rev === null) return faults
    view.early = view.early.filter((message) => message.rev > rev)
    const next = view.early[0]
    if (next?.rev !== rev + 1) return faults
    if (next.seq > view.highest + 1) faults.push(`live event: seq ${next.seq} came after seq ${view.highest}`)
    hold(view, next)
    view.rev = next.rev
  }
}

function hold(view: View, message: Message): void {
  const { seq } = message
  const known = view.messages.get(seq)
  // Older than the oldest message that the client holds: it does not show it.
  if (seq < view.lowest || (known && known.rev >= message.rev)) return
  view.messages.set(seq, message)
  view.highest = Math.max(view.highest, seq)
}

type Answer = Entry & { t: 'listed' | 'synced' | 'resync' }

function answer(view: View, entry: Answer, question: (Entry & { t: 'asked' }) | undefined): string[] {
  if (view.syncing === entry.ask) view.syncing = null
  view.listing.delete(entry.ask)
  if (!question) return [`an answer to request ${entry.ask}, which was not sent`]
  switch (entry.t) {
    case 'listed':
      return list(view, entry, 'page' in question ? question.page.before : null)
    case 'synced':
      return sync(view, entry, 'rev' in question ? question.rev : 0)
    case 'resync':
      Object.assign(view, { ...emptyView(), early: view.early, live: view.live })
      return []
  }
}

function list(view: View, { messages, last_rev }: Entry & { t: 'listed' }, before: number | null): string[] {
  const isFirst = view.rev === null
  // The client checks a page that does not adjoin the messages it holds, but does not keep it.
  if (before === (isFirst ? null : view.lowest)) {
    view.lowest = messages[0]?.seq ?? view.lowest
    if (isFirst) view.rev = last_rev
    for (const message of messages) hold(view, message)
  }
  return view.syncing === null ? applyEarly(view) : []
}

function sync(view: View, { ask, messages, rev, more }: Entry & { t: 'synced' }, from: number): string[] {
  if (from !== view.rev) return [`synced from rev ${from}, but the client had rev ${view.rev}`]
  for (const message of messages) hold(view, message)
  view.rev = rev
  // Live events are checked after the last page.
  if (more) view.syncing = ask
  return more ? [] : [...holes(view), ...applyEarly(view)]
}

function holes(view: View): string[] {
  if (view.messages.size === 0) return []
  const missing: number[] = []
  for (let seq = view.lowest; seq <= view.highest; seq++) if (!view.messages.has(seq)) missing.push(seq)
  return missing.length > 0
    ? [`after a sync up to rev ${view.rev}, seq ${missing.slice(0, 5).join(', ')} is missing`]
    : []
}
