import type { Attachment } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { AppendMessage } from '../../../chat/ports.ts'
import { together } from '../../fair-queue/together.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'

/** A file that a new message takes over from its sender's uploads, or from the message that it forwards. */
export interface TakenFile {
  attachment: Attachment
  blob_id: string
  /** both uploads end when the message is stored */
  uploadIds: string[]
  poster_blob_id: string | null
}

type TakesFiles = Pick<AppendMessage, 'widget_id' | 'room_id' | 'sender_id' | 'uploads'>

/** The uploads that this batch's messages want. Messages without files cost no statement. */
export async function uploadsFor(db: Kysely<Database>, inputs: readonly TakesFiles[]) {
  const wanted = new Map<string, { widget_id: number; id: string }>()
  for (const { widget_id, uploads = [] } of inputs) {
    for (const { upload_id, poster_id } of uploads) {
      for (const id of poster_id === null ? [upload_id] : [upload_id, poster_id])
        wanted.set(keyOf(widget_id, id), { widget_id, id })
    }
  }
  const rows = await forRows(db, 'uploads', { widget_id: 'integer', id: 'text' }, [...wanted.values()], (wanted) =>
    db
      .with('wanted(widget_id, id)', () => wanted)
      .selectFrom('wanted')
      .innerJoin('upload as u', (join) =>
        join.onRef('u.widget_id', '=', 'wanted.widget_id').onRef('u.id', '=', 'wanted.id'),
      )
      .select(['u.widget_id', 'u.id', 'u.room_id', 'u.user_id', 'u.state', 'u.attachment', 'u.blob_id']),
  )
  const left = new Map(rows.map((row) => [keyOf(row.widget_id, row.id), row]))

  /** The sender's own finished upload for this room; each serves one message. */
  function find({ widget_id, room_id, sender_id }: TakesFiles, id: string) {
    const row = left.get(keyOf(widget_id, id))
    if (!row || row.user_id !== sender_id || row.room_id !== room_id || row.state === 'refused')
      return 'upload_not_found'
    if (row.state !== 'ready' || row.attachment === null || row.blob_id === null) return 'upload_unfinished'
    return { attachment: JSON.parse(row.attachment) as Attachment, blob_id: row.blob_id }
  }

  return {
    /** All files of a message, or why it can't have them. */
    take(input: TakesFiles): TakenFile[] | 'upload_not_found' | 'upload_unfinished' {
      const files: TakenFile[] = []
      const used = new Set<string>()
      for (const { upload_id, poster_id } of input.uploads ?? []) {
        const found = find(input, upload_id)
        if (typeof found === 'string') return found
        const poster = poster_id === null ? null : find(input, poster_id)
        if (typeof poster === 'string') return poster
        const uploadIds = poster_id === null ? [upload_id] : [upload_id, poster_id]
        if (uploadIds.some((id) => used.has(id))) return 'upload_not_found'
        for (const id of uploadIds) used.add(id)
        files.push({
          attachment: poster ? withPoster(found.attachment, poster.attachment) : found.attachment,
          blob_id: found.blob_id,
          uploadIds,
          poster_blob_id: poster?.blob_id ?? null,
        })
      }
      for (const id of used) left.delete(keyOf(input.widget_id, id))
      return files
    },
  }
}

const keyOf = (widget_id: number, id: string) => `${widget_id}/${id}`

function withPoster(video: Attachment, { blur }: Attachment): Attachment {
  return { ...video, thumb: true, ...(blur !== undefined && { blur }) }
}

/** From now on the members of the room have access, and the uploads are gone. */
export async function attachFiles(
  db: Kysely<Database>,
  messages: readonly { widget_id: number; room_id: number; seq: number; files: readonly TakenFile[] }[],
): Promise<void> {
  const files = messages.flatMap((message) => message.files.map((file) => ({ ...message, ...file })))
  await together(
    forRows(
      db,
      'attach files',
      {
        widget_id: 'integer',
        id: 'text',
        room_id: 'bigint',
        seq: 'bigint',
        name: 'text',
        blob_id: 'text',
        poster_blob_id: 'text',
      },
      files.map(({ widget_id, room_id, seq, attachment, blob_id, poster_blob_id }) => ({
        widget_id,
        id: attachment.file_id,
        room_id,
        seq,
        name: attachment.name,
        blob_id,
        poster_blob_id,
      })),
      (wanted) =>
        db
          .with('wanted(widget_id, id, room_id, seq, name, blob_id, poster_blob_id)', () => wanted)
          .insertInto('attachment')
          .columns(['widget_id', 'id', 'room_id', 'seq', 'name', 'blob_id', 'poster_blob_id'])
          .expression((eb) => eb.selectFrom('wanted').selectAll()),
    ),
    forRows(
      db,
      'end uploads',
      { widget_id: 'integer', id: 'text' },
      files.flatMap(({ widget_id, uploadIds }) => uploadIds.map((id) => ({ widget_id, id }))),
      (wanted) =>
        db
          .with('wanted(widget_id, id)', () => wanted)
          .deleteFrom('upload')
          .where(({ eb, refTuple, selectFrom }) =>
            eb(
              refTuple('upload.widget_id', 'upload.id'),
              'in',
              selectFrom('wanted').select(['wanted.widget_id', 'wanted.id']).$asTuple('widget_id', 'id'),
            ),
          ),
    ),
  )
}
