import type { Reaction } from '@imbachat/protocol'
import { ROOM_TYPE } from '@imbachat/protocol/site'
import type { Kysely } from 'kysely'
import { FROM_SITE } from '../../../chat/attachments/file.ts'
import { MOST_REACTIONS } from '../../../chat/ports/messages.ts'
import type { ImportedMessage, ImportedOutcome } from '../../../chat/ports.ts'
import { storedParts } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { chunks } from '../../statements/chunks.ts'
import { forRows } from '../../statements/row-statements.ts'
import { attachFiles, type TakenFile, uploadsFor } from '../files/take-uploads.ts'
import { oneByOne } from '../write.ts'
import { NAMED } from './change-reactions.ts'

interface Input {
  widget_id: number
  room_id: number
  messages: readonly ImportedMessage[]
}

const IMPORTED = {
  widget_id: 'integer',
  room_id: 'bigint',
  seq: 'bigint',
  rev: 'bigint',
  client_id: 'text',
  sender_id: 'text',
  text: 'text',
  reply_to: 'bigint',
  created_at: 'bigint',
  edited_at: 'bigint',
  attachments: 'text',
  reactions: 'text',
  parts: 'text',
  uncounted: 'bigint',
} as const
const COLUMNS = Object.keys(IMPORTED) as (keyof typeof IMPORTED)[]

/** `seq` is dense: an imported message never goes under one that exists, so a room that people write in takes none. */
export const importMessages = oneByOne<Input, ImportedOutcome[]>(async (db, input) => {
  const { widget_id, room_id, messages } = input
  const room = await db
    .selectFrom('room')
    .select(['type', 'last_seq', 'last_rev', 'imported_seq', 'uncounted', 'created_at'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .executeTakeFirst()
  if (!room) return messages.map(() => ({ kind: 'refused', reason: 'room_not_found' }))
  const seqs = await seqsOf(db, input)
  const senders = await sendersOf(db, input, room.type === ROOM_TYPE.dialog)
  const files = await uploadsFor(db, messages.map(wanted(widget_id)))
  const isLive = room.imported_seq !== room.last_seq
  let { last_seq, last_rev } = room
  let last_at = await timeOf(db, input, last_seq)
  const added: (ImportedMessage & { seq: number; rev: number; reply_seq: number | null; files: TakenFile[] })[] = []
  const outcomes = messages.map((message): ImportedOutcome => {
    const before = seqs.get(message.client_id)
    if (before !== undefined) return { kind: 'repeated', seq: before }
    if (isLive) return { kind: 'refused', reason: 'room_is_live' }
    if (!senders.has(message.sender_id)) return { kind: 'refused', reason: 'sender_unknown' }
    if (message.created_at < last_at) return { kind: 'refused', reason: 'out_of_order' }
    const reply_seq = message.reply_to === null ? null : (seqs.get(message.reply_to) ?? null)
    if (message.reply_to !== null && reply_seq === null) return { kind: 'refused', reason: 'reply_unknown' }
    const taken = files.take(wanted(widget_id)(message))
    if (typeof taken === 'string') return { kind: 'refused', reason: taken }
    last_at = message.created_at
    added.push({ ...message, seq: ++last_seq, rev: ++last_rev, reply_seq, files: taken })
    seqs.set(message.client_id, last_seq)
    return { kind: 'stored', seq: last_seq }
  })
  const [first] = added
  if (!first) return outcomes
  await forRows(
    db,
    'import messages',
    IMPORTED,
    added.map((message) => ({
      ...{ widget_id, room_id, seq: message.seq, rev: message.rev },
      ...{ client_id: message.client_id, sender_id: message.sender_id, text: message.text },
      ...{ reply_to: message.reply_seq, created_at: message.created_at, edited_at: message.edited_at },
      attachments: message.files.length > 0 ? JSON.stringify(message.files.map(({ attachment }) => attachment)) : null,
      reactions: storedReactions(message.reactions),
      parts: storedParts(message.parts),
      uncounted: room.uncounted,
    })),
    (rows) =>
      db
        .with(`wanted(${COLUMNS.join(', ')})`, () => rows)
        .insertInto('message')
        .columns(COLUMNS)
        .expression((eb) => eb.selectFrom('wanted').selectAll()),
  )
  const withFiles = added.filter((message) => message.files.length > 0)
  if (withFiles.length > 0) {
    await attachFiles(
      db,
      withFiles.map(({ seq, files: taken }) => ({ widget_id, room_id, seq, files: taken })),
    )
  }
  const reacted = added.flatMap(({ seq, created_at: reacted_at, reactions }) =>
    reactions
      .slice(0, MOST_REACTIONS)
      .flatMap(({ emoji, user_ids }) =>
        [...new Set(user_ids)].map((user_id) => ({ widget_id, room_id, seq, user_id, emoji, reacted_at })),
      ),
  )
  for (const chunk of chunks(reacted))
    await db
      .insertInto('reaction')
      .values([...chunk])
      .execute()
  await db
    .updateTable('room')
    .set({
      ...{ last_seq, last_rev, imported_seq: last_seq, active_at: last_at },
      created_at: Math.min(room.created_at, first.created_at),
    })
    .where('widget_id', '=', widget_id)
    .where('id', '=', room_id)
    .execute()
  await db
    .updateTable('member')
    .set({ read_seq: last_seq, delivered_seq: last_seq, read_uncounted: room.uncounted })
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .execute()
  return outcomes
})

/** Authors may have left the room, so the site uploads their files. */
const wanted =
  (widget_id: number) =>
  ({ uploads }: ImportedMessage) => ({
    ...{ widget_id, room_id: FROM_SITE.room_id, sender_id: FROM_SITE.user_id },
    uploads: uploads.map((upload_id) => ({ upload_id, poster_id: null })),
  })

/** The stored `seq` of the messages, and of the messages that they reply to. */
async function seqsOf(db: Kysely<Database>, { widget_id, room_id, messages }: Input): Promise<Map<string, number>> {
  const named = new Set(
    messages.flatMap(({ client_id, reply_to }) => (reply_to === null ? [client_id] : [client_id, reply_to])),
  )
  const seqs = new Map<string, number>()
  for (const chunk of chunks([...named])) {
    const rows = await db
      .selectFrom('message')
      .select(['client_id', 'seq'])
      .where('widget_id', '=', widget_id)
      .where('client_id', 'in', [...chunk])
      .where(({ eb, lit, ref }) => eb(eb(ref('room_id'), '+', lit(0)), '=', room_id))
      .execute()
    for (const row of rows) seqs.set(row.client_id, row.seq)
  }
  return seqs
}

/** In a dialog its two users; in other rooms any user of the widget, since many authors have left the room. */
async function sendersOf(
  db: Kysely<Database>,
  { widget_id, room_id, messages }: Input,
  inDialog: boolean,
): Promise<Set<string>> {
  const known = new Set<string>()
  for (const chunk of chunks([...new Set(messages.map(({ sender_id }) => sender_id))])) {
    const rows = inDialog
      ? await db
          .selectFrom('member')
          .select('user_id')
          .where('widget_id', '=', widget_id)
          .where('room_id', '=', room_id)
          .where('user_id', 'in', [...chunk])
          .execute()
      : await db
          .selectFrom('chat_user')
          .select('id as user_id')
          .where('widget_id', '=', widget_id)
          .where('id', 'in', [...chunk])
          .execute()
    for (const { user_id } of rows) known.add(user_id)
  }
  return known
}

async function timeOf(db: Kysely<Database>, { widget_id, room_id }: Input, seq: number): Promise<number> {
  const last = await db
    .selectFrom('message')
    .select('created_at')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', seq)
    .executeTakeFirst()
  return last?.created_at ?? 0
}

function storedReactions(reactions: ImportedMessage['reactions']): string | null {
  const shown = reactions.slice(0, MOST_REACTIONS).map(({ emoji, user_ids }): Reaction => {
    const distinct = [...new Set(user_ids)]
    return { emoji, count: distinct.length, user_ids: distinct.slice(0, NAMED) }
  })
  return shown.length > 0 ? JSON.stringify(shown) : null
}
