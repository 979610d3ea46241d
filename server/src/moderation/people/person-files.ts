import { ROOM_TYPE } from '@imbachat/protocol'
import type { PersonFile } from '@imbachat/protocol/http/moderation/people'
import { type SqlBool, sql } from 'kysely'
import { type BlobFacts, HELD_UPLOAD_EXPIRES } from '../../chat/attachments/file.ts'
import { issueTeamTicket } from '../../chat/attachments/issue-tickets.ts'
import { cursorOf } from '../../chat/cursor.ts'
import { Refusal } from '../../chat/refusals.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import type { OfPerson, PeopleDeps } from './people-deps.ts'

/** No index has the files of a user: sending would pay for it. So a page looks at this many at most, of all members. */
const LOOK_AT = 500
const ROOMS = 20

export interface FilesPage {
  files: PersonFile[]
  next: string | null
}

interface Place {
  room_id: number
  seq: number
  file_id: string
}

/**
 * Files that a user sent, the newest room first. A page may have fewer than `limit`, or none, and still a `next`: then
 * there is more to look through.
 */
export async function filesOfPerson(
  { readDb, chat }: PeopleDeps,
  { widget_id, user_id }: OfPerson,
  { cursor, limit }: { cursor: string | null; limit: number },
): Promise<FilesPage> {
  const after = cursor === null ? null : readCursor(cursor)
  const rooms = await readDb
    .selectFrom('member as m')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'm.widget_id').onRef('r.id', '=', 'm.room_id'))
    .select('m.room_id')
    .where('m.widget_id', '=', widget_id)
    .where('m.user_id', '=', user_id)
    .where('r.type', '!=', ROOM_TYPE.support)
    .$if(after !== null, (query) => query.where('m.room_id', '<=', after?.room_id ?? 0))
    .orderBy('m.room_id', 'desc')
    .limit(ROOMS + 1)
    .execute()

  const found: Row[] = []
  let looked = 0
  let next: Place | null = null
  for (const { room_id } of rooms.slice(0, ROOMS)) {
    const rows = await inRoom(room_id, after?.room_id === room_id ? after : null)
    for (const row of rows) {
      looked++
      if (row.sender_id === user_id) found.push(row)
      next = { room_id, seq: row.seq, file_id: row.id }
      if (found.length === limit || looked === LOOK_AT) return page(next)
    }
    // no file has this place
    next = { room_id, seq: 0, file_id: '' }
  }
  return page(rooms.length > ROOMS ? next : null)

  function inRoom(room_id: number, before: Place | null) {
    return readDb
      .selectFrom('attachment as a')
      .innerJoin('blob as b', (join) => join.onRef('b.widget_id', '=', 'a.widget_id').onRef('b.id', '=', 'a.blob_id'))
      .innerJoin('message as s', (join) =>
        join.onRef('s.widget_id', '=', 'a.widget_id').onRef('s.room_id', '=', 'a.room_id').onRef('s.seq', '=', 'a.seq'),
      )
      .select(['a.id', 'a.room_id', 'a.seq', 'a.name', 'b.facts', 's.sender_id', 's.created_at'])
      .where('a.widget_id', '=', widget_id)
      .where('a.room_id', '=', room_id)
      .where('a.seq', '>', 0)
      .$if(before !== null, (query) => query.where(sql<SqlBool>`(a.seq, a.id) < (${before?.seq}, ${before?.file_id})`))
      .orderBy('a.seq', 'desc')
      .orderBy('a.id', 'desc')
      .limit(LOOK_AT - looked)
      .execute()
  }

  async function page(to: Place | null): Promise<FilesPage> {
    const ids = [...new Set(found.map(({ room_id }) => room_id))]
    const placed = await Promise.all(ids.map((room_id) => chat.store.roomOf(widget_id, room_id, user_id)))
    const known = placed.filter((row) => row !== null)
    const cardOf = await cardsById(
      chat.users,
      widget_id,
      known.flatMap(({ peer }) => peer?.user_id ?? []),
    )
    const roomOf = new Map(known.map((row) => [row.room.room_id, row]))
    return {
      files: found.map(({ id, room_id, name, facts, created_at }) => {
        const { kind, variants } = JSON.parse(facts) as BlobFacts
        const { type, size } = variants.original
        const row = roomOf.get(room_id)
        const title = row ? (row.room.title ?? row.room.pipe) : null
        const peer = row?.peer ? cardOf(row.peer.user_id) : null
        return { file_id: id, name, kind, type, size, room: { room_id, title, peer }, sent_at: created_at }
      }),
      next: to === null ? null : places.write(to.room_id, to.seq, to.file_id),
    }
  }
}

interface Row {
  id: string
  room_id: number
  seq: number
  name: string
  facts: string
  sender_id: string
  created_at: number
}

export interface OpenedPersonFile {
  address: string
  expires_at: number
  room_id: number
}

/** Also of a message that waits for review. @throws ChatError file_not_found: also when another user sent it */
export async function openPersonFile(
  { readDb, chat }: PeopleDeps,
  { widget_id, user_id }: OfPerson,
  { file_id, account_id }: { file_id: string; account_id: string },
): Promise<OpenedPersonFile> {
  const sent = await readDb
    .selectFrom('attachment as a')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'a.widget_id').onRef('r.id', '=', 'a.room_id'))
    .innerJoin('message as s', (join) =>
      join.onRef('s.widget_id', '=', 'a.widget_id').onRef('s.room_id', '=', 'a.room_id').onRef('s.seq', '=', 'a.seq'),
    )
    .select('a.room_id')
    .where('a.widget_id', '=', widget_id)
    .where('a.id', '=', file_id)
    .where('s.sender_id', '=', user_id)
    .where('r.type', '!=', ROOM_TYPE.support)
    .executeTakeFirst()
  const file = sent ?? (await heldFile(readDb, { widget_id, user_id }, file_id))
  if (!file) throw new Refusal('file_not_found', { field: 'file_id' })
  const { ticket, expires_at } = issueTeamTicket(chat, { account_id, widget_id, file_id, room_id: file.room_id })
  const address = `/imbachat/v1/${widget_id}/files/${encodeURIComponent(file_id)}/original?ticket=${ticket}`
  return { address, expires_at, room_id: file.room_id }
}

/** A held message keeps its files as uploads. */
const heldFile = (readDb: PeopleDeps['readDb'], { widget_id, user_id }: OfPerson, file_id: string) =>
  readDb
    .selectFrom('upload as u')
    .innerJoin('room as r', (join) => join.onRef('r.widget_id', '=', 'u.widget_id').onRef('r.id', '=', 'u.room_id'))
    .select('u.room_id')
    .where('u.widget_id', '=', widget_id)
    .where('u.id', '=', file_id)
    .where('u.user_id', '=', user_id)
    .where('u.expires_at', '=', HELD_UPLOAD_EXPIRES)
    .where('r.type', '!=', ROOM_TYPE.support)
    .executeTakeFirst()

const places = cursorOf('number', 'number', 'text')

function readCursor(cursor: string): Place {
  const [room_id, seq, file_id] = places.read(cursor)
  return { room_id, seq, file_id }
}
