import { type Kysely, sql } from 'kysely'
import type { CallMember, GroupMember, StoredCall } from '../../chat/ports/calls.ts'
import type { Database } from '../schema/schema.ts'

/** Calls of one user's groups that are listed. */
const MOST_AROUND = 500

export async function callOf(db: Kysely<Database>, widget_id: number, call_id: string): Promise<StoredCall | null> {
  const row = await db
    .selectFrom('call')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('id', '=', call_id)
    .executeTakeFirst()
  if (!row) return null
  const rows = await db
    .selectFrom('call_member')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('call_id', '=', call_id)
    .execute()
  const call = {
    call_id: row.id,
    room_id: row.room_id,
    rev: row.rev,
    state: row.state,
    outcome: row.outcome,
    video: row.video !== 0,
    relay: row.relay !== 0,
    sfu: row.sfu,
    started_by: row.created_by,
    started_at: row.started_at,
    ring_until: row.ring_until,
    answered_at: row.answered_at,
    ended_at: row.ended_at,
    entry_seq: row.entry_seq,
  }
  const toMember = (member: (typeof rows)[number]): CallMember => ({
    user_id: member.user_id,
    party: member.party,
    audio: member.audio !== 0,
    video: member.video !== 0,
    screen: member.screen !== 0,
    connected: member.connected !== 0,
    lease_until: member.lease_until,
  })
  if (row.most !== null) {
    const members = rows.map((member): GroupMember => {
      const { joined_at, gone, mutes } = member
      return { ...toMember(member), joined_at, gone, mutes, hidden: member.hidden !== 0 }
    })
    members.sort((a, b) => (a.joined_at ?? 0) - (b.joined_at ?? 0) || (a.user_id < b.user_id ? -1 : 1))
    return { ...call, group: { most: row.most, alone_since: row.alone_since }, members }
  }
  const members = rows.map(toMember)
  const caller = members.find(({ user_id }) => user_id === row.created_by)
  const callee = members.find(({ user_id }) => user_id !== row.created_by)
  // one of both was erased
  return caller && callee ? { ...call, group: null, members: [caller, callee] } : null
}

/** A user has at most one. */
export async function liveCall(db: Kysely<Database>, widget_id: number, user_id: string): Promise<StoredCall | null> {
  const row = await db
    .selectFrom('call_member')
    .select('call_id')
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    // as a literal: the index has only live calls, and SQLite must see that when it plans
    .where('live', '=', sql.lit(1))
    .executeTakeFirst()
  return row ? callOf(db, widget_id, row.call_id) : null
}

/** A room has at most one that lives. */
export async function roomCall(db: Kysely<Database>, widget_id: number, room_id: number): Promise<StoredCall | null> {
  const row = await db
    .selectFrom('call')
    .select('id')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('due_at', 'is not', null)
    .executeTakeFirst()
  return row ? callOf(db, widget_id, row.id) : null
}

/** Of each of the user's rooms, the call that lives is found by its own index: no ended call is read. */
export async function callsAround(db: Kysely<Database>, widget_id: number, user_id: string): Promise<StoredCall[]> {
  const rows = await db
    .selectFrom('call')
    .innerJoin('member', (join) =>
      join.onRef('member.widget_id', '=', 'call.widget_id').onRef('member.room_id', '=', 'call.room_id'),
    )
    .select('call.id')
    .where('call.widget_id', '=', widget_id)
    .where('call.due_at', 'is not', null)
    .where('call.most', 'is not', null)
    .where('member.user_id', '=', user_id)
    .where('member.state', '=', 'joined')
    .limit(MOST_AROUND)
    .execute()
  const calls: StoredCall[] = []
  for (const { id } of rows) {
    const call = await callOf(db, widget_id, id)
    if (call) calls.push(call)
  }
  return calls
}
