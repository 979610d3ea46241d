import type { Message } from '@imbachat/protocol'
import { isMissed, NAMED_IN_ENTRY } from '@imbachat/protocol/calls/outcomes'
import { type Kysely, sql } from 'kysely'
import { dueAt } from '../../../chat/calls/machine.ts'
import type { CallTimes } from '../../../chat/calls/parties.ts'
import type { ChangedCall, GroupMember, MessageParts, StoredCall } from '../../../chat/ports.ts'
import { isPostgres } from '../../postgres/is-postgres.ts'
import { MESSAGE_COLUMNS, storedParts, toMessage } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { rowInsert } from '../../statements/write-rows.ts'
import { NEW_MESSAGE } from '../messages/append-messages.ts'

/** Several nodes share the database's clock: with their own, one that is ahead would end the calls of others. */
export async function callTime(db: Kysely<Database>, at: number): Promise<number> {
  if (!isPostgres(db)) return at
  const { rows } = await sql<{ now: number }>`
    select (extract(epoch from statement_timestamp()) * 1000)::bigint as now`.execute(db)
  return Number(rows[0]?.now ?? at)
}

/** Stores a call as it is from now on; if it ends, with its entry in the room, whose row is locked. */
export async function saveCall(
  db: Kysely<Database>,
  widget_id: number,
  before: StoredCall | null,
  next: StoredCall,
  times: CallTimes,
  { silent = false }: { silent?: boolean } = {},
): Promise<ChangedCall> {
  const entry = next.outcome === null ? null : await addEntry(db, widget_id, next, silent)
  const call = entry === null ? next : { ...next, entry_seq: entry.seq }
  const { call_id, room_id, members, group, started_by: created_by, ...fields } = call
  const isLive = call.outcome === null
  const row = {
    ...fields,
    created_by,
    video: fields.video ? 1 : 0,
    relay: fields.relay ? 1 : 0,
    due_at: isLive ? dueAt(call, times) : null,
    ...(group !== null && { most: group.most, alone_since: group.alone_since }),
  }
  if (before === null)
    await db
      .insertInto('call')
      .values({ widget_id, id: call_id, room_id, ...row })
      .execute()
  else await db.updateTable('call').set(row).where('widget_id', '=', widget_id).where('id', '=', call_id).execute()
  for (const member of members) {
    const known = before?.members.find(({ user_id }) => user_id === member.user_id)
    if (known === member && isLive) continue
    const { user_id, party, lease_until } = member
    const values = {
      ...{ party, lease_until },
      ...{ audio: member.audio ? 1 : 0, video: member.video ? 1 : 0, screen: member.screen ? 1 : 0 },
      ...{ connected: member.connected ? 1 : 0, live: isLive && (group === null || party !== null) ? 1 : 0 },
      ...(group !== null && ofGroup(member as GroupMember)),
    }
    if (!known) {
      await db
        .insertInto('call_member')
        .values({ widget_id, call_id, user_id, room_id, ...values })
        .execute()
      continue
    }
    await db
      .updateTable('call_member')
      .set(values)
      .where('widget_id', '=', widget_id)
      .where('call_id', '=', call_id)
      .where('user_id', '=', user_id)
      .execute()
  }
  return { call, before, changed: before?.rev !== call.rev, entry }
}

const ofGroup = ({ joined_at, gone, mutes, hidden }: GroupMember) => ({
  ...{ joined_at, gone, mutes },
  hidden: hidden ? 1 : 0,
})

/** The entry of a call that ended before; null: it has none. */
export async function entryOf(db: Kysely<Database>, widget_id: number, call: StoredCall): Promise<Message | null> {
  if (call.entry_seq === null) return null
  const row = await db
    .selectFrom('message')
    .select(MESSAGE_COLUMNS)
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', call.room_id)
    .where('seq', '=', call.entry_seq)
    .executeTakeFirst()
  return row ? toMessage(row) : null
}

const insertMessages = rowInsert('message', NEW_MESSAGE)

/**
 * Adds the entry of an ended call to the room, as the caller's message. It counts as unread only for a callee who could
 * not answer.
 */
async function addEntry(
  db: Kysely<Database>,
  widget_id: number,
  call: StoredCall,
  silent: boolean,
): Promise<Message | null> {
  const { room_id, call_id, outcome, video, started_by, answered_at, ended_at } = call
  if (outcome === null || ended_at === null) return null
  const room = await db
    .selectFrom('room')
    .select(['last_seq', 'last_rev', 'uncounted', 'active_at'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  if (!room) return null
  const tookPart = call.group && call.members.filter(({ joined_at }) => joined_at !== null)
  const part = {
    ...{ call_id, outcome, video, ...(answered_at !== null && { duration_ms: ended_at - answered_at }) },
    ...(tookPart && {
      members: tookPart.slice(0, NAMED_IN_ENTRY).map(({ user_id }) => user_id),
      member_count: tookPart.length,
    }),
  }
  const uncounted = isMissed(part) ? room.uncounted : room.uncounted + 1
  const seq = room.last_seq + 1
  const parts: MessageParts = {
    call: part,
    ...(silent && { silent: true as const }),
  }
  const message: Message = {
    ...{ seq, rev: room.last_rev + 1, client_id: call_id, sender_id: started_by, text: '', reply_to: null },
    ...{ created_at: ended_at, edited_at: null, deleted_at: null },
    ...parts,
    ...(uncounted > 0 && { uncounted }),
  }
  await insertMessages(db, [
    {
      ...{ widget_id, room_id, seq, rev: message.rev, client_id: call_id, sender_id: started_by, text: '' },
      ...{ reply_to: null, created_at: ended_at, attachments: null, parts: storedParts(parts), uncounted },
    },
  ])
  await db
    .updateTable('room')
    .set({ last_seq: seq, last_rev: message.rev, uncounted, active_at: Math.max(room.active_at, ended_at) })
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .execute()
  // the caller has read it, like any message of their own, if they have read all messages before it
  await db
    .updateTable('member')
    .set({ read_seq: seq, delivered_seq: seq, read_uncounted: uncounted })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', '=', started_by)
    .where((eb) => eb(eb('read_seq', '-', eb.ref('read_uncounted')), '=', room.last_seq - room.uncounted))
    .execute()
  return message
}
