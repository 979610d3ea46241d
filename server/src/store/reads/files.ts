import type { Attachment, ErrorCode } from '@imbachat/protocol'
import type { Kysely } from 'kysely'
import { type BlobFacts, HELD_UPLOAD_EXPIRES, type Upload, type UploadInput } from '../../chat/attachments/file.ts'
import type { StoredFile } from '../../chat/ports.ts'
import { fromStored } from '../../input/old-names.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'

export async function upload(db: Kysely<Database>, widget_id: number, upload_id: string): Promise<Upload | null> {
  const row = await db
    .selectFrom('upload')
    .selectAll()
    .where('widget_id', '=', widget_id)
    .where('id', '=', upload_id)
    .executeTakeFirst()
  if (!row) return null
  return {
    widget_id,
    upload_id,
    room_id: row.room_id,
    user_id: row.user_id,
    size: row.size,
    wish: fromStored<UploadInput>(row.wish),
    state: row.state,
    error: row.error as ErrorCode | null,
    attachment: row.attachment === null ? null : (JSON.parse(row.attachment) as Attachment),
    expires_at: row.expires_at,
  }
}

export async function blobOf(
  db: Kysely<Database>,
  widget_id: number,
  content: string,
): Promise<{ blob_id: string; facts: BlobFacts } | null> {
  const row = await db
    .selectFrom('blob')
    .select(['id', 'facts'])
    .where('widget_id', '=', widget_id)
    .where('content', '=', content)
    .executeTakeFirst()
  return row ? { blob_id: row.id, facts: JSON.parse(row.facts) as BlobFacts } : null
}

/** Read for every request of a file. */
export async function file(db: Kysely<Database>, widget_id: number, file_id: string): Promise<StoredFile | null> {
  const [row] = await fileWithBlobs(db, { widget_id, file_id })
  if (!row) return fileOfUpload(db, widget_id, file_id)
  const { poster_blob_id: poster_id, poster_facts } = row
  return {
    file_id,
    room_id: row.room_id,
    seq: row.seq,
    name: row.name,
    blob_id: row.blob_id,
    facts: JSON.parse(row.facts) as BlobFacts,
    poster:
      poster_id === null || poster_facts === null
        ? null
        : { blob_id: poster_id, facts: JSON.parse(poster_facts) as BlobFacts },
  }
}

/** The file of a held message is an upload still. */
async function fileOfUpload(db: Kysely<Database>, widget_id: number, file_id: string): Promise<StoredFile | null> {
  const row = await db
    .selectFrom('upload as u')
    .innerJoin('blob as b', (join) => join.onRef('b.widget_id', '=', 'u.widget_id').onRef('b.id', '=', 'u.blob_id'))
    .select(['u.room_id', 'u.user_id', 'u.attachment', 'b.id as blob_id', 'b.facts'])
    .where('u.widget_id', '=', widget_id)
    .where('u.id', '=', file_id)
    .where('u.expires_at', '=', HELD_UPLOAD_EXPIRES)
    .executeTakeFirst()
  if (!row || row.attachment === null) return null
  return {
    file_id,
    room_id: row.room_id,
    seq: NO_MESSAGE,
    uploadedBy: row.user_id,
    name: (JSON.parse(row.attachment) as Attachment).name,
    blob_id: row.blob_id,
    facts: JSON.parse(row.facts) as BlobFacts,
    poster: null,
  }
}

/** `seq` of a file that no message has yet. */
const NO_MESSAGE = -1

const fileWithBlobs = prepared((db, { widget_id, file_id }: { widget_id: number; file_id: string }) =>
  db
    .selectFrom('attachment as a')
    .innerJoin('blob as b', (join) => join.onRef('b.widget_id', '=', 'a.widget_id').onRef('b.id', '=', 'a.blob_id'))
    .leftJoin('blob as p', (join) =>
      join.onRef('p.widget_id', '=', 'a.widget_id').onRef('p.id', '=', 'a.poster_blob_id'),
    )
    .select(['a.room_id', 'a.seq', 'a.name', 'a.blob_id', 'a.poster_blob_id', 'b.facts', 'p.facts as poster_facts'])
    .where('a.widget_id', '=', widget_id)
    .where('a.id', '=', file_id),
)

export async function filesOf(
  db: Kysely<Database>,
  widget_id: number,
  room_id: number,
  file_ids: readonly string[],
): Promise<Pick<StoredFile, 'file_id' | 'seq' | 'uploadedBy'>[]> {
  const sent = await db
    .selectFrom('attachment')
    .select(['id as file_id', 'seq'])
    .where('widget_id', '=', widget_id)
    .where('id', 'in', [...file_ids])
    .where('room_id', '=', room_id)
    .execute()
  const found = new Set(sent.map(({ file_id }) => file_id))
  const missing = file_ids.filter((id) => !found.has(id))
  if (missing.length === 0) return sent
  const uploads = await db
    .selectFrom('upload')
    .select(['id as file_id', 'user_id as uploadedBy'])
    .where('widget_id', '=', widget_id)
    .where('id', 'in', missing)
    .where('room_id', '=', room_id)
    .where('expires_at', '=', HELD_UPLOAD_EXPIRES)
    .execute()
  return [...sent, ...uploads.map((upload) => ({ ...upload, seq: NO_MESSAGE }))]
}

export async function fileBytes(db: Kysely<Database>, widget_id: number): Promise<number> {
  const row = await db.selectFrom('file_usage').select('bytes').where('widget_id', '=', widget_id).executeTakeFirst()
  return row?.bytes ?? 0
}
