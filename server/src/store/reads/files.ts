import type { Attachment, ErrorCode } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { type BlobFacts, HELD_UPLOAD_EXPIRES, type Upload, type UploadWish } from '../../chat/attachments/file.ts'
import type { StoredFile } from '../../chat/ports.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'

export async function upload(db: Kysely<Database>, widgetId: number, uploadId: string): Promise<Upload | null> {
  const row = await db
    .selectFrom('upload')
    .selectAll()
    .where('widget_id', '=', widgetId)
    .where('id', '=', uploadId)
    .executeTakeFirst()
  if (!row) return null
  return {
    widgetId,
    uploadId,
    roomId: row.room_id,
    userId: row.user_id,
    size: row.size,
    wish: JSON.parse(row.wish) as UploadWish,
    state: row.state,
    error: row.error as ErrorCode | null,
    attachment: row.attachment === null ? null : (JSON.parse(row.attachment) as Attachment),
    expiresAt: row.expires_at,
  }
}

export async function blobOf(
  db: Kysely<Database>,
  widgetId: number,
  content: string,
): Promise<{ blobId: string; facts: BlobFacts } | null> {
  const row = await db
    .selectFrom('blob')
    .select(['id', 'facts'])
    .where('widget_id', '=', widgetId)
    .where('content', '=', content)
    .executeTakeFirst()
  return row ? { blobId: row.id, facts: JSON.parse(row.facts) as BlobFacts } : null
}

/** Read for every request of a file. */
export async function file(db: Kysely<Database>, widgetId: number, fileId: string): Promise<StoredFile | null> {
  const [row] = await fileWithBlobs(db, { widgetId, fileId })
  if (!row) return fileOfUpload(db, widgetId, fileId)
  const { poster_blob_id: posterId, poster_facts: posterFacts } = row
  return {
    fileId,
    roomId: row.room_id,
    seq: row.seq,
    name: row.name,
    blobId: row.blob_id,
    facts: JSON.parse(row.facts) as BlobFacts,
    poster:
      posterId === null || posterFacts === null
        ? null
        : { blobId: posterId, facts: JSON.parse(posterFacts) as BlobFacts },
  }
}

/** The file of a held message is an upload still. */
async function fileOfUpload(db: Kysely<Database>, widgetId: number, fileId: string): Promise<StoredFile | null> {
  const row = await db
    .selectFrom('upload as u')
    .innerJoin('blob as b', (join) => join.onRef('b.widget_id', '=', 'u.widget_id').onRef('b.id', '=', 'u.blob_id'))
    .select(['u.room_id', 'u.user_id', 'u.attachment', 'b.id as blob_id', 'b.facts'])
    .where('u.widget_id', '=', widgetId)
    .where('u.id', '=', fileId)
    .where('u.expires_at', '=', HELD_UPLOAD_EXPIRES)
    .executeTakeFirst()
  if (!row || row.attachment === null) return null
  return {
    fileId,
    roomId: row.room_id,
    seq: NO_MESSAGE,
    uploadedBy: row.user_id,
    name: (JSON.parse(row.attachment) as Attachment).name,
    blobId: row.blob_id,
    facts: JSON.parse(row.facts) as BlobFacts,
    poster: null,
  }
}

/** `seq` of a file that no message has yet. */
const NO_MESSAGE = -1

const fileWithBlobs = prepared((db, { widgetId, fileId }: { widgetId: number; fileId: string }) =>
  db
    .selectFrom('attachment as a')
    .innerJoin('blob as b', (join) => join.onRef('b.widget_id', '=', 'a.widget_id').onRef('b.id', '=', 'a.blob_id'))
    .leftJoin('blob as p', (join) =>
      join.onRef('p.widget_id', '=', 'a.widget_id').onRef('p.id', '=', 'a.poster_blob_id'),
    )
    .select(['a.room_id', 'a.seq', 'a.name', 'a.blob_id', 'a.poster_blob_id', 'b.facts', 'p.facts as poster_facts'])
    .where('a.widget_id', '=', widgetId)
    .where('a.id', '=', fileId),
)

export async function filesOf(
  db: Kysely<Database>,
  widgetId: number,
  roomId: number,
  fileIds: readonly string[],
): Promise<Pick<StoredFile, 'fileId' | 'seq' | 'uploadedBy'>[]> {
  const sent = await db
    .selectFrom('attachment')
    .select(['id as fileId', 'seq'])
    .where('widget_id', '=', widgetId)
    .where('id', 'in', [...fileIds])
    .where('room_id', '=', roomId)
    .execute()
  const found = new Set(sent.map(({ fileId }) => fileId))
  const missing = fileIds.filter((id) => !found.has(id))
  if (missing.length === 0) return sent
  const uploads = await db
    .selectFrom('upload')
    .select(['id as fileId', 'user_id as uploadedBy'])
    .where('widget_id', '=', widgetId)
    .where('id', 'in', missing)
    .where('room_id', '=', roomId)
    .where('expires_at', '=', HELD_UPLOAD_EXPIRES)
    .execute()
  return [...sent, ...uploads.map((upload) => ({ ...upload, seq: NO_MESSAGE }))]
}

export async function fileBytes(db: Kysely<Database>, widgetId: number): Promise<number> {
  const row = await db.selectFrom('file_usage').select('bytes').where('widget_id', '=', widgetId).executeTakeFirst()
  return row?.bytes ?? 0
}
