import type { OwnItem } from '@imbachat/protocol'
import { type Entry, type OwnWish, ownItemsIn } from '../history.ts'
import { type Run, userKey } from '../run.ts'
import { switches, type Turn } from '../switches.ts'
import type { Rule } from './rule.ts'

/**
 * The ack of a change of the own state has what was wished, and the store keeps it until the user changes it. Nobody
 * gets what their user did not set.
 */
export const ownChangesAreKept: Rule = {
  promises: 'OWN-1 STAR-1',
  *check(run) {
    yield* acksHaveTheWish(run)
    yield* mutesAreTheirOwn(run)
    yield* mutesAreKept(run)
    yield* starsAreKept(run)
  },
}

type Mute = Extract<OwnWish, { kind: 'mute' }>

const hasStar = (item: OwnItem | undefined, seq: number) =>
  item?.kind === 'star' && item.messages.some((star) => star.seq === seq)

function hasWish(item: OwnItem, wish: OwnWish): boolean {
  if (wish.kind === 'mute') return item.kind === 'mute' && item.room_id === wish.room && item.until === wish.until
  return item.kind === 'star' && item.room_id === wish.room && hasStar(item, wish.seq) === wish.on
}

function* acksHaveTheWish({ clients }: Run) {
  for (const { client, entries } of clients) {
    for (const entry of entries) {
      if (entry.t !== 'own_acked' || hasWish(entry.item, entry.wish)) continue
      yield `${client} wished ${JSON.stringify(entry.wish)} and got the ack ${JSON.stringify(entry.item)}`
    }
  }
}

function* mutesAreTheirOwn(run: Run) {
  const sent = new Set<string>()
  for (const { widget, user, entries } of run.clients) {
    for (const entry of entries) {
      if (entry.t !== 'own_sent' || entry.wish.kind !== 'mute') continue
      sent.add(`${userKey(widget, user)} room ${entry.wish.room} until ${entry.wish.until}`)
    }
  }
  for (const { client, widget, user, entries } of run.clients) {
    for (const item of entries.flatMap(ownItemsIn)) {
      if (item.kind !== 'mute' || item.until === null) continue
      const mute = `${userKey(widget, user)} room ${item.room_id} until ${item.until}`
      if (!sent.has(mute)) yield `${client} has a mute of ${mute}, which its user did not set`
    }
  }
}

/** The last acked mute of a room is stored, unless a try without an answer was stored after it. */
function* mutesAreKept({ clients, own }: Run) {
  const rooms = new Map<string, { user: string; last: (Mute & { client: string; rev: number }) | null; open: Mute[] }>()
  for (const { client, widget, user, entries } of clients) {
    for (const entry of entries) {
      if (!('wish' in entry) || !('kind' in entry.wish) || entry.wish.kind !== 'mute') continue
      const { wish } = entry
      const key = `${userKey(widget, user)} room ${wish.room}`
      const mutes = rooms.get(key) ?? { user: userKey(widget, user), last: null, open: [] }
      rooms.set(key, mutes)
      if (entry.t === 'own_sent') mutes.open.push(wish)
      else {
        const answered = mutes.open.findIndex(({ until }) => until === wish.until)
        mutes.open.splice(answered, 1)
      }
      if (entry.t === 'own_acked' && entry.item.rev > (mutes.last?.rev ?? 0)) {
        mutes.last = { ...wish, client, rev: entry.item.rev }
      }
    }
  }
  for (const { user, last, open } of rooms.values()) {
    if (!last) continue
    const item = own.get(user)?.items.find((one) => one.kind === 'mute' && one.room_id === last.room)
    const acked = `${last.client} muted room ${last.room} until ${last.until}, acked at user_rev ${last.rev}`
    if (item?.kind !== 'mute') yield `${acked}, and no mute is stored`
    else if (item.until !== last.until && !open.some(({ until }) => until === item.until)) {
      yield `${acked}, but ${item.until} is stored at user_rev ${item.rev}`
    }
  }
}

function starOf(entry: Entry): Turn<{ room: number; seq: number }> | null {
  if (!('wish' in entry) || !('kind' in entry.wish) || entry.wish.kind !== 'star') return null
  const { room, seq, on } = entry.wish
  const turned = { subject: { room, seq }, on }
  if (entry.t === 'own_acked') return { ...turned, t: 'acked', rev: entry.item.rev }
  return { ...turned, t: entry.t === 'own_sent' ? 'sent' : 'refused' }
}

function* starsAreKept(run: Run) {
  for (const { widget, user, subject, last, unknown } of switches(run, starOf)) {
    if (!last || unknown.has(!last.on)) continue
    const { room, seq } = subject
    const items = run.own.get(userKey(widget, user))?.items
    const item = items?.find((one) => one.kind === 'star' && one.room_id === room)
    if (hasStar(item, seq) === last.on) continue
    const acked = `${last.client} got the ack at user_rev ${last.rev} that seq ${seq} of room ${room} `
    yield `${acked}${last.on ? 'has a star' : 'has none'}, but the store has ${JSON.stringify(item)}`
  }
}
