import { foldWords } from '@imbachat/server/chat/users/fold-words'
import { isPostgres } from '@imbachat/server/store/postgres/is-postgres'
import type { Store } from '@imbachat/server/store/store'
import { sql } from 'kysely'

export const USERS = 100_000
export const MESSAGES = 1_000_000
/** groups and public rooms; room 1 is the large one, which all users are in */
export const ROOMS = 10_000
export const LARGE_ROOM = 1
const IN_LARGE_ROOM = 400_000
const IN_OTHER_ROOMS = 50
const MEMBERS = 20
/** wrote a broadcast: has a dialog with each user */
export const SENDER = 'shop'
/** has restrictions, notes and files, and is in many rooms */
export const BUSY = 'u77'
/** reported more often than anybody else */
export const REPORTED = 'u1'

const REPORTS = 20_000
const APPEALS = 5_000
const FILES = 20_000
const AUDIT = 20_000
const TASKS = 500
const JOBS = 10_000
const ACCOUNTS = 2_000

const DAY_MS = 86_400_000
/** Rows of one statement: as many as the store gives it time for. */
const AT_ONCE = 5_000

export interface Filled {
  accountId: string
  widgetId: number
  now: number
}

/** Rows as the server would have written them, made by the database itself: it writes them in a minute. */
export async function fill({ control }: Pick<Store, 'control'>, { accountId, widgetId, now }: Filled): Promise<void> {
  const run = (text: string) => sql.raw(text).execute(control)
  const w = widgetId
  const account = `'${accountId}'`

  /** `select` of `i` from 1 to `count`, in several statements. */
  async function rows(into: string, count: number, select: string, atOnce = AT_ONCE): Promise<void> {
    for (let from = 1; from <= count; from += atOnce) {
      const to = Math.min(count, from + atOnce - 1)
      await run(`insert into ${into} with recursive n(i) as
        (select cast(${from} as bigint) union all select i + 1 from n where i < ${to}) ${select} from n`)
    }
  }
  const ofTwelve = (i: string) => `substr('000000000000' || (${i}), length('000000000000' || (${i})) - 11)`
  const uuid = (i: string) => `'00000000-0000-0000-0000-' || ${ofTwelve(i)}`
  const hex = (x: string) => (isPostgres(control) ? `lpad(to_hex(${x}), 12, '0')` : `printf('%012x', ${x})`)

  await rows(
    'chat_user (widget_id, id, name, role, profiles, extra, last_seen_at, first_seen_at, messages, folded, standing)',
    USERS,
    `select ${w}, 'u' || i, 'User ' || i, 'user', '{}', '{"city":"Riga"}', ${now - USERS * 10_000} + i * 10000,
      ${now - USERS * 10_000} + i * 10000, i % 1000, '${foldWords('User ')}' || i || '\n' || 'u' || i,
      case when i % 50 = 0 then '{"mute":null,"ban":{"until":null,"reason":"x"},"warning":null}' end`,
  )
  await run(`insert into chat_user (widget_id, id, name, role, profiles, extra, last_seen_at, folded)
    values (${w}, '${SENDER}', 'Shop', 'user', '{}', '{}', ${now}, '${foldWords('Shop', SENDER)}')`)
  await rows(
    `room (widget_id, id, type, pipe, title, is_public, member_count, last_seq, last_rev, created_at, active_at,
      blocked)`,
    ROOMS,
    `select ${w}, i, 1, 'p' || i, 'Room ' || i, i % 2, case when i = 1 then ${USERS} else ${MEMBERS} end,
      case when i = 1 then ${IN_LARGE_ROOM} else ${IN_OTHER_ROOMS} end,
      case when i = 1 then ${IN_LARGE_ROOM} else ${IN_OTHER_ROOMS} end, 1, ${now} - i * 60000,
      case when i % 100 = 3 then 1 when i % 100 = 4 then 2 else 0 end`,
  )
  const member = 'member (widget_id, room_id, user_id, state, role, delivered_seq, read_seq, joined_at)'
  await rows(member, USERS, `select ${w}, 1, 'u' || i, 'joined', 'member', 0, 0, 1`)
  await rows(
    member,
    (ROOMS - 1) * MEMBERS,
    `select ${w}, 2 + (i - 1) / ${MEMBERS}, 'u' || (1000 + (i * 7) % 90000), 'joined', 'member', 0, 0, 1`,
  )
  await rows(member, 500, `select ${w}, i + 1, '${BUSY}', 'joined', 'member', 0, 0, 1`)
  await rows(
    `room (widget_id, id, type, dialog_key, is_public, member_count, last_seq, last_rev, created_at, active_at)`,
    USERS,
    `select ${w}, ${ROOMS} + i, 0, '["${SENDER}","u' || i || '"]', 0, 2, 1, 1, 1, ${now - 10 * DAY_MS} + i`,
  )
  await rows(member, USERS, `select ${w}, ${ROOMS} + i, '${SENDER}', 'joined', 'member', 1, 1, 1`)
  await rows(member, USERS, `select ${w}, ${ROOMS} + i, 'u' || i, 'joined', 'member', 0, 0, 1`)

  const message = 'message (widget_id, room_id, seq, rev, client_id, sender_id, text, created_at, attachments)'
  const file = `'[{"id":"f' || i || '","kind":"file","name":"a.pdf","type":"application/pdf","size":10}]'`
  await rows(
    message,
    IN_LARGE_ROOM,
    `select ${w}, ${LARGE_ROOM}, i, i, 'c' || i, 'u' || (1 + i % 100), 'Message ' || i,
      ${now} - (${IN_LARGE_ROOM + 60} - i) * 1000, case when i % ${IN_LARGE_ROOM / FILES} = 0 then ${file} end`,
  )
  const places = [`2 + (i - 1) / ${IN_OTHER_ROOMS}`, `1 + (i - 1) % ${IN_OTHER_ROOMS}`]
  await rows(
    message,
    (ROOMS - 1) * IN_OTHER_ROOMS,
    `select ${w}, ${places[0]}, ${places[1]}, ${places[1]}, 'c' || i, 'u' || (1 + i % 100), 'Message ' || i,
      ${now} - (${places[0]}) * 60000 - (${IN_OTHER_ROOMS} - (${places[1]})) * 1000, null`,
  )
  const broadcast = MESSAGES - IN_LARGE_ROOM - (ROOMS - 1) * IN_OTHER_ROOMS
  await rows(
    message,
    Math.min(USERS, broadcast),
    `select ${w}, ${ROOMS} + i, 1, 1, 'c', '${SENDER}', 'News of the shop', ${now - 10 * DAY_MS} + i, null`,
  )
  await rows(
    'blob (widget_id, id, content, size, facts)',
    FILES,
    `select ${w}, 'b' || i, 'c' || i, 10,
      '{"kind":"file","variants":{"original":{"type":"application/pdf","size":10}}}'`,
  )
  await rows(
    'attachment (widget_id, id, room_id, seq, name, blob_id)',
    FILES,
    `select ${w}, 'f' || i, ${LARGE_ROOM}, i * ${IN_LARGE_ROOM / FILES}, 'a.pdf', 'b' || i`,
  )

  const context = `[{"seq":' || i || ',"sender_id":"u1","text":"${'Around it is this. '.repeat(60)}","files":[],"created_at":1}]`
  await rows(
    `report (widget_id, id, room_id, seq, user_id, reporter_id, reason, source, comment, messages, created_at,
      closed_at)`,
    REPORTS,
    `select ${w}, ${uuid('i')}, ${LARGE_ROOM}, i, 'u' || case when i % 5 = 0 then 1 else 1 + i % 1000 end,
      'u' || (1 + i % 5000), case when i % 50 = 0 then 'fraud' else 'spam' end,
      case when i % 10 = 0 then 'words' else 'user' end, '', '${context}', ${now} - (${REPORTS} - i) * 60000,
      case when i % 4 < 2 then ${now} end`,
    5_000,
  )
  await rows(
    'restriction (widget_id, id, user_id, kind, reason, until, created_at, created_by)',
    APPEALS,
    `select ${w}, ${uuid('i')}, case when i % 50 = 0 then '${BUSY}' else 'u' || i end, 'mute', 'Spam', null,
      ${now} - i * 60000, ${account}`,
  )
  await rows(
    'appeal (widget_id, restriction_id, user_id, kind, text, created_at, closed_at, closed_by, outcome)',
    APPEALS,
    `select ${w}, ${uuid('i')}, case when i % 50 = 0 then '${BUSY}' else 'u' || i end, 'mute', 'I am sorry',
      ${now} - i * 60000, case when i % 5 > 0 then ${now} end, ${account}, 'declined'`,
  )
  await rows(
    'user_note (widget_id, id, user_id, text, created_at, created_by)',
    1_000,
    `select ${w}, ${uuid('i')}, '${BUSY}', 'A note', ${now} - i, ${account}`,
  )
  await rows(
    'audit (widget_id, id, at, account_id, actor, action, target, details, address)',
    AUDIT,
    `select case when i % 4 = 0 then 0 else ${w} end,
      substr(${hex(`${now - AUDIT * 60_000} + i * 60000`)}, 1, 8) || '-' ||
      substr(${hex(`${now - AUDIT * 60_000} + i * 60000`)}, 9, 4) || '-7000-8000-' || ${ofTwelve('i')},
      ${now - AUDIT * 60_000} + i * 60000, ${account}, 'owner@shop.example',
      case when i % 100 = 0 then 'widgets.change' else 'reports.decide' end, 'x', null, '127.0.0.1'`,
  )
  await rows(
    'task (widget_id, id, kind, user_id, payload, state, total, created_at, created_by, ended_at)',
    TASKS,
    `select ${w}, ${uuid('i')}, case when i % 2 = 0 then 'broadcast' else 'delete_messages' end,
      case when i % 2 = 0 then null else '${BUSY}' end,
      '{"senderId":"${SENDER}","text":"News","activeDays":null,"activeSince":null,"userIds":null}', 'done', 1,
      ${now} - i * 60000, ${account}, ${now}`,
  )
  const hour = 3_600_000
  const thisHour = now - (now % hour)
  await rows(
    'statistic (widget_id, hour, messages, dialogs, active_users)',
    730 * 24,
    `select ${w},
    ${thisHour} - i * ${hour}, 100, 10, 50`,
  )
  const today = now - (now % DAY_MS)
  await rows(
    'active_user (widget_id, user_id, day)',
    USERS,
    `select ${w}, 'u' || i,
    ${today} - (i % 60) * ${DAY_MS}`,
  )

  const iso = `'${new Date(now).toISOString()}'`
  await rows(
    'owner (id, name, email, email_verified, two_factor_enabled, administrator, created_at, updated_at)',
    ACCOUNTS,
    `select 'a' || i, 'A', 'person' || i || '@site.example', 1, 0, case when i % 1000 = 0 then 1 else 0 end,
      ${iso}, ${iso}`,
  )
  await rows(
    'widget (id, account_id, name, api_login, origins, settings, created_at, suspended_at)',
    ACCOUNTS,
    `select ${w} + i, 'a' || i, 'Site ' || i, 'site' || i, '[]', '{}', ${now},
      case when i % 100 = 0 then ${now} end`,
  )
  await rows('file_usage (widget_id, bytes)', ACCOUNTS, `select ${w} + i, i * 1000`)
  await rows(
    'job (widget_id, id, kind, payload, run_at, created_at)',
    JOBS,
    `select ${w}, 'j' || i, 'never', '{}', case when i % 10 = 0 then null else ${now} + 86400000 end, ${now}`,
  )
}
