import type { Kysely } from 'kysely'
import type { CallMember, StoredCall } from '../../chat/ports/calls.ts'
import type { Database } from '../schema/schema.ts'

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
  const members = rows.map(
    (member): CallMember => ({
      user_id: member.user_id,
      party: member.party,
      audio: member.audio !== 0,
      video: member.video !== 0,
      screen: member.screen !== 0,
      connected: member.connected !== 0,
      lease_until: member.lease_until,
    }),
  )
  const caller = members.find(({ user_id }) => user_id === row.created_by)
  const callee = members.find(({ user_id }) => user_id !== row.created_by)
  // one of both was erased
  if (!caller || !callee) return null
  return {
    call_id: row.id,
    room_id: row.room_id,
    rev: row.rev,
    state: row.state,
    outcome: row.outcome,
    video: row.video !== 0,
    relay: row.relay !== 0,
    started_by: row.created_by,
    started_at: row.started_at,
    ring_until: row.ring_until,
    answered_at: row.answered_at,
    ended_at: row.ended_at,
    entry_seq: row.entry_seq,
    members: [caller, callee],
  }
}

/** A user has at most one. */
export async function liveCall(db: Kysely<Database>, widget_id: number, user_id: string): Promise<StoredCall | null> {
  const row = await db
    .selectFrom('call_member')
    .select('call_id')
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('live', '=', 1)
    .executeTakeFirst()
  return row ? callOf(db, widget_id, row.call_id) : null
}
