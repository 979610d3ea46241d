import type { OwnItem } from '@imbachat/protocol'
import type { Entry } from './history.ts'

/** The own state of a user as a client that follows docs/protocol.md knows it. */
export interface OwnReplay {
  /** the client has everything up to here */
  rev: number
  /** by `itemKey` */
  items: Map<string, OwnItem>
  faults: string[]
}

/** An item replaces the one of the same kind and subject. */
export function itemKey(item: OwnItem): string {
  if (item.kind === 'block') return `block of ${item.user_id}`
  return 'room_id' in item ? `${item.kind} of room ${item.room_id}` : item.kind
}

/**
 * Replays one client's history by the protocol's rules for the event `own`, and reports each change that does not
 * follow the state that the client had.
 */
export function replayOwn(entries: readonly Entry[]): OwnReplay {
  const items = new Map<string, OwnItem>()
  const faults: string[] = []
  /** the client's state when it sent a request that was not answered yet */
  const asked = new Map<number, { from: number; known: number }>()
  let rev = 0
  /** the client's state when it began to connect: events may come before the answer to `auth` */
  let before = 0
  /** live events that arrived before the change that precedes them */
  let early: OwnItem[] = []
  let syncing: number | null = null

  function applyEarly(): void {
    for (;;) {
      early = early.filter((item) => item.rev > rev).sort((a, b) => a.rev - b.rev)
      const next = early[0]
      if (next?.rev !== rev + 1) return
      items.set(itemKey(next), next)
      rev = next.rev
    }
  }

  function sync({ ask, items: page, rev: to, more }: Entry & { t: 'own_synced' }): void {
    const question = asked.get(ask)
    asked.delete(ask)
    if (!question) return void faults.push(`an answer to request ${ask}, which was not sent`)
    const { from, known } = question
    if (from !== rev) faults.push(`synced from user_rev ${from}, but the client had user_rev ${rev}`)
    let last = from
    for (const item of page) {
      if (item.rev <= last) faults.push(`a sync from user_rev ${from} has user_rev ${item.rev} after ${last}`)
      last = item.rev
      items.set(itemKey(item), item)
    }
    if (new Set(page.map(itemKey)).size < page.length) faults.push(`a sync from user_rev ${from} repeats an item`)
    if (to !== last) faults.push(`a sync up to user_rev ${last} claims to end at user_rev ${to}`)
    if (!more && to < known) faults.push(`a sync ends at user_rev ${to} for a client that knew user_rev ${known}`)
    rev = to
    syncing = more ? ask : null
    if (!more) applyEarly()
  }

  for (const entry of entries) {
    switch (entry.t) {
      case 'connection':
        if (entry.state === 'connecting') [before, early, syncing] = [rev, [], null]
        if (entry.state === 'ended' && early.length > 0)
          faults.push(`the gap between user_rev ${rev} and ${early[0]?.rev} was never filled`)
        break
      case 'own_rev':
        if (entry.rev < before) faults.push(`user_rev went back from ${before} to ${entry.rev}`)
        break
      case 'own_received':
        early.push(...entry.items)
        if (syncing === null) applyEarly()
        break
      case 'own_asked':
        asked.set(entry.ask, { from: entry.rev, known: Math.max(rev, ...early.map((item) => item.rev)) })
        syncing = entry.ask
        break
      case 'own_synced':
        sync(entry)
        break
      case 'own_resync':
        faults.push(`the server did not know user_rev ${asked.get(entry.ask)?.from}, which it had sent`)
        items.clear()
        ;[rev, syncing] = [0, null]
        break
    }
  }
  return { rev, items, faults }
}
