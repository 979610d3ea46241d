import type { Message } from '@imbachat/protocol'
import type { Entry, Stamp } from '../history.ts'
import type { StoredMessage } from '../store-export.ts'
import { all, type Mutation, neighbours, type Of, remove, reshape, roomOf, someOf, swap } from './places.ts'

/** Errors in what a server sends to its clients. */
export const SEEN_MUTATIONS: Record<string, Mutation> = {
  'forge: a text that only one client sees': (run, dice) => reshape(run, dice, { text: 'for you alone' }),
  'forge: a sender that only one client sees': (run, dice) => reshape(run, dice, { sender_id: 'bob the second' }),
  'forge: a time that only one client sees': (run, dice) => reshape(run, dice, { created_at: 1 }),
  'forge: a seq that only one client sees': (run, dice) => reshape(run, dice, { seq: 900 }),
  'drop: a live event': (run, dice) => {
    // An event that only showed a gap, which the client then requested, may be missing.
    const showsGap = (live: Entry) => run.entries[run.entries.indexOf(live) + 1]?.t === 'asked'
    const live = someOf(run, 'received', dice, (one) => !showsGap(one))
    if (live) remove(run.entries, live)
    return live !== undefined
  },
  'repeat: a live event': (run, dice) => {
    const live = someOf(run, 'received', dice)
    if (live) run.entries.splice(run.entries.indexOf(live), 0, structuredClone(live))
    return live !== undefined
  },
  'swap: two consecutive live events': (run, dice) => {
    const pair = neighbours(run, dice)
    if (pair) swap(run.entries, run.entries.indexOf(pair[0]), run.entries.indexOf(pair[1]))
    return pair !== undefined
  },
  'drop: a message of a page': (run, dice) => {
    const page = someOf(run, 'listed', dice, ({ messages }) => messages.length > 0)
    if (page) remove(page.messages, dice.pick(page.messages))
    return page !== undefined
  },
  'swap: two messages of a page': (run, dice) => {
    const page = someOf(run, 'listed', dice, ({ messages }) => messages.length > 1)
    if (page) swap(page.messages, 0, 1)
    return page !== undefined
  },
  'repeat: a message of a page': (run, dice) => {
    const page = someOf(run, 'listed', dice, ({ messages }) => messages.length > 0)
    if (page) page.messages.push(page.messages[0] as Message)
    return page !== undefined
  },
  'stale: a page without a message that its reader knew': (run, dice) => {
    const page = someOf(run, 'listed', dice, ({ client, ask, room, messages }) => {
      const known = run.entries.slice(
        0,
        run.entries.findIndex((entry) => entry.client === client && entry.t === 'asked' && entry.ask === ask),
      )
      const seq = messages.at(-1)?.seq
      return known.some(
        (entry) =>
          entry.client === client &&
          'room' in entry &&
          entry.room === room &&
          'message' in entry &&
          entry.message.seq === seq,
      )
    })
    if (page) {
      page.messages.pop()
      page.last_seq--
    }
    return page !== undefined
  },
  'stale: a page of an older rev': (run, dice) => {
    const page = someOf(run, 'listed', dice, ({ client, room, last_rev, ask }) => {
      const own = run.entries.filter((entry) => entry.client === client)
      const asked = own.findIndex((entry) => entry.t === 'asked' && entry.ask === ask)
      return own
        .slice(0, asked)
        .some((entry) => entry.t === 'received' && entry.room === room && entry.message.rev === last_rev)
    })
    if (page) page.last_rev--
    return page !== undefined
  },
  'drop: a message of a sync': (run, dice) => {
    const synced = someOf(run, 'synced', dice, ({ messages }) => messages.length > 0)
    if (synced) remove(synced.messages, dice.pick(synced.messages))
    return synced !== undefined
  },
  'swap: two messages of a sync': (run, dice) => {
    const synced = someOf(run, 'synced', dice, ({ messages }) => messages.length > 1)
    if (synced) swap(synced.messages, 0, 1)
    return synced !== undefined
  },
  'drop: a sync skips to a later rev': (run, dice) => {
    const synced = someOf(run, 'synced', dice)
    if (synced) synced.rev++
    return synced !== undefined
  },
  'drop: a gap that is never filled': (run, { pick }) => {
    const ends = all(run, 'connection').filter(({ state }) => state === 'ended')
    const { client } = pick(ends)
    const last = run.entries.findLast((entry) => entry.client === client && entry.t === 'synced')
    if (last?.t === 'synced') {
      run.entries = run.entries.filter(
        (entry) => entry.client !== client || !('ask' in entry) || entry.ask !== last.ask,
      )
      const next = { ...(run.store.messages[0] as StoredMessage), rev: last.rev + 2 }
      const at = run.entries.findIndex(
        (entry) => entry.client === client && entry.t === 'connection' && entry.state === 'ended',
      )
      run.entries.splice(at, 0, { ...last, t: 'received', message: next })
    }
    return last !== undefined
  },
  'stale: a client that never saw the end': (run, { pick }) => {
    const { client } = pick(all(run, 'connection').filter(({ state }) => state === 'ended'))
    const lastLive = run.entries.findLast((entry) => entry.client === client && entry.t === 'received')
    if (lastLive?.t !== 'received') return false
    const own = run.entries.filter((entry) => entry.client === client)
    const after = own.slice(own.indexOf(lastLive))
    if (roomOf(run, lastLive)?.last_rev !== lastLive.message.rev || after.some(({ t }) => t === 'acked')) return false
    const gone = new Set(after.filter((entry) => 'room' in entry && entry.room === lastLive.room))
    run.entries = run.entries.filter((entry) => !gone.has(entry))
    return true
  },
  'swap: two acks of one client': (run, dice) => {
    const one = someOf(run, 'acked', dice)
    const other =
      one &&
      someOf(run, 'acked', dice, (ack) => ack.client === one.client && ack.room === one.room && ack.seq !== one.seq)
    if (one && other) [one.seq, other.seq] = [other.seq, one.seq]
    return other !== undefined
  },
  'swap: the order of sending, the same for all clients': (run, dice) => {
    const own = run.entries.filter((entry) => entry.t === 'sent')
    const pairs = own.flatMap((one, index) => {
      const next = own[index + 1]
      if (!next || next.client !== one.client || next.room !== one.room) return []
      const between = run.entries.slice(run.entries.indexOf(one), run.entries.indexOf(next))
      const acked = [one, next].every((sent) =>
        run.entries.some(
          (entry) => entry.t === 'acked' && entry.client === sent.client && entry.client_id === sent.client_id,
        ),
      )
      const resent = own.some(
        (sent) =>
          sent !== one && sent !== next && (sent.client_id === one.client_id || sent.client_id === next.client_id),
      )
      return between.some(({ t }) => t === 'connection') || !acked || resent ? [] : [[one, next] as const]
    })
    if (pairs.length === 0) return false
    const [one, next] = dice.pick(pairs)
    swap(run.entries, run.entries.indexOf(one), run.entries.indexOf(next))
    return true
  },
  'repeat: one message is acked under two seqs': (run, dice) => {
    const acked = someOf(run, 'acked', dice)
    if (acked) run.entries.splice(run.entries.indexOf(acked) + 1, 0, { ...acked, seq: acked.seq + 1 })
    return acked !== undefined
  },
  'forge: an ack of a message that does not exist': (run, dice) => {
    const acked = someOf(run, 'acked', dice)
    if (acked) acked.seq = 900
    return acked !== undefined
  },
  'leak: an event of another widget': (run, dice) => {
    const live = someOf(run, 'received', dice)
    const outsider = live && run.entries.find((entry) => entry.widget !== live.widget && entry.t === 'received')
    if (!live || !outsider) return false
    const { client, user, widget } = outsider
    run.entries.splice(run.entries.indexOf(outsider), 0, { ...live, client, user, widget, room: live.room + 2 })
    return true
  },
  'leak: an event under another widget’s name': (run, dice) => {
    const live = someOf(run, 'received', dice)
    if (live) live.widget = 3 - live.widget
    return live !== undefined
  },
  'leak: a room of two other users': (run, dice) => {
    const live = someOf(run, 'received', dice, ({ room, user }) => room === 1 && user === 'bob')
    const outsider = live && run.entries.find(({ widget, user }) => widget === live.widget && user === 'cid')
    if (!live || !outsider) return false
    run.entries.splice(run.entries.indexOf(outsider) + 1, 0, {
      ...structuredClone(live),
      client: outsider.client,
      user: outsider.user,
    })
    return true
  },
  'leak: an event after leaving': (run, dice) => {
    const live = someOf(run, 'received', dice)
    if (!live) return false
    const { client, user, widget, room, at } = live
    run.entries.splice(run.entries.indexOf(live), 0, {
      client,
      user,
      widget,
      at: at - 1_001,
      t: 'membership',
      room,
      state: 'left',
    })
    return true
  },
  'leak: an event after another user removed the reader': (run, dice) => {
    const live = someOf(run, 'received', dice)
    const other = live && run.entries.find(({ widget, user }) => widget === live.widget && user !== live.user)
    if (!live || !other) return false
    run.entries.push(...removal(other, live, live.at - 1_001))
    return true
  },
}

/** `by` removes the user who reads `live`. */
export function removal(by: Stamp, live: Of<'received'>, at: number): Entry[] {
  const { client, user, widget } = by
  const stamp = { client, user, widget, change: -1, room: live.room }
  return [
    { ...stamp, at: at - 10, t: 'members_asked', act: 'remove', users: [live.user] },
    { ...stamp, at, t: 'members_changed' },
  ]
}
