import { MOST_COUNTED } from '@imbachat/protocol'
import { CompiledQuery, type Kysely, type RawBuilder, sql } from 'kysely'
import { cursorOf } from '../../chat/cursor.ts'
import type { FindMessages, FoundMessages } from '../../chat/ports.ts'
import { MESSAGE_COLUMNS, type MessageRow, PRESENT_STATES, toMessage } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import type { SearchIndex } from './index-port.ts'
import { type Terms, termsOf } from './query.ts'
import { requiredMarks, tokensOf, wordsIn } from './tokens.ts'

const ERASED_AT_ONCE = 500

/**
 * Messages of the widget that a search looks through first: a word that many messages have is among them, and the index
 * of words would return each message that has it.
 */
const NEWEST = 2_000

/**
 * Two tables beside the chat's, so that sending a message doesn't pay for its index. Each node indexes what it sent
 * itself; a row is replaced only by a later `rev`, so nodes that index the same room need no lock.
 */
export function openPostgresIndex(db: Kysely<Database>): SearchIndex {
  async function find(search: FindMessages): Promise<FoundMessages> {
    const { widget_id, user_id, room_id, from_user, cursor, limit } = search
    const terms = termsOf(search.query)
    if (terms === null) return { found: [], next: null, count: room_id === null ? null : 0 }
    const query = queryOf(terms, requiredMarks(search, room_id === null ? null : [room_id]))
    const some = db
      .selectFrom('message_search')
      .select(['created_at', 'words'])
      .$if(search.after !== null, (rows) => rows.where('created_at', '>=', search.after ?? 0))
      .$if(search.before !== null, (rows) => rows.where('created_at', '<', search.before ?? 0))
      .$if(cursor !== null, (rows) => rows.where(sql<boolean>`(created_at, room_id, seq) < ${place(cursor ?? '')}`))
    const newest = some
      .select(['widget_id', 'room_id', 'seq'])
      .where('widget_id', '=', widget_id)
      .orderBy('created_at', 'desc')
      .orderBy('room_id', 'desc')
      .orderBy('seq', 'desc')
      .limit(NEWEST)
    // Sums, not bare columns: the planner would read the room's entries of another index beside that of words.
    const all = some.select(({ eb, lit }) => [
      'widget_id',
      eb('room_id', '+', lit(0)).as('room_id'),
      eb('seq', '+', lit(0)).as('seq'),
    ])

    const matching = (among: typeof newest) =>
      db
        .selectFrom(among.as('s'))
        .where(sql<boolean>`s.words @@ ${query}::tsquery`)
        .where('s.widget_id', '=', widget_id)
        .innerJoin('member as me', (join) =>
          join.on('me.widget_id', '=', widget_id).onRef('me.room_id', '=', 's.room_id').on('me.user_id', '=', user_id),
        )
        .where('me.state', 'in', PRESENT_STATES)
        .whereRef('s.seq', '>', 'me.cleared_seq')
        .$if(room_id !== null, (rows) => rows.where('s.room_id', '=', room_id ?? 0))
    const page = (among: typeof newest) =>
      db
        .selectFrom(
          matching(among)
            .select(['s.room_id', 's.seq', 's.created_at'])
            .orderBy(({ eb, lit }) => eb('s.created_at', '+', lit(0)), 'desc')
            .orderBy('s.room_id', 'desc')
            .orderBy('s.seq', 'desc')
            .limit(limit + 1)
            .as('hit'),
        )
        // after the limit, so that a page reads no more messages than it has; one that was erased meanwhile has none
        .leftJoin('message as m', (join) =>
          join.on('m.widget_id', '=', widget_id).onRef('m.room_id', '=', 'hit.room_id').onRef('m.seq', '=', 'hit.seq'),
        )
        .orderBy('hit.created_at', 'desc')
        .orderBy('hit.room_id', 'desc')
        .orderBy('hit.seq', 'desc')
        .select(['hit.room_id', 'hit.seq as hit_seq', 'hit.created_at as hit_at'])
        .select(MESSAGE_COLUMNS.map((column) => `m.${column}` as const))
        .execute()
    const recent = await page(newest)
    const rows = recent.length > limit ? recent : await page(all)
    const found = rows.slice(0, limit).flatMap((row) => {
      if (row.seq === null) return []
      const message = toMessage(row as MessageRow)
      // The index may be behind, so each message is looked at as it is now.
      const ranges = wordsIn(message, terms)
      if (ranges === null || (from_user !== null && message.sender_id !== from_user)) return []
      return [{ room_id: row.room_id, seq: row.seq, edited_at: row.edited_at, ranges }]
    })
    const last = rows.length > limit ? rows[limit - 1] : undefined
    const counted = () => count(matching(all).select('s.seq').limit(MOST_COUNTED).compile())
    return {
      found,
      next: last ? places.write(last.hit_at, last.room_id, last.hit_seq) : null,
      count: room_id === null || cursor !== null ? null : last ? await counted() : rows.length,
    }
  }

  async function count({ sql: text, parameters }: CompiledQuery): Promise<number> {
    const { rows } = await db.executeQuery<{ n: number }>(
      CompiledQuery.raw(`select count(*) as n from (${text}) as counted`, [...parameters]),
    )
    return rows[0]?.n ?? 0
  }

  async function remove(table: 'message_search' | 'search_progress', where: RawBuilder<boolean>): Promise<void> {
    for (;;) {
      const some = sql`select ctid from ${sql.table(table)} where ${where} limit ${sql.lit(ERASED_AT_ONCE)}`
      const { numAffectedRows = 0n } = await sql`
        delete from ${sql.table(table)} where ctid in (${some})`.execute(db)
      if (numAffectedRows === 0n) return
    }
  }

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
    async forget(widget_id, room_id) {
      const where = sql<boolean>`widget_id = ${widget_id} and room_id = ${room_id}`
      await remove('message_search', where)
      await remove('search_progress', where)
    },
    find,
    async erase(widget_id) {
      const where = sql<boolean>`widget_id = ${widget_id}`
      await remove('message_search', where)
      await remove('search_progress', where)
    },
    async close() {},
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

function place(cursor: string): RawBuilder<unknown> {
  const [time, room, seq] = places.read(cursor)
  return sql`(${time}::bigint, ${room}::bigint, ${seq}::bigint)`
}
