import { type Message, ROOM_TYPE } from '@imbachat/protocol'
import { isMissed } from '@imbachat/protocol/calls/outcomes'
import type { Kysely } from 'kysely'
import type { RoomSize } from '../chat/ports.ts'
import { closedBy } from '../chat/rooms/room-block.ts'
import type { Database } from '../store/schema/schema.ts'

export interface Recipient {
  user_id: string
  room_id: number
  /** the newest of the messages to notify the user of */
  seq: number
  /** when the oldest of them was written, milliseconds */
  at: number
}

/** Stands for all members. */
const ALL = ''

interface MemberRow {
  user_id: string
  state: string
  read_seq: number
  muted_until: number
}

/**
 * The users to notify of these new messages of one room: members who have not read them. Nobody is notified of their
 * own messages, of notices, or of messages that were sent without sound. In muted or large rooms only members whom a
 * message mentions or answers are notified.
 * @param mostMembers a room with more is large
 */
export async function recipientsOf(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  messages: readonly Message[],
  { mostMembers, now }: { mostMembers: number; now: number },
): Promise<Recipient[]> {
  const notifying = messages.filter(mayNotify)
  if (notifying.length === 0) return []
  const room = await db
    .selectFrom('room')
    .select(['type', 'member_count', 'blocked'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  if (room === undefined || closedBy(room.type, room.blocked) === 'blocked') return []
  const called = await calledBy(
    db,
    { widget_id, room_id },
    notifying.map(({ seq }) => seq),
  )
  const onlyNamed = isLarge(room, mostMembers)
  const named = [...called.values()].flatMap((user_ids) => [...user_ids]).filter((user_id) => user_id !== ALL)
  if (onlyNamed && named.length === 0) return []
  const states = room.type === ROOM_TYPE.dialog ? (['joined', 'invited'] as const) : (['joined'] as const)
  const members: MemberRow[] = await db
    .selectFrom('member')
    .select(['user_id', 'state', 'read_seq', 'muted_until'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('state', 'in', states)
    .where('read_seq', '<', Math.max(...notifying.map(({ seq }) => seq)))
    .$if(onlyNamed, (query) => query.where('user_id', 'in', [...new Set(named)]))
    .limit(onlyNamed ? named.length : mostMembers)
    .execute()
  return members.flatMap(({ user_id, read_seq, muted_until }) => {
    const mustBeCalled = onlyNamed || muted_until > now
    const theirs = notifying.filter(
      ({ seq, sender_id }) =>
        sender_id !== user_id && seq > read_seq && (!mustBeCalled || calls(called.get(seq), user_id, onlyNamed)),
    )
    const [first] = theirs
    return first === undefined
      ? []
      : [{ user_id, room_id, seq: Math.max(...theirs.map(({ seq }) => seq)), at: first.created_at }]
  })
}

/** Messages of a large room notify only the members that they mention: it has too many messages for the others. */
export const isLarge = ({ type, member_count }: RoomSize, mostMembers: number): boolean =>
  type !== ROOM_TYPE.dialog && member_count > mostMembers

/**
 * False for messages that notify nobody: notices, silent and deleted messages, and calls that the callee did not miss.
 */
export const mayNotify = ({ system, silent, deleted_at, call }: Message): boolean =>
  system === undefined && silent !== true && deleted_at === null && (call === undefined || isMissed(call))

/** A mention of all members of a large room would notify thousands. */
const calls = (called: ReadonlySet<string> | undefined, user_id: string, onlyNamed: boolean): boolean =>
  called !== undefined && (called.has(user_id) || (!onlyNamed && called.has(ALL)))

/** The users whom each of these messages mentions or answers. */
export async function calledBy(
  db: Kysely<Database>,
  { widget_id, room_id }: { widget_id: number; room_id: number },
  seqs: readonly number[],
): Promise<Map<number, Set<string>>> {
  const rows = await db
    .selectFrom('mention')
    .select(['seq', 'user_id'])
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', 'in', [...seqs])
    .execute()
  const called = new Map<number, Set<string>>()
  for (const { seq, user_id } of rows) called.set(seq, (called.get(seq) ?? new Set()).add(user_id))
  return called
}

/** True if the message mentions or answers this user, by name or, unless `onlyNamed`, with all members. */
export const mentions = (
  called: ReadonlyMap<number, ReadonlySet<string>>,
  { seq, user_id, onlyNamed }: { seq: number; user_id: string; onlyNamed: boolean },
): boolean => calls(called.get(seq), user_id, onlyNamed)
