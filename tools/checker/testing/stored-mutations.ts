import { roomKey } from '../run.ts'
import { everywhere, type Mutation, remove, roomOf, rowOf, someOf } from './places.ts'

/** Errors of the store. */
export const STORED_MUTATIONS: Record<string, Mutation> = {
  'drop: an acked row is not in the store': (run, dice) => {
    const acked = someOf(run, 'acked', dice)
    const row = acked && rowOf(run, acked.widget, acked.room, acked.seq)
    if (row) remove(run.store.messages, row)
    return row !== undefined
  },
  'drop: the store lost its last change, including its numbers': (run, { pick }) => {
    const row = pick(run.store.messages)
    const room = roomOf(run, row)
    const own = run.store.messages.filter((one) => one.widget === row.widget && one.room === row.room)
    const last = own.find(({ seq, rev }) => seq === room?.last_seq && rev === room.last_rev)
    if (!room || !last) return false
    remove(run.store.messages, last)
    room.last_seq--
    room.last_rev = Math.max(0, ...own.filter((one) => one !== last).map(({ rev }) => rev))
    return true
  },
  'repeat: a message is stored twice': (run, { pick }) => {
    const row = pick(run.store.messages)
    const room = roomOf(run, row)
    if (room) run.store.messages.push({ ...row, seq: ++room.last_seq, rev: ++room.last_rev })
    return room !== undefined
  },
  'swap: two rows have swapped places': (run, { pick }) => {
    const row = pick(run.store.messages)
    const next = rowOf(run, row.widget, row.room, row.seq + 1)
    if (next) [row.seq, next.seq] = [next.seq, row.seq]
    return next !== undefined
  },
  'stale: the store holds the text before an edit': (run, dice) => {
    const edit = someOf(run, 'change_acked', dice)
    const row = edit && rowOf(run, edit.widget, edit.room, edit.message.seq)
    if (row) Object.assign(row, { text: 'as it was before', deleted_at: null })
    return row !== undefined
  },
  'stale: an acked edit never reached the store': (run, dice) => {
    const edit = someOf(
      run,
      'change_acked',
      dice,
      ({ widget, room, message }) => rowOf(run, widget, room, message.seq)?.rev === message.rev,
    )
    const row = edit && rowOf(run, edit.widget, edit.room, edit.message.seq)
    if (row) row.rev--
    return row !== undefined
  },
  'forge: a row of another user': (run, { pick }) => {
    pick(run.store.messages).sender_id = 'mallory'
    return true
  },
  'forge: a row that no client sent': (run, { pick }) => {
    const row = pick(run.store.messages)
    const room = roomOf(run, row)
    if (room) run.store.messages.push({ ...row, client_id: 'forged', seq: ++room.last_seq, rev: ++room.last_rev })
    return room !== undefined
  },
  'forge: a text that no client wrote, the same for all': (run, { pick }) => {
    everywhere(run, pick(run.store.messages), () => ({ text: 'never written', deleted_at: null }))
    return true
  },
  'forge: a deletion that no client made, the same for all': (run, { pick }) => {
    const kept = run.store.messages.filter(({ text }) => text !== null)
    if (kept.length === 0) return false
    everywhere(run, pick(kept), () => ({ text: null, deleted_at: 5 }))
    return true
  },
  'count: a message counts a notice that is not there': (run, { pick }) => {
    const row = pick(run.store.messages)
    row.uncounted = (row.uncounted ?? 0) + 1
    return true
  },
  'forge: a text that no client wrote, in a notice': (run, { pick }) => {
    pick(run.store.messages).system = { kind: 'description', user_ids: [] }
    return true
  },
  'leak: a member has no membership': (run, { pick }) => {
    const room = pick(run.store.rooms)
    if (room.last_seq === 0) return false
    room.members = room.members.filter(({ user }) => user !== 'ann')
    return true
  },
  'stale: last_rev without a change': (run, { pick }) => {
    pick(run.store.rooms).last_rev++
    return true
  },
  'repeat: two rows share a rev': (run, { pick }) => {
    const row = pick(run.store.messages)
    const next = run.store.messages.find(
      (one) => one !== row && roomKey(one.widget, one.room) === roomKey(row.widget, row.room),
    )
    if (next) next.rev = row.rev
    return next !== undefined
  },
  'stale: a deleted message has its text again': (run, { pick }) => {
    const gone = run.store.messages.filter(({ text }) => text === null)
    if (gone.length === 0) return false
    everywhere(run, pick(gone), ({ text }) => ({ text: text ?? 'back again' }))
    return true
  },
}
