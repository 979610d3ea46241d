import { ROOM_TYPE, type RoomType } from '@imbachat/protocol/site'
import { CompiledQuery, type Kysely } from 'kysely'
import type { AppendOutcome } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { runCompiled } from '../../statements/run-compiled.ts'
import { type AppendInput, isPlain, type MEMBERSHIP_COLUMNS, messageOf, type NEW_MESSAGE } from './append-messages.ts'

/** Conditions under which `appendMessages` refuses nothing and changes no other member; null: any value is fine. */
const PLAIN: Record<(typeof MEMBERSHIP_COLUMNS)[number], string | null> = {
  'm.state': "m.state = 'joined'",
  'm.role': null,
  'm.read_seq': null,
  'm.read_uncounted': null,
  // a room in slow mode has rights of its own
  'm.wrote_at': null,
  'm.held': 'm.held is null',
  // in groups and channels, a reply calls the user that it replies to
  'r.type': `($6::bigint is null or r.type = ${ROOM_TYPE.dialog})`,
  'r.blocked': 'r.blocked = 0',
  'r.last_seq': '($6::bigint is null or $6::bigint <= r.last_seq)',
  'r.last_rev': null,
  'r.uncounted': null,
  'r.rights': "(r.rights is null or m.role <> 'member')",
  // where people answer, bots are refused
  'r.handover': `(r.handover is null or not exists (
    select from chat_user u where u.widget_id = $1::integer and u.id = $3::text and u.bot is not null))`,
}

const VALUES: Record<keyof typeof NEW_MESSAGE, string> = {
  widget_id: '$1::integer',
  room_id: '$2::bigint',
  seq: 'membership.seq',
  rev: 'membership.rev',
  client_id: '$4::text',
  sender_id: '$3::text',
  text: '$5::text',
  reply_to: '$6::bigint',
  created_at: '$7::bigint',
  attachments: 'null',
  parts: 'null',
  uncounted: 'membership.uncounted',
}

/**
 * Both rows are locked, the room first as everywhere: while the statement waits for the room, another node may ban the
 * sender, and PostgreSQL looks again only at rows that it locks.
 */
const append = (logged: boolean) => `
  with membership as (
    select r.last_seq + 1 as seq, r.last_rev + 1 as rev, r.uncounted
    from room r cross join member m
    where r.widget_id = $1::integer and r.id = $2::bigint
      and m.widget_id = $1::integer and m.room_id = $2::bigint and m.user_id = $3::text
      and ${Object.values(PLAIN)
        .filter((condition) => condition !== null)
        .join(' and ')}
    for no key update of r, m
  ),
  added as (
    insert into message (${Object.keys(VALUES).join(', ')})
    select ${Object.values(VALUES).join(', ')} from membership
    on conflict do nothing
    returning seq, rev, uncounted
  ),
  marked as (
    update member set read_seq = added.seq, delivered_seq = added.seq, read_uncounted = added.uncounted
    from added
    where member.widget_id = $1::integer and member.room_id = $2::bigint and member.user_id = $3::text
      and member.read_seq - member.read_uncounted = added.seq - 1 - added.uncounted
  )${
    logged
      ? `,
  logged as (
    insert into event_waiting (widget_id, type, room_id, user_id, at, data)
    select $1::integer, 'message.created', $2::bigint, null, $7::bigint, '{"seq":' || added.seq || '}' from added
  )`
      : ''
  }
  update room set last_seq = added.seq, last_rev = added.rev, active_at = greatest(room.active_at, $7::bigint)
  from added
  where room.widget_id = $1::integer and room.id = $2::bigint
  returning added.seq, added.rev, added.uncounted, room.type`

const APPEND = append(false)
/** The same with its event: see `leaveEvents`. */
const APPEND_LOGGED = append(true)

/**
 * On PostgreSQL, appends a message that comes alone by one statement that is its own transaction: two fifths of the
 * CPU of `appendMessages` in a transaction, and one round trip instead of three.
 * @returns null: the message, its room or its sender is not plain, or the message is a repeat; nothing is stored
 */
export async function appendAlone(
  db: Kysely<Database>,
  input: AppendInput,
  logged: boolean,
): Promise<AppendOutcome | null> {
  if (!isPlain(input)) return null
  // The sender's rank matters only where `PLAIN` fails.
  const { widget_id, room_id, sender_id, client_id, text, reply_to, at } = input
  const parameters = [widget_id, room_id, sender_id, client_id, text, reply_to, at]
  const query: CompiledQuery<{ seq: number; rev: number; uncounted: number; type: RoomType }> = CompiledQuery.raw(
    logged ? APPEND_LOGGED : APPEND,
    parameters,
  )
  const [added] = await runCompiled(db, query)
  if (!added) return null
  return {
    kind: 'appended',
    message: messageOf({ input, seq: added.seq, rev: added.rev, uncounted: added.uncounted, files: [] }),
    membersChanged: false,
    inGroup: added.type !== ROOM_TYPE.dialog,
  }
}
