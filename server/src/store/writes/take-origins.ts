import type { Attachment } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { AppendMessage } from '../../chat/ports.ts'
import { PRESENT_STATES } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { forRows } from '../statements/row-statements.ts'
import type { TakenFile } from './files/take-uploads.ts'

/**
 * The messages that this batch forwards, as far as their forwarders may read them. Batches that forward nothing cost no
 * statement.
 */
export async function originsFor(db: Kysely<Database>, inputs: readonly AppendMessage[]) {
  const wanted = inputs.flatMap(({ widget_id, sender_id, forwarded }) =>
    forwarded ? [{ widget_id, user_id: sender_id, room_id: forwarded.room_id, seq: forwarded.seq }] : [],
  )
  const places = [...new Map(wanted.map((row) => [JSON.stringify(row), row])).values()]
  const columns = { widget_id: 'integer', user_id: 'text', room_id: 'bigint', seq: 'bigint' } as const
  const messages = await forRows(db, 'origins', columns, places, (wanted) =>
    db
      .with('wanted(widget_id, user_id, room_id, seq)', () => wanted)
      .selectFrom('wanted')
      .innerJoin('member as m', (join) =>
        join
          .onRef('m.widget_id', '=', 'wanted.widget_id')
          .onRef('m.room_id', '=', 'wanted.room_id')
          .onRef('m.user_id', '=', 'wanted.user_id'),
      )
      .innerJoin('message as o', (join) =>
        join
          .onRef('o.widget_id', '=', 'wanted.widget_id')
          .onRef('o.room_id', '=', 'wanted.room_id')
          .onRef('o.seq', '=', 'wanted.seq'),
      )
      .where('m.state', 'in', PRESENT_STATES)
      .whereRef('o.seq', '>', 'm.cleared_seq')
      .where('o.deleted_at', 'is', null)
      .where('o.system', 'is', null)
      .select(['m.widget_id', 'm.user_id', 'o.room_id', 'o.seq', 'o.edited_at', 'o.attachments']),
  )
  const blobs = await forRows(
    db,
    'files of origins',
    columns,
    messages.flatMap(({ attachments, edited_at: _, ...place }) => (attachments === null ? [] : [place])),
    (wanted) =>
      db
        .with('wanted(widget_id, user_id, room_id, seq)', () => wanted)
        .selectFrom('wanted')
        .innerJoin('attachment as a', (join) =>
          join
            .onRef('a.widget_id', '=', 'wanted.widget_id')
            .onRef('a.room_id', '=', 'wanted.room_id')
            .onRef('a.seq', '=', 'wanted.seq'),
        )
        .select(['a.widget_id', 'a.id', 'a.blob_id', 'a.poster_blob_id']),
  )
  const known = new Map(messages.map((row) => [keyOf(row.widget_id, row.user_id, row.room_id, row.seq), row]))
  const blobOf = new Map(blobs.map((blob) => [`${blob.widget_id}/${blob.id}`, blob]))

  return {
    /** The files of a forwarded message under their new ids, or why it can't be forwarded. */
    take({ widget_id, sender_id, forwarded }: AppendMessage): TakenFile[] | 'origin_not_found' | 'origin_edited' {
      if (!forwarded) return []
      const { room_id, seq, edited_at, file_ids } = forwarded
      const origin = known.get(keyOf(widget_id, sender_id, room_id, seq))
      if (!origin) return 'origin_not_found'
      if (origin.edited_at !== edited_at) return 'origin_edited'
      const attachments = origin.attachments === null ? [] : (JSON.parse(origin.attachments) as Attachment[])
      const files = attachments.flatMap((attachment, place): TakenFile[] => {
        const blob = blobOf.get(`${widget_id}/${attachment.file_id}`)
        const file_id = file_ids[place]
        if (!blob || file_id === undefined) return []
        return [
          {
            attachment: { ...attachment, file_id },
            blob_id: blob.blob_id,
            uploadIds: [],
            poster_blob_id: blob.poster_blob_id,
          },
        ]
      })
      return files.length === attachments.length ? files : 'origin_not_found'
    },
  }
}

const keyOf = (widget_id: number, user_id: string, room_id: number, seq: number) =>
  `${widget_id}/${room_id}/${seq}/${user_id}`
