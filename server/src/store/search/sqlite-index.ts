import { Database as BunDatabase } from 'bun:sqlite'
import { randomBytes } from 'node:crypto'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Message } from '@imbachat/protocol'
import { MOST_COUNTED } from '@imbachat/protocol/messages/counts'
import type { Kysely } from 'kysely'
import type { FindMessages, FoundMessage, FoundMessages } from '../../chat/ports.ts'
import { makePrivate } from '../../config/folder-owner.ts'
import { messageAt } from '../reads/messages.ts'
import { PRESENT_STATES } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { prepared } from '../statements/prepared.ts'
import { type IndexWriter, MOST_COMPARED, type RoomChanges, type SearchIndex } from './index-port.ts'
import { type Terms, termsOf } from './query.ts'
import { KEY_BYTES, sealedCursors } from './sealed-cursor.ts'
import { requiredMarks, tokensOf, wordsIn } from './tokens.ts'

/** Increase it when tables or tokens change: the index is then built again. */
const FORM = 1

/**
 * `words` keeps no text: a row's number leads to the message. Numbers grow with the time of the messages, so "newest
 * first" and dates need no sorting. Most words have three letters or more, and a query may have the beginning of a
 * word.
 */
const TABLES = `
  create virtual table words using fts5(
    tokens, content='', contentless_delete=1, detail=none, prefix='3 4', tokenize='ascii'
  );
  create table doc (id integer primary key, widget_id integer not null, room_id integer not null, seq integer not null);
  create unique index doc_by_message on doc (widget_id, room_id, seq);
  create table room_rev (
    widget_id integer not null, room_id integer not null, rev integer not null, primary key (widget_id, room_id)
  ) without rowid;
  create table epoch (epoch text not null);
`

/** The key is in the same file as the data it protects. An index of an older version gets one when it is opened. */
const KEY_TABLE = 'create table if not exists cursor_key (key blob not null)'

export const searchPath = (dataDir: string): string => join(dataDir, 'search.sqlite')

/** Removes the index; a later start builds it again. */
export function removeSqliteIndex(dataDir: string): void {
  for (const side of ['', '-wal', '-shm']) rmSync(searchPath(dataDir) + side, { force: true })
}

/** A message's row number: its time with room for 4,096 messages of the same millisecond, within 53 bits until 2089. */
const FIRST_YEAR = Date.UTC(2020)
const PER_MS = 4_096
const numberOf = (time: number): number => Math.max(0, time - FIRST_YEAR) * PER_MS

/** In more rooms than this, going through the widget's messages is quicker than asking for each room. */
const MOST_ROOMS_NAMED = 50

/**
 * Time after which a search answers with its findings so far; other searches wait for it. On a busy machine time
 * passes without work, so a search looks at some messages anyway.
 */
const MOST_MS = 25
const LEAST_CANDIDATES = 200
const CANDIDATES_AT_ONCE = 500

/** Rows that one step of erasing removes. */
const ERASED_AT_ONCE = 500

/**
 * A database file of its own, so that indexing never delays the writer of messages. It is not synced at each commit:
 * after a power failure it is some commits behind, and catches up.
 * @param reader of the chat's own database
 */
export function openSqliteIndex(dataDir: string, readDb: Kysely<Database>, epoch: string): SearchIndex {
  const db = openFile(dataDir, epoch)
  const cursors = sealedCursors(keyOf(db))
  const findDoc = db.prepare<{ id: number }, [number, number, number]>(
    'select id from doc where widget_id = ? and room_id = ? and seq = ?',
  )
  const lastIn = db.prepare<{ id: number | null }, [number, number]>(
    'select max(id) as id from doc where id between ? and ?',
  )
  const lastCleared = db.prepare<{ id: number }, [number, number, number]>(
    'select id from doc where widget_id = ? and room_id = ? and seq <= ? order by seq desc limit 1',
  )
  const addDoc = db.prepare('insert into doc (id, widget_id, room_id, seq) values (?, ?, ?, ?)')
  const removeDoc = db.prepare('delete from doc where id = ?')
  const addWords = db.prepare('insert into words (rowid, tokens) values (?, ?)')
  const removeWords = db.prepare('delete from words where rowid = ?')
  const readRev = db.prepare<{ rev: number }, [number, number]>(
    'select rev from room_rev where widget_id = ? and room_id = ?',
  )
  const writeRev = db.prepare('insert or replace into room_rev (widget_id, room_id, rev) values (?, ?, ?)')
  const candidates = db.prepare<{ id: number; room_id: number; seq: number }, [string, number, number, number]>(
    'select doc.id, room_id, seq from words join doc on doc.id = words.rowid ' +
      'where words match ? and words.rowid >= ? and words.rowid < ? order by words.rowid desc limit ?',
  )
  const counted = db.prepare<{ n: number }, [string, number, number]>(
    'select count(*) as n from (select rowid from words where words match ? and rowid >= ? and rowid < ? ' +
      `limit ${MOST_COUNTED})`,
  )

  function putMessage(widget_id: number, room_id: number, message: Message): void {
    const known = findDoc.get(widget_id, room_id, message.seq)?.id
    const tokens = tokensOf(widget_id, room_id, message)
    if (known !== undefined) removeWords.run(known)
    if (tokens === null) {
      if (known !== undefined) removeDoc.run(known)
      return
    }
    const id = known ?? freeNumber(message.created_at)
    if (known === undefined) addDoc.run(id, widget_id, room_id, message.seq)
    addWords.run(id, tokens.join(' '))
  }

  function freeNumber(created_at: number): number {
    for (let first = numberOf(created_at); ; first += PER_MS) {
      const last = lastIn.get(first, first + PER_MS - 1)?.id ?? null
      if (last === null) return first
      if (last < first + PER_MS - 1) return last + 1
    }
  }

  const put = db.transaction((changes: readonly RoomChanges[]) => {
    for (const { widget_id, room_id, rev, messages } of changes) {
      for (const message of messages) putMessage(widget_id, room_id, message)
      writeRev.run(widget_id, room_id, rev)
    }
  })

  const removeSome = db.transaction((where: string, ...key: number[]): number => {
    const some = db
      .query<{ id: number }, number[]>(`select id from doc where ${where} limit ${ERASED_AT_ONCE}`)
      .all(...key)
    for (const { id } of some) {
      removeWords.run(id)
      removeDoc.run(id)
    }
    return some.length
  })

  async function remove(where: string, ...key: number[]): Promise<void> {
    while (removeSome(where, ...key) > 0) await Bun.sleep(1)
    db.prepare(`delete from room_rev where ${where}`).run(...key)
  }

  /** The first number after the messages that the reader has cleared in the one room. */
  function afterCleared(widget_id: number, [[room_id, cleared_seq] = [0, 0]]: ReadonlyMap<number, number>): number {
    return cleared_seq === 0 ? 0 : (lastCleared.get(widget_id, room_id, cleared_seq)?.id ?? -1) + 1
  }

  async function find(search: FindMessages): Promise<FoundMessages> {
    const terms = termsOf(search.query)
    const rooms = await roomsToRead(readDb, search.widget_id, search.user_id)
    const wanted =
      search.room_id === null ? rooms : new Map([...rooms].filter(([room_id]) => room_id === search.room_id))
    if (terms === null || wanted.size === 0) return { found: [], next: null, count: search.room_id === null ? null : 0 }
    const named = wanted.size <= MOST_ROOMS_NAMED ? [...wanted.keys()] : null
    const match = matchOf(terms, requiredMarks(search, named))
    const since = search.after === null ? 0 : numberOf(search.after)
    const from = search.room_id === null ? since : Math.max(since, afterCleared(search.widget_id, wanted))
    const until = search.before === null ? Number.MAX_SAFE_INTEGER : numberOf(search.before)
    const reached = search.cursor === null ? Number.MAX_SAFE_INTEGER : cursors.read(search, search.cursor)
    const page = await pageOf(search, { match, terms, wanted, from, until: Math.min(until, reached) })
    const counts = search.room_id !== null && search.cursor === null
    return { ...page, count: counts ? (counted.get(match, from, until)?.n ?? 0) : null }
  }

  /**
   * Ends at the page's limit or when its time is over; the index may be behind, so each message is looked at as it is
   * now.
   */
  async function pageOf(
    search: FindMessages,
    query: { match: string; terms: Terms; wanted: ReadonlyMap<number, number>; from: number; until: number },
  ): Promise<{ found: FoundMessage[]; next: string | null }> {
    const { widget_id, from_user, limit } = search
    const { match, terms, wanted, from } = query
    const end = performance.now() + MOST_MS
    const found: FoundMessage[] = []
    let { until } = query
    let looked = 0
    const mayEnd = () => found.length === limit || (++looked > LEAST_CANDIDATES && performance.now() > end)
    for (let size = limit + 1; ; size = CANDIDATES_AT_ONCE) {
      const rows = candidates.all(match, from, until, size)
      for (const { id, room_id, seq } of rows) {
        if (mayEnd()) return { found, next: cursors.write(search, until) }
        until = id
        if (seq <= (wanted.get(room_id) ?? Number.MAX_SAFE_INTEGER)) continue
        const message = await messageAt(readDb, widget_id, room_id, seq)
        const ranges = message && wordsIn(message, terms)
        if (!message || !ranges || (from_user !== null && message.sender_id !== from_user)) continue
        found.push({ room_id, seq, edited_at: message.edited_at, ranges })
      }
      if (rows.length < size) return { found, next: null }
    }
  }

  const revOf = (widget_id: number, room_id: number): number => readRev.get(widget_id, room_id)?.rev ?? 0
  const writer: IndexWriter = {
    async revsOf(rooms) {
      return rooms.map(({ widget_id, room_id }) => revOf(widget_id, room_id))
    },
    async put(changes) {
      put(changes)
    },
  }

  return {
    ...writer,
    // one server has the folder
    alone: (widgetIds, _wait, act) => act(writer, readDb, new Set(widgetIds)),
    async behind({ widget_id, user_id, room_id }) {
      const most = MOST_COMPARED + 1
      const rooms =
        room_id === null
          ? await revsOfRooms(readDb, { widget_id, user_id, most })
          : await revOfRoom(readDb, { widget_id, user_id, room_id })
      return {
        rooms: rooms
          .filter((room) => room.rev > revOf(widget_id, room.room_id))
          .map((room) => ({ widget_id, room_id: room.room_id, rev: room.rev })),
        all: rooms.length < most,
      }
    },
    forget: (widget_id, room_id) => remove('widget_id = ? and room_id = ?', widget_id, room_id),
    find,
    async erase(widget_id) {
      await remove('widget_id = ?', widget_id)
      await mergeAway(db)
      db.run('pragma wal_checkpoint(truncate)')
    },
    async close() {
      db.close()
    },
  }
}

/** Rewrites the index without the removed entries: until then the file still has those words. */
async function mergeAway(db: BunDatabase): Promise<void> {
  const changes = db.prepare<{ n: number }, []>('select total_changes() as n')
  let pages = -ERASED_AT_ONCE
  for (;;) {
    const before = changes.get()?.n ?? 0
    db.prepare("insert into words (words, rank) values ('merge', ?)").run(pages)
    // SQLite's rule for "nothing was left to merge"
    if ((changes.get()?.n ?? 0) - before < 2) return
    pages = ERASED_AT_ONCE
    await Bun.sleep(5)
  }
}

const quoted = (token: string): string => `"${token}"`

function matchOf({ stems, last }: Terms, { all, oneOf }: { all: string[]; oneOf: string[] }): string {
  const parts = [...all, ...stems].map(quoted)
  if (oneOf.length > 0) parts.push(`(${oneOf.map(quoted).join(' OR ')})`)
  if (last) parts.push(`(${quoted(last.stem)} OR ${quoted(last.prefix)} *)`)
  return parts.join(' AND ')
}

function keyOf(db: BunDatabase): Uint8Array {
  db.run(KEY_TABLE)
  db.prepare('insert into cursor_key (key) select ? where not exists (select 1 from cursor_key)').run(
    randomBytes(KEY_BYTES),
  )
  const kept = db.query<{ key: Uint8Array }, []>('select key from cursor_key').get()
  if (!kept) throw new Error('the search has no key for its cursors')
  return kept.key
}

/** A file of another form, of another installation, or a damaged one is replaced. */
function openFile(dataDir: string, epoch: string): BunDatabase {
  const path = searchPath(dataDir)
  if (existsSync(path)) {
    const known = openKnown(path, epoch)
    if (known) return known
    removeSqliteIndex(dataDir)
  }
  const db = connect(path)
  db.transaction(() => {
    db.run(TABLES)
    db.prepare('insert into epoch (epoch) values (?)').run(epoch)
    db.run(`pragma user_version = ${FORM}`)
  })()
  return db
}

function openKnown(path: string, epoch: string): BunDatabase | null {
  let db: BunDatabase | undefined
  try {
    db = connect(path)
    const form = db.query<{ user_version: number }, []>('pragma user_version').get()
    if (
      form?.user_version === FORM &&
      db.query<{ epoch: string }, []>('select epoch from epoch').get()?.epoch === epoch
    ) {
      return db
    }
  } catch {}
  db?.close()
  return null
}

function connect(path: string): BunDatabase {
  makePrivate(path)
  const db = new BunDatabase(path, { create: true, readwrite: true })
  db.run('pragma journal_mode = wal')
  db.run('pragma synchronous = normal')
  // words that were deleted or edited away must not stay in free pages
  db.run('pragma secure_delete = on')
  db.run('pragma cache_size = -16384')
  db.run('pragma temp_store = memory')
  return db
}

/** The rooms that a user may read, each with the `seq` up to which the user has cleared it. */
async function roomsToRead(db: Kysely<Database>, widget_id: number, user_id: string): Promise<Map<number, number>> {
  const rows = await presentIn(db, { widget_id, user_id })
  return new Map(rows.map(({ room_id, cleared_seq }) => [room_id, cleared_seq]))
}

const presentIn = prepared((db, { widget_id, user_id }: { widget_id: number; user_id: string }) =>
  db
    .selectFrom('member')
    .select(['room_id', 'cleared_seq'])
    .where('widget_id', '=', widget_id)
    .where('user_id', '=', user_id)
    .where('state', 'in', PRESENT_STATES),
)

const revsOfRooms = prepared((db, { widget_id, user_id, most }: { widget_id: number; user_id: string; most: number }) =>
  db
    .selectFrom('member')
    .innerJoin('room', (join) =>
      join.onRef('room.widget_id', '=', 'member.widget_id').onRef('room.id', '=', 'member.room_id'),
    )
    .select(['room.id as room_id', 'room.last_rev as rev'])
    .where('member.widget_id', '=', widget_id)
    .where('member.user_id', '=', user_id)
    .where('member.state', 'in', PRESENT_STATES)
    .limit(most),
)

const revOfRoom = prepared(
  (db, { widget_id, user_id, room_id }: { widget_id: number; user_id: string; room_id: number }) =>
    db
      .selectFrom('member')
      .innerJoin('room', (join) =>
        join.onRef('room.widget_id', '=', 'member.widget_id').onRef('room.id', '=', 'member.room_id'),
      )
      .select(['room.id as room_id', 'room.last_rev as rev'])
      .where('member.widget_id', '=', widget_id)
      .where('member.room_id', '=', room_id)
      .where('member.user_id', '=', user_id)
      .where('member.state', 'in', PRESENT_STATES),
)
