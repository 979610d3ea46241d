import { type Kysely, sql } from 'kysely'
import { type Migration, migrations } from '../migrations/index.ts'

/** The release that this version is upgraded from. Moves on with each release. */
export const LAST_RELEASE = { version: '0.1.0', lastMigration: '0027-room-picture' }

const released = migrations.findIndex(({ name }) => name === LAST_RELEASE.lastMigration) + 1

/** The migrations of the last release, in its order. */
export const releasedMigrations: readonly Migration[] = migrations.slice(0, released)

/** The migrations that this version adds. */
export const newMigrations: readonly Migration[] = migrations.slice(released)

/** Dialogs of `a1` and `b1`, `a2` and `b2` …, each with as many messages. */
export interface OldDialogs {
  widget_id: number
  dialogs: number
  perDialog: number
}

const WRITTEN_AT = 1_764_072_000_000
const OLD_SETTINGS = JSON.stringify({ words: ['casino'], words_masked: ['damn'] })

/** By the tables of the last release, as its own code leaves them. */
export async function makeOldWidget(db: Kysely<never>, widget_id: number): Promise<void> {
  await sql`insert into widget (id, name, api_login, origins, settings, last_room_id, created_at)
    values (${widget_id}, 'Old shop', ${`old${widget_id}`}, '[]', ${OLD_SETTINGS}, 0, ${WRITTEN_AT})`.execute(db)
}

/** Rows for dialogs of a widget that has no rooms yet, by four statements for any number of them. */
export async function fillOldDialogs(db: Kysely<never>, { widget_id, dialogs, perDialog }: OldDialogs): Promise<void> {
  const counted = (name: string, most: number) =>
    sql`${sql.raw(name)}(i) as (select 1 union all select i + 1 from ${sql.raw(name)} where i < ${sql.lit(most)})`
  const widget = sql.lit(widget_id)
  const at = sql.raw(String(WRITTEN_AT))
  const most = sql.lit(perDialog)
  await sql`update widget set last_room_id = ${sql.lit(dialogs)} where id = ${widget}`.execute(db)
  await sql`
    insert into room (widget_id, id, type, is_public, dialog_key, member_count, last_seq, last_rev, created_at, active_at)
    with recursive ${counted('d', dialogs)}
    select ${widget}, i, 0, 0, '["a' || i || '","b' || i || '"]', 2, ${most}, ${most}, ${at}, ${at} from d`.execute(db)
  await sql`
    insert into member (widget_id, room_id, user_id, state, role, delivered_seq, read_seq, joined_at)
    with recursive ${counted('d', dialogs)}
    select ${widget}, i, 'a' || i, 'joined', 'member', ${most}, ${most}, ${at} from d
    union all select ${widget}, i, 'b' || i, 'joined', 'member', ${most}, 0, ${at} from d`.execute(db)
  await sql`
    insert into message (widget_id, room_id, seq, rev, client_id, sender_id, text, created_at)
    with recursive ${counted('d', dialogs)}, ${counted('m', perDialog)}
    select ${widget}, d.i, m.i, m.i, 'old-' || m.i, case m.i % 2 when 1 then 'a' || d.i else 'b' || d.i end,
      'message ' || m.i, ${at} + m.i
    from d cross join m`.execute(db)
}

/** The next message of a dialog, by the statements with which the last release appends. */
export async function appendAsOld(db: Kysely<never>, { widget_id, room_id }: { widget_id: number; room_id: number }) {
  const room = sql`widget_id = ${widget_id} and ${sql.raw('room_id')} = ${room_id}`
  const next = sql<{ last_seq: number; last_rev: number; uncounted: number }>`
    select last_seq, last_rev, uncounted from room where widget_id = ${widget_id} and id = ${room_id}`
  const { rows } = await next.execute(db)
  const [{ last_seq, last_rev, uncounted } = { last_seq: 0, last_rev: 0, uncounted: 0 }] = rows
  const [seq, rev] = [last_seq + 1, last_rev + 1]
  await sql`
    insert into message (widget_id, room_id, seq, rev, client_id, sender_id, text, reply_to, created_at, attachments,
      parts, uncounted)
    values (${widget_id}, ${room_id}, ${seq}, ${rev}, ${`old-${seq}`}, ${`a${room_id}`}, ${`message ${seq}`}, null,
      ${WRITTEN_AT + seq}, null, null, ${uncounted}) on conflict do nothing`.execute(db)
  await sql`update member set read_seq = ${seq}, delivered_seq = ${seq}, read_uncounted = ${uncounted}
    where ${room} and user_id = ${`a${room_id}`}`.execute(db)
  await sql`update room set last_seq = ${seq}, last_rev = ${rev}, active_at = ${WRITTEN_AT + seq}
    where widget_id = ${widget_id} and id = ${room_id}`.execute(db)
}
