import type { OwnItem } from '@imbachat/protocol'
import type { Entry } from '../history.ts'
import { itemKey } from '../replay-own.ts'
import type { StoredOwnState } from '../store-export.ts'
import { all, type Mutation, remove, someOf } from './places.ts'
import type { RecordedRun } from './valid-run.ts'

const KEPT = 'OWN-1 STAR-1 DRAFT-1'
const DENSE = 'OWN-1 OWN-2'
const CONVERGES = 'OWN-1 OWN-2 OWN-4'

/** Errors with users' own state and read positions. */
export const OWN_MUTATIONS: Record<string, { finds: string; mutate: Mutation }> = {
  'drop: an acked mute is on no device and not in the store': {
    finds: KEPT,
    mutate: (run, { pick }) =>
      changeLast(run, pick, 'mute', (item) =>
        item.kind === 'mute' ? { ...item, until: (item.until ?? 0) + 5_000 } : item,
      ),
  },
  'drop: an acked star is on no device and not in the store': {
    finds: KEPT,
    mutate: (run, { pick }) =>
      changeLast(run, pick, 'star', (item) =>
        item.kind === 'star' ? { ...item, messages: item.messages.slice(1) } : item,
      ),
  },
  'drop: an acked draft is on no device and not in the store': {
    finds: KEPT,
    mutate: (run, { pick }) =>
      changeLast(run, pick, 'draft', (item) => (item.kind === 'draft' ? { ...item, text: 'as it was before' } : item)),
  },
  'repeat: two drafts replace the same draft': {
    finds: KEPT,
    mutate(run, dice) {
      const acked = someOf(run, 'own_acked', dice, ({ input }) => input.kind === 'draft')
      const other =
        acked &&
        someOf(run, 'own_acked', dice, ({ widget, user, input, item }) => {
          if (widget !== acked.widget || user !== acked.user || input.kind !== 'draft') return false
          return input.room === acked.input.room && item.rev !== acked.item.rev
        })
      if (other?.input.kind !== 'draft' || acked?.input.kind !== 'draft') return false
      other.input = { ...other.input, rev: acked.input.rev }
      return true
    },
  },
  'forge: an ack of another mute': {
    finds: KEPT,
    mutate(run, dice) {
      const acked = someOf(run, 'own_acked', dice, ({ input }) => input.kind === 'mute')
      if (acked?.input.kind === 'mute') acked.input = { ...acked.input, until: 999_999 }
      return acked !== undefined
    },
  },
  'leak: a mute of another user': {
    finds: KEPT,
    mutate(run, dice) {
      const isMute = (item: OwnItem) => item.kind === 'mute' && item.until !== null
      const live = someOf(run, 'own_received', dice, ({ items }) => items.some(isMute))
      const other = live && run.entries.find(({ widget, user }) => widget === live.widget && user !== live.user)
      if (!live || !other) return false
      const { client, user } = other
      run.entries.push({ ...structuredClone(live), client, user })
      return true
    },
  },
  'stale: user_rev goes back': {
    finds: DENSE,
    mutate(run, dice) {
      const knew = ({ client }: Entry, before: Entry) => {
        const own = run.entries.filter((entry) => entry.client === client)
        return own.slice(0, own.indexOf(before)).some((entry) => entry.t === 'own_received')
      }
      const entered = someOf(run, 'own_rev', dice, (entry) => knew(entry, entry))
      if (entered) entered.rev = 0
      return entered !== undefined
    },
  },
  'drop: a change that a device never requests': {
    finds: DENSE,
    mutate(run, { pick }) {
      const ends = all(run, 'connection').filter(({ state }) => state === 'ended')
      const end = pick(ends)
      const item: OwnItem = { kind: 'mute', rev: 900, room_id: 1, until: null }
      run.entries.splice(run.entries.indexOf(end), 0, { ...end, t: 'own_received', items: [item] } as Entry)
      return true
    },
  },
  'swap: two items of a sync': {
    finds: DENSE,
    mutate(run, dice) {
      const synced = someOf(run, 'own_synced', dice, ({ items }) => items.length > 1)
      synced?.items.reverse()
      return synced !== undefined
    },
  },
  'drop: a sync skips to a later rev': {
    finds: DENSE,
    mutate(run, dice) {
      const synced = someOf(run, 'own_synced', dice)
      if (synced) synced.rev++
      return synced !== undefined
    },
  },
  'stale: the server lost a rev that it had sent': {
    finds: DENSE,
    mutate(run, dice) {
      const synced = someOf(run, 'own_synced', dice)
      if (!synced) return false
      const { client, user, widget, at, ask } = synced
      run.entries[run.entries.indexOf(synced)] = { client, user, widget, at, ask, t: 'own_resync' }
      return true
    },
  },
  'stale: the store is behind its own newest change': {
    finds: DENSE,
    mutate(run, { pick }) {
      if (run.store.own.length === 0) return false
      pick(run.store.own).last_rev--
      return true
    },
  },
  'repeat: two items of a user share a rev': {
    finds: DENSE,
    mutate(run, { pick }) {
      const several = run.store.own.filter(({ items }) => items.length > 1)
      if (several.length === 0) return false
      const { items } = pick(several)
      items[0] = { ...(items[0] as OwnItem), rev: items[1]?.rev ?? 0 }
      return true
    },
  },
  'stale: a device that ended without the last change': {
    finds: CONVERGES,
    mutate(run, { pick }) {
      const owners = run.store.own.filter((own) => own.last_rev > 0)
      if (owners.length === 0) return false
      const { widget, user, last_rev } = pick(owners)
      const client = run.entries.find((entry) => entry.widget === widget && entry.user === user)?.client
      for (const entry of run.entries.filter((one) => one.client === client)) {
        if (entry.t === 'own_received') entry.items = entry.items.filter(({ rev }) => rev !== last_rev)
        if (entry.t === 'own_synced' && entry.rev === last_rev) {
          entry.items = entry.items.filter(({ rev }) => rev !== last_rev)
          entry.rev = entry.items.at(-1)?.rev ?? last_rev - 1
        }
      }
      return true
    },
  },
  'forge: a change that one device alone has': {
    finds: CONVERGES,
    mutate(run, dice) {
      const live = someOf(run, 'own_received', dice)
      const item = live?.items[0]
      if (live && item) live.items = [{ kind: 'unread', rev: item.rev, room_id: 1, marked: true }]
      return item !== undefined
    },
  },
  'drop: a change is not in the store': {
    finds: CONVERGES,
    mutate(run, { pick }) {
      const several = run.store.own.filter(({ items }) => items.length > 1)
      if (several.length === 0) return false
      const { items } = pick(several)
      remove(items, items[0])
      return true
    },
  },
  'drop: an acked read position is not in the store': {
    finds: 'READ-2',
    mutate(run, dice) {
      const acked = someOf(run, 'read_acked', dice)
      for (const room of run.store.rooms) {
        for (const member of room.members)
          if (room.widget === acked?.widget && member.user === acked.user) member.read_seq = 0
      }
      return acked !== undefined
    },
  },
  'forge: a user has read what nobody has written': {
    finds: 'READ-2',
    mutate(run, { pick }) {
      const { members, last_seq } = pick(run.store.rooms)
      for (const member of members) member.read_seq = last_seq + 1
      return true
    },
  },
}

/**
 * Changes the last item of a kind of some user, for all of their devices and in the store. Acks stay as they are, but
 * for those of what the user did to other messages in the same item.
 */
function changeLast(
  run: RecordedRun,
  pick: (from: readonly (readonly [StoredOwnState, OwnItem])[]) => readonly [StoredOwnState, OwnItem],
  kind: 'mute' | 'star' | 'draft',
  change: (item: OwnItem) => OwnItem,
): boolean {
  const found = run.store.own.flatMap((own) =>
    own.items.filter((item) => item.kind === kind && isAcked(run, own, item)).map((item) => [own, item] as const),
  )
  if (found.length === 0) return false
  const [own, item] = pick(found)
  const changed = (one: OwnItem) => (one.rev === item.rev && itemKey(one) === itemKey(item) ? change(one) : one)
  own.items = own.items.map(changed)
  for (const entry of run.entries) {
    if (entry.widget !== own.widget || entry.user !== own.user) continue
    if (entry.t === 'own_received' || entry.t === 'own_synced') entry.items = entry.items.map(changed)
    if (entry.t === 'own_acked') entry.item = changed(entry.item)
  }
  return true
}

/** True if every try to set the item's first value was acked. */
function isAcked({ entries }: RecordedRun, { widget, user }: StoredOwnState, item: OwnItem): boolean {
  const own = entries.filter((entry) => entry.widget === widget && entry.user === user)
  const seq = item.kind === 'star' ? item.messages[0]?.seq : null
  if (seq === undefined) return false
  const concerned = own.filter(
    (entry) =>
      (entry.t === 'own_sent' || entry.t === 'own_acked') &&
      entry.input.kind === item.kind &&
      entry.input.room === item.room_id &&
      (entry.input.kind !== 'star' || entry.input.seq === seq),
  )
  const sent = concerned.filter(({ t }) => t === 'own_sent').length
  return sent > 0 && sent * 2 === concerned.length
}
