import type { Compilable, Kysely } from 'kysely'
import { type MentionRefusal, mentionedIn } from '../../../chat/messages/mentioned-in.ts'
import type { AppendMessage, MessageParts } from '../../../chat/ports.ts'
import { isManager, type Standing } from '../../../chat/rooms/rights.ts'
import type { Database } from '../../schema/schema.ts'
import { sendAll } from '../../statements/finish.ts'
import { forRows } from '../../statements/row-statements.ts'

interface Place {
  widget_id: number
  room_id: number
}

type Message = Place & { sender_id: string; parts?: MessageParts }

/** Stands for all members. */
const ALL = ''

const COLUMNS = { widget_id: 'integer', room_id: 'bigint', user_id: 'text' } as const

/** The mentioned users who are or were in the room. Messages without mentions cost no statement. */
export async function mentionedMembers(db: Kysely<Database>, messages: readonly Message[]) {
  const wanted = new Map<string, { widget_id: number; room_id: number; user_id: string }>()
  for (const { widget_id, room_id, parts } of messages) {
    for (const user_id of mentionedIn(parts?.entities).user_ids) {
      wanted.set(keyOf({ widget_id, room_id }, user_id), { widget_id, room_id, user_id })
    }
  }
  const rows = await forRows(db, 'mentioned members', COLUMNS, [...wanted.values()], (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id)', () => wanted)
      .selectFrom('wanted')
      .crossJoin('member as m')
      .whereRef('m.widget_id', '=', 'wanted.widget_id')
      .whereRef('m.room_id', '=', 'wanted.room_id')
      .whereRef('m.user_id', '=', 'wanted.user_id')
      .select(['m.widget_id', 'm.room_id', 'm.user_id']),
  )
  const known = new Set(rows.map((row) => keyOf({ widget_id: row.widget_id, room_id: row.room_id }, row.user_id)))
  return {
    /** Why the sender, by their membership, may not mention the users that the message mentions. */
    refusalOf(message: Message, sender: Pick<Standing, 'type' | 'role' | 'siteAdmin'>): MentionRefusal | null {
      const { user_ids, all } = mentionedIn(message.parts?.entities)
      if (user_ids.some((user_id) => !known.has(keyOf(message, user_id)))) return 'mention_unknown'
      return all && !isManager(sender) ? 'mention_all_forbidden' : null
    },
  }
}

const keyOf = ({ widget_id, room_id }: Place, user_id: string) => `${widget_id}/${room_id}/${user_id}`

/** The users that it mentions, and the user that it replies to, without its sender. */
function calledBy({ sender_id, parts = {} }: Pick<Message, 'sender_id' | 'parts'>): string[] {
  const { user_ids, all } = mentionedIn(parts.entities)
  const named = new Set(user_ids)
  if (parts.replied_user_id !== undefined) named.add(parts.replied_user_id)
  named.delete(sender_id)
  return [...named, ...(all ? [ALL] : [])]
}

/** Stores the users that new messages call; messages that call nobody cost no statement. */
export async function addMentions(
  db: Kysely<Database>,
  messages: readonly { input: Pick<AppendMessage, 'widget_id' | 'room_id' | 'sender_id' | 'parts'>; seq: number }[],
): Promise<void> {
  const rows = messages.flatMap(({ input, seq }) =>
    calledBy(input).map((user_id) => ({
      widget_id: input.widget_id,
      room_id: input.room_id,
      user_id,
      seq,
      sender_id: input.sender_id,
    })),
  )
  const columns = { ...COLUMNS, seq: 'bigint', sender_id: 'text' } as const
  await forRows(db, 'insert mentions', columns, rows, (wanted) =>
    db
      .with('wanted(widget_id, room_id, user_id, seq, sender_id)', () => wanted)
      .insertInto('mention')
      .columns(['widget_id', 'room_id', 'user_id', 'seq', 'sender_id'])
      .expression((eb) => eb.selectFrom('wanted').selectAll()),
  )
}

type Caller = Place & { seq: number; sender_id: string }

/** Removes the users that a message called: no statement if it called nobody. */
export function mentionsGone(
  db: Kysely<Database>,
  { widget_id, room_id, seq, sender_id }: Caller,
  before: MessageParts | undefined,
): Compilable[] {
  const gone = calledBy({ sender_id, ...(before && { parts: before }) })
  if (gone.length === 0) return []
  const statement = db
    .deleteFrom('mention')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('user_id', 'in', gone)
    .where('seq', '=', seq)
  return [statement]
}

/** Removes the users that a message called, and stores those that it calls from now on. */
export async function changeMentions(
  db: Kysely<Database>,
  message: Caller,
  before: MessageParts | undefined,
  after: MessageParts | undefined,
): Promise<void> {
  await sendAll(db)(...mentionsGone(db, message, before))
  const { widget_id, room_id, seq, sender_id } = message
  await addMentions(db, [{ input: { widget_id, room_id, sender_id, ...(after && { parts: after }) }, seq }])
}
