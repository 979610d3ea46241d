import { MOST_COUNTED } from '@imbachat/protocol/messages/counts'
import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import { cursorOf } from '../../chat/cursor.ts'
import type { FindMessages, FoundMessages } from '../../chat/ports.ts'
import { MESSAGE_COLUMNS, type MessageRow, PRESENT_STATES, toMessage } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import { type IndexWriter, MOST_COMPARED, type SearchIndex } from './index-port.ts'
import { type Terms, termsOf } from './query.ts'
import { requiredMarks, tokensOf, wordsIn } from './tokens.ts'

const ERASED_AT_ONCE = 500

const SIZES = {
  /**
   * A user whose rooms have at most so many messages is answered from all of these, which takes less time than asking
   * the index of words: that one has the words of everybody.
   */
  few: 20_000,
  /**
   * Messages that are looked through for a frequent word, the newest of each of the user's rooms if these are few, else
   * the newest of the widget: the index of words would return every message that has it, in no order. For a word that
   * is neither frequent nor rare, they are up to so many times more.
   */
  newest: 4_000,
  newestTimes: 10,
  /** A word that fewer messages have is rare: the index of words returns all of them. */
  rare: MOST_COUNTED,
  /**
   * Milliseconds by which an earlier message of a room may have the later time. Two nodes write to it, and each may be
   * wrong by the 5 s from which a server reports its clock.
   */
  clocksApart: 10_000,
}

const ALL = Number.MAX_SAFE_INTEGER

/** With the widget's number, the lock of the node that indexes the widget. */
const INDEXING = 0x5ea2c4

/** Milliseconds that a search waits for another node's step, and after which a step of a node that hangs ends. */
const LOCK_MS = 2_000
const HANGING_MS = 10_000

/** $1 widget, $2 user, $4 states of members who may read */
const READS = `
  (select me.cleared_seq from member me where me.widget_id = $1 and me.user_id = $2 and me.room_id = s.room_id
    and me.state = any($4)) < s.seq`

/** $5 from, $6 until, $7 to $9 the place of the page before */
const IN_TIME = 's.created_at >= $5 and s.created_at < $6'
const BEFORE_PLACE = '(s.created_at, s.room_id, s.seq) < ($7::bigint, $8::bigint, $9::bigint)'
const NEWEST_FIRST = 'order by s.created_at desc, s.room_id desc, s.seq desc'

/**
 * The page of `hit`, $10 messages long. A page reads no more messages than it has; one that was erased meanwhile has
 * none.
 */
const PAGE = `
  page as (select s.room_id, s.seq, s.created_at from hit s where ${BEFORE_PLACE} ${NEWEST_FIRST} limit $10)
  select n.looked, n.counted, s.room_id as hit_room, s.seq as hit_seq, s.created_at as hit_at,
    ${MESSAGE_COLUMNS.map((column) => `m.${column}`).join(', ')}
  from n left join page s on true
  left join message m on m.widget_id = $1 and m.room_id = s.room_id and m.seq = s.seq ${NEWEST_FIRST}`

/** All messages of the user's rooms, or of the one room $11. `offset 0` keeps the index of words out of it. */
const OF_USER = `
  with hit as materialized (
    select s.room_id, s.seq, s.created_at from member me
    cross join lateral (
      select t.* from message_search t
      where t.widget_id = $1 and t.room_id = me.room_id and t.seq > me.cleared_seq offset 0
    ) s
    where me.widget_id = $1 and me.user_id = $2 and me.state = any($4)
    and ($11::bigint is null or me.room_id = $11) and s.words @@ $3::tsquery and ${IN_TIME}
  ),
  n as (select 0::bigint as looked, count(*) as counted from hit), ${PAGE}`

/** $11 messages of the widget, up to $12 hits; $13 the one room. It ends at the last one of these hits. */
const AMONG_NEWEST = `
  with hit as materialized (
    select s.room_id, s.seq, s.created_at from (
      select s.room_id, s.seq, s.created_at, s.words from message_search s
      where s.widget_id = $1 and ${IN_TIME} and ${BEFORE_PLACE} ${NEWEST_FIRST} limit $11
    ) s
    where ($13::bigint is null or s.room_id = $13) and s.words @@ $3::tsquery and ${READS} ${NEWEST_FIRST} limit $12
  ),
  n as (select 0::bigint as looked, count(*) as counted from hit), ${PAGE}`

/**
 * The newest $11 messages of each of the user's rooms, or of the one room $12. Of a room that has more, the older ones
 * are not known, so only hits are taken that are newer than the oldest one of each such room, by more than $13: of
 * these, none is missing.
 */
const NEWEST_OF_ROOMS = `
  with looked_at as materialized (
    select s.room_id, s.seq, s.created_at, s.words @@ $3::tsquery and ${IN_TIME} as is_hit from member me
    cross join lateral (
      select t.room_id, t.seq, t.created_at, t.words from message_search t
      where t.widget_id = $1 and t.room_id = me.room_id and t.seq > me.cleared_seq order by t.seq desc limit $11
    ) s
    where me.widget_id = $1 and me.user_id = $2 and me.state = any($4) and ($12::bigint is null or me.room_id = $12)
  ),
  known_after as (
    select coalesce(max(oldest) + $13, -1) as at from (
      select min(l.created_at) as oldest from looked_at l group by l.room_id having count(*) = $11
    ) room_with_more
  ),
  hit as materialized (
    select s.room_id, s.seq, s.created_at from looked_at s
    where s.is_hit and s.created_at > (select at from known_after) and ${BEFORE_PLACE}
  ),
  n as (select 0::bigint as looked, count(*) as counted from hit), ${PAGE}`

/**
 * All messages that the index of words returns; `offset 0` keeps the index of times out of it. Without a count, the
 * page is picked while they come, and none is kept.
 */
const byWords = (counted: string) => `
  with hit as (
    select s.room_id, s.seq, s.created_at from (
      select t.widget_id, t.room_id, t.seq, t.created_at from message_search t where t.words @@ $3::tsquery offset 0
    ) s
    where s.widget_id = $1 and ${IN_TIME} and ${READS}
  ),
  n as (select 0::bigint as looked, ${counted} as counted), ${PAGE}`
const BY_WORDS = byWords('0::bigint')
const BY_WORDS_COUNTED = byWords('(select count(*) from hit)')

/** The first $11 messages that the index of words returns: all of them if they are fewer. */
const SOME_BY_WORDS = `
  with some_of_them as materialized (
    select s.widget_id, s.room_id, s.seq, s.created_at from message_search s where s.words @@ $3::tsquery limit $11
  ),
  hit as materialized (
    select s.room_id, s.seq, s.created_at from some_of_them s where s.widget_id = $1 and ${IN_TIME} and ${READS}
  ),
  n as (select (select count(*) from some_of_them) as looked, count(*) as counted from hit), ${PAGE}`

/** Number of rooms and messages that a search may find, and the rooms whose changes are not all in the index. */
const roomsOf = (theRoom: string) => `
  with mine as materialized (
    select me.room_id, me.cleared_seq from member me
    where me.widget_id = $1 and me.user_id = $2 and me.state = any($3) ${theRoom} limit $4
  )
  select count(*) as rooms, coalesce(sum(r.last_seq - mine.cleared_seq), 0)::bigint as messages,
    json_agg(json_build_array(r.id, r.last_rev)) filter (where r.last_rev > coalesce(p.rev, 0)) as behind
  from mine
  join room r on r.widget_id = $1 and r.id = mine.room_id
  left join search_progress p on p.widget_id = $1 and p.room_id = mine.room_id`
const ROOMS = roomsOf('')
const ONE_ROOM = roomsOf('and me.room_id = $5')

interface Rooms {
  rooms: number
  messages: number
  behind: [room_id: number, rev: number][] | null
}

type Hit = { hit_room: number; hit_seq: number; hit_at: number } & { [Column in keyof MessageRow]: MessageRow[Column] }
interface Answer {
  hits: Hit[]
  /** hits that were found, of all pages */
  counted: number
  /** messages with these words that were looked at */
  looked: number
}

/**
 * Two tables beside the chat's, so that sending a message doesn't pay for its index. A row is replaced only by a later
 * `rev`, so a node that lost its lock does no harm.
 */
export function openPostgresIndex(db: Kysely<Database>, sizes = SIZES): SearchIndex {
  async function find(search: FindMessages): Promise<FoundMessages> {
    const { widget_id, user_id, room_id, from_user, cursor, limit } = search
    const terms = termsOf(search.query)
    const place = cursor === null ? [ALL, ALL, ALL] : places.read(cursor)
    if (terms === null) return { found: [], next: null, count: room_id === null ? null : 0 }
    const query = queryOf(terms, requiredMarks(search, room_id === null ? null : [room_id]))
    const time = [search.after ?? 0, search.before ?? ALL]
    const words = terms.stems.length + (terms.last ? 1 : 0)
    const given = [widget_id, user_id, query, PRESENT_STATES, ...time, ...place, limit + 1]
    const { hits, counted } = await quickest(given, words, search)
    const found = hits.slice(0, limit).flatMap((row) => {
      if (row.seq === null) return []
      const message = toMessage(row)
      // A message may have changed after it was indexed, so each one is looked at as it is now.
      const ranges = wordsIn(message, terms)
      if (ranges === null || (from_user !== null && message.sender_id !== from_user)) return []
      return [{ room_id: row.hit_room, seq: row.seq, edited_at: row.edited_at, ranges }]
    })
    const last = hits.length > limit ? hits[limit - 1] : undefined
    return {
      found,
      next: last ? places.write(last.hit_at, last.hit_room, last.hit_seq) : null,
      count: room_id === null || cursor !== null ? null : Math.min(counted, MOST_COUNTED),
    }
  }

  /** Every way returns the same; how long one takes depends on how many messages the user and the words have. */
  async function quickest(given: readonly unknown[], words: number, search: FindMessages): Promise<Answer> {
    const { room_id, cursor, limit } = search
    const { rooms, messages } = await roomsFor(search)
    if (rooms <= MOST_COMPARED && messages <= sizes.few) return ask(OF_USER, [...given, room_id])
    const counts = room_id !== null && cursor === null
    const wanted = counts ? MOST_COUNTED : limit + 1
    const among = (messages: number) => ask(AMONG_NEWEST, [...given, messages, wanted, room_id])
    const someByWords = () => ask(SOME_BY_WORDS, [...given, sizes.rare])
    // few messages have several words at once
    const several = words > 1 ? await someByWords() : null
    if (several && several.looked < sizes.rare) return several
    // a page of each of the rooms
    if (!counts && rooms * (limit + 1) <= sizes.newest) {
      const ofRooms = (messages: number) =>
        ask(NEWEST_OF_ROOMS, [...given, Math.ceil(messages / rooms), room_id, sizes.clocksApart])
      const newest = await ofRooms(sizes.newest)
      if (newest.hits.length > limit) return newest
      const rare = several ?? (await someByWords())
      if (rare.looked < sizes.rare) return rare
      const more = await ofRooms(sizes.newest * sizes.newestTimes)
      if (more.hits.length > limit) return more
    }
    const newest = await among(sizes.newest)
    if (newest.counted === wanted) return newest
    const rare = several ?? (counts ? await someByWords() : null)
    if (rare && rare.looked < sizes.rare) return rare
    if (!counts || (rare && rare.counted >= MOST_COUNTED)) {
      const counted = counts && rare ? { counted: rare.counted } : {}
      if (newest.hits.length > limit) return { ...newest, ...counted }
      // so frequent that a page of them is likely to be there
      const more = newest.counted * sizes.newestTimes > limit ? await among(sizes.newest * sizes.newestTimes) : newest
      if (more.hits.length > limit) return { ...more, ...counted }
    }
    return ask(counts ? BY_WORDS_COUNTED : BY_WORDS, given)
  }

  async function ask(text: string, parameters: readonly unknown[]): Promise<Answer> {
    const { rows } = await db.executeQuery<Hit & Pick<Answer, 'counted' | 'looked'>>(
      CompiledQuery.raw(text, [...parameters]),
    )
    const hits = rows.filter(({ hit_seq }) => hit_seq !== null)
    return { hits, counted: rows[0]?.counted ?? 0, looked: rows[0]?.looked ?? 0 }
  }

  async function roomsFor({ widget_id, user_id, room_id }: Pick<FindMessages, 'widget_id' | 'user_id' | 'room_id'>) {
    const given = [widget_id, user_id, PRESENT_STATES, MOST_COMPARED + 1]
    const query = room_id === null ? CompiledQuery.raw(ROOMS, given) : CompiledQuery.raw(ONE_ROOM, [...given, room_id])
    const { rows } = await db.executeQuery<Rooms>(query)
    return rows[0] ?? { rooms: 0, messages: 0, behind: null }
  }

  async function remove(table: 'message_search' | 'search_progress', where: RawBuilder<boolean>): Promise<void> {
    for (;;) {
      const some = sql`select ctid from ${sql.table(table)} where ${where} limit ${sql.lit(ERASED_AT_ONCE)}`
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where ctid in (${some})`.execute(db)
      if (numAffectedRows === 0n) return
    }
  }

  const alone: SearchIndex['alone'] = (widgetIds, wait, act) =>
    db.transaction().execute(async (transaction) => {
      await sql`select set_config('lock_timeout', ${`${LOCK_MS}ms`}, true),
          set_config('idle_in_transaction_session_timeout', ${`${HANGING_MS}ms`}, true)`.execute(transaction)
      const lock = wait ? sql`pg_advisory_xact_lock` : sql`pg_try_advisory_xact_lock`
      const { rows } = await sql<{ id: number; locked: boolean | '' }>`
          select id, ${lock}(${INDEXING}, id) as locked
          from (select * from unnest(${widgetIds}::int[]) as w (id) order by id) as w`.execute(transaction)
      // the function that waits returns nothing
      const free = new Set(rows.filter(({ locked }) => locked !== false).map(({ id }) => id))
      return act(writerOn(transaction), transaction, free)
    })

  /** A step that began before the messages were gone must not end after their words are removed. */
  const afterSteps = (widget_id: number) => alone([widget_id], true, async () => undefined)

  return {
    ...writerOn(db),
    alone,
    async forget(widget_id, room_id) {
      await afterSteps(widget_id)
      const where = sql<boolean>`widget_id = ${widget_id} and room_id = ${room_id}`
      await remove('message_search', where)
      await remove('search_progress', where)
    },
    async behind(search) {
      const { widget_id } = search
      const { rooms, behind } = await roomsFor(search)
      return {
        rooms: (behind ?? []).map(([room_id, rev]) => ({ widget_id, room_id, rev })),
        all: rooms <= MOST_COMPARED,
      }
    },
    find,
    async erase(widget_id) {
      await afterSteps(widget_id)
      const where = sql<boolean>`widget_id = ${widget_id}`
      await remove('message_search', where)
      await remove('search_progress', where)
    },
    async close() {},
  }
}

/** In the transaction that holds the lock of the widgets, or without one. */
function writerOn(db: Kysely<Database>): IndexWriter {
  return {
    async revsOf(rooms) {
      const { rows } = await sql<{ rev: number | null }>`
        select p.rev from unnest(${rooms.map((room) => room.widget_id)}::int[], ${rooms.map((room) => room.room_id)}::bigint[])
          with ordinality as r (widget_id, room_id, n)
        left join search_progress p on p.widget_id = r.widget_id and p.room_id = r.room_id order by r.n`.execute(db)
      return rows.map(({ rev }) => rev ?? 0)
    },
    async put(changes) {
      const rows = changes.flatMap(({ widget_id, room_id, messages }) =>
        messages.map((message) => ({
          widget_id,
          room_id,
          message,
          tokens: tokensOf(widget_id, room_id, message) ?? [],
        })),
      )
      rows.sort((a, b) => a.widget_id - b.widget_id || a.room_id - b.room_id || a.message.seq - b.message.seq)
      const done = changes.toSorted((a, b) => a.widget_id - b.widget_id || a.room_id - b.room_id)
      // One commit for both. A message without words keeps its row: a node that is late then can't bring its old words
      // back.
      await sql`
        with done as (
          insert into search_progress (widget_id, room_id, rev)
          select * from unnest(
            ${done.map((room) => room.widget_id)}::int[], ${done.map((room) => room.room_id)}::bigint[],
            ${done.map((room) => room.rev)}::bigint[]
          )
          on conflict (widget_id, room_id) do update set rev = greatest(search_progress.rev, excluded.rev)
        )
        insert into message_search (widget_id, room_id, seq, rev, created_at, words)
        select widget_id, room_id, seq, rev, created_at, array_to_tsvector(string_to_array(tokens, ' '))
        from unnest(
          ${rows.map((row) => row.widget_id)}::int[], ${rows.map((row) => row.room_id)}::bigint[],
          ${rows.map((row) => row.message.seq)}::bigint[], ${rows.map((row) => row.message.rev)}::bigint[],
          ${rows.map((row) => row.message.created_at)}::bigint[], ${rows.map((row) => row.tokens.join(' '))}::text[]
        ) as r (widget_id, room_id, seq, rev, created_at, tokens)
        on conflict (widget_id, room_id, seq) do update set rev = excluded.rev, words = excluded.words
        where message_search.rev < excluded.rev`.execute(db)
    },
  }
}

const quoted = (token: string): string => `'${token}'`

function queryOf({ stems, last }: Terms, { all, oneOf }: { all: string[]; oneOf: string[] }): string {
  const parts = [...all, ...stems].map(quoted)
  if (oneOf.length > 0) parts.push(`(${oneOf.map(quoted).join(' | ')})`)
  if (last) parts.push(`(${quoted(last.stem)} | ${quoted(last.prefix)}:*)`)
  return parts.join(' & ')
}

const places = cursorOf('number', 'number', 'number')
