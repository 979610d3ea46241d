import type { Attachment, RoomPicture } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import type { EditRoom } from '../../../chat/ports.ts'
import type { Database } from '../../schema/schema.ts'
import { setUnused } from '../set-unused.ts'

/** No message has this place: the attachment there is the room's picture. */
const PICTURE_SEQ = 0

interface NewPicture {
  shown: RoomPicture
  name: string
  blob_id: string
}

/** The upload that becomes the room's picture, or why it can't. null: the picture goes; undefined: it stays. */
export async function newPicture(
  db: Kysely<Database>,
  { widget_id, room_id, by, picture }: Pick<EditRoom, 'widget_id' | 'room_id' | 'by' | 'picture'>,
): Promise<NewPicture | null | undefined | 'upload_not_found' | 'upload_unfinished' | 'file_type_refused'> {
  if (picture === undefined || picture === null) return picture
  const upload = await db
    .selectFrom('upload')
    .select(['state', 'attachment', 'blob_id'])
    .where('widget_id', '=', widget_id)
    .where('id', '=', picture)
    .where('room_id', '=', room_id)
    .where('user_id', '=', by)
    .executeTakeFirst()
  if (!upload || upload.state === 'refused') return 'upload_not_found'
  if (upload.state !== 'ready' || upload.attachment === null || upload.blob_id === null) return 'upload_unfinished'
  const { file_id, kind, name, blur, thumb } = JSON.parse(upload.attachment) as Attachment
  if (kind !== 'image') return 'file_type_refused'
  const shown = { file_id, ...(blur !== undefined && { blur }), ...(thumb && { thumb }) }
  return { shown, name, blob_id: upload.blob_id }
}

/**
 * The upload becomes a file of the room; the one before loses its name, and the clean-up looks whether it has another.
 */
export async function replacePicture(
  db: Kysely<Database>,
  { widget_id, room_id, at }: { widget_id: number; room_id: number; at: number },
  picture: NewPicture | null,
): Promise<void> {
  const gone = await db
    .deleteFrom('attachment')
    .where('widget_id', '=', widget_id)
    .where('room_id', '=', room_id)
    .where('seq', '=', PICTURE_SEQ)
    .returning('blob_id')
    .execute()
  await setUnused(
    db,
    { widget_id, at },
    gone.map((file) => file.blob_id),
  )
  if (picture === null) return
  const { shown, name, blob_id } = picture
  await db
    .insertInto('attachment')
    .values({
      widget_id,
      id: shown.file_id,
      room_id,
      seq: PICTURE_SEQ,
      name,
      blob_id,
      poster_blob_id: null,
    })
    .execute()
  await db.deleteFrom('upload').where('widget_id', '=', widget_id).where('id', '=', shown.file_id).execute()
}
