// How long the server takes for each page of moderators, with 100,000 users and 1,000,000 messages on SQLite.
// `bun tools/scale/dashboard.ts`; ends with an error when a page takes longer than 200 ms.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DashboardOperationId, dashboardOperations } from '@imbachat/protocol/http/dashboard'
import { createApp } from '@imbachat/server/app'
import { foldWords } from '@imbachat/server/chat/users/fold-words'
import { resolveConfig } from '@imbachat/server/config/config'
import { sql } from 'kysely'

const USERS = 100_000
const MESSAGES = 1_000_000
/** groups and public rooms; room 1 has half of all messages */
const ROOMS = 2_000
const REPORTS = 20_000
const MOST_MS = 200
const TRIES = 5

const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-scale-'))
const app = await createApp(resolveConfig({ PORT: 0, DATA_DIR: dataDir }))
const credentials = { email: 'owner@shop.example', password: 'correct horse battery' }
const { account_id } = await app.accounts.create(credentials)
const { id: widgetId } = await app.widgets.create(account_id, { name: 'Shop' })

console.log(`filling: ${USERS} users, ${MESSAGES} messages, ${ROOMS} rooms, ${REPORTS} reports`)
await fill()
let cookie = ''
await ask('session.sign_in', { body: credentials })

const user_id = 'u77'
const { session } = await ask<{ session: string }>('monitor.start', { body: { reason: 'scale' } })
const pages: [string, DashboardOperationId, Asked][] = [
  ['queue', 'reports.list', {}],
  ['queue, by reason', 'reports.list', { query: { reason: 'fraud' } }],
  ['queue, decided', 'reports.list', { query: { state: 'closed' } }],
  ['queue, about one user', 'reports.list', { query: { about: user_id } }],
  ['count of reports', 'moderation.status', {}],
  ['people', 'people.list', {}],
  ['people, found', 'people.list', { query: { query: 'user 777' } }],
  ['people, nobody found', 'people.list', { query: { query: 'xyzzy' } }],
  ['people, restricted', 'people.list', { query: { filter: 'restricted' } }],
  ['a person', 'people.get', { query: { user_id } }],
  ['rooms of a person', 'people.rooms', { query: { user_id } }],
  ['export, first part', 'people.export', { body: { user_id, cursor: null } }],
  ['export, messages', 'people.export', { body: { user_id, cursor: '0.0.0' } }],
  ['rooms', 'widget_rooms.list', {}],
  ['rooms, found', 'widget_rooms.list', { query: { query: 'room 77' } }],
  ['a room', 'widget_rooms.get', { room: '1' }],
  ['a conversation', 'widget_rooms.read', { room: '1', body: { reason: 'scale' } }],
  ['members of a room, found', 'widget_rooms.members', { room: '1', query: { query: 'user 77' } }],
  ['what deleting a room takes', 'widget_rooms.contents', { room: '1' }],
  ['broadcasts', 'broadcasts.list', {}],
  ['broadcast, look before', 'broadcasts.preview', { body: { sender_id: user_id, active_days: 3_650 } }],
  ['notes of muted users', 'appeals.list', {}],
  ['monitor', 'monitor.list', { query: { session } }],
  ['monitor, one user', 'monitor.list', { query: { session, user: 'u7' } }],
  ['monitor, with files', 'monitor.list', { query: { session, file: '1' } }],
  ['monitor, flagged', 'monitor.list', { query: { session, flagged: '1' } }],
  ['monitor, until the middle', 'monitor.list', { query: { session, until: String(MESSAGES / 2) } }],
]

let slow = 0
console.log(`${'page'.padEnd(28)}${'median ms'.padStart(10)}${'worst ms'.padStart(10)}`)
for (const [name, id, asked] of pages) {
  const times: number[] = []
  for (let n = 0; n < TRIES; n++) {
    const start = performance.now()
    await ask(id, asked)
    times.push(performance.now() - start)
  }
  times.sort((a, b) => a - b)
  const median = times[Math.floor(TRIES / 2)] ?? 0
  if (median > MOST_MS) slow++
  const figures = [median, times.at(-1) ?? 0].map((ms) => ms.toFixed(1).padStart(10))
  console.log(`${name.padEnd(28)}${figures.join('')}${median > MOST_MS ? '  SLOW' : ''}`)
}
await app.stop()
rmSync(dataDir, { recursive: true, force: true })
process.exit(slow > 0 ? 1 : 0)

interface Asked {
  query?: Record<string, string>
  body?: unknown
  room?: string
}

async function ask<Result>(id: DashboardOperationId, { query, body, room = '' }: Asked): Promise<Result> {
  const { method, path } = dashboardOperations[id]
  const filled = path.replace('{widget_id}', String(widgetId)).replace('{room_id}', room)
  const { publicUrl } = app.config
  const answer = await fetch(`${publicUrl}${filled}${query ? `?${new URLSearchParams(query)}` : ''}`, {
    method: method.toUpperCase(),
    headers: { origin: publicUrl, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`)
  const set = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0])
  if (set.length > 0) cookie = set.join('; ')
  return (await answer.json()) as Result
}

/** Rows as the server would have written them, made by the database itself. */
async function fill(): Promise<void> {
  const { control } = app.store
  const numbers = (from: number, to: number) =>
    sql`with recursive n(i) as (select ${from} union all select i + 1 from n where i < ${to})`
  const run = (query: ReturnType<typeof sql>) => query.execute(control)
  const folded = foldWords('User ')
  for (let from = 1; from <= USERS; from += 20_000) {
    await run(sql`${numbers(from, from + 19_999)}
      insert into chat_user (widget_id, id, name, role, profiles, extra, last_seen_at, folded, standing)
      select ${widgetId}, 'u' || i, 'User ' || i, 'user', '{}', '{"city":"Riga"}', i, ${folded} || i || char(10) || 'u' || i,
        case when i % 500 = 0 then '{"mute":null,"ban":{"until":null,"reason":"x"},"warning":null}' end from n`)
  }
  await run(sql`${numbers(1, ROOMS)}
    insert into room (widget_id, id, type, pipe, title, is_public, member_count, last_seq, last_rev, created_at, active_at)
    select ${widgetId}, i, 1, 'p' || i, 'Room ' || i, 1, 50, case when i = 1 then ${MESSAGES / 2}
      else ${MESSAGES / 2 / ROOMS} end, case when i = 1 then ${MESSAGES / 2} else ${MESSAGES / 2 / ROOMS} end, 1, i from n`)
  await run(sql`${numbers(1, ROOMS * 50)}
    insert or ignore into member (widget_id, room_id, user_id, state, role, delivered_seq, read_seq, joined_at)
    select ${widgetId}, 1 + i % ${ROOMS}, 'u' || (1 + (i * 7) % 5000), 'joined', 'member', 0, 0, 1 from n`)
  await run(sql`insert or ignore into member
    (widget_id, room_id, user_id, state, role, delivered_seq, read_seq, joined_at)
    values (${widgetId}, 1, ${'u77'}, 'joined', 'member', 0, 0, 1)`)
  for (let from = 1; from <= MESSAGES; from += 50_000) {
    const half = MESSAGES / 2
    await run(sql`${numbers(from, from + 49_999)}
      insert into message (widget_id, room_id, seq, rev, client_id, sender_id, text, created_at)
      select ${widgetId}, case when i <= ${half} then 1 else 2 + (i - ${half} - 1) / ${half / ROOMS} end,
        case when i <= ${half} then i else 1 + (i - ${half} - 1) % ${half / ROOMS} end,
        case when i <= ${half} then i else 1 + (i - ${half} - 1) % ${half / ROOMS} end,
        'c' || i, 'u' || (1 + i % 100), 'Message ' || i, i from n`)
  }
  await run(sql`${numbers(1, REPORTS)}
    insert into report (widget_id, id, room_id, seq, user_id, reporter_id, reason, comment, messages, created_at, closed_at)
    select ${widgetId}, printf('00000000-0000-0000-0000-%012d', i), 1, i, 'u' || (1 + i % 100), 'u' || (1 + i % 5000),
      case when i % 50 = 0 then 'fraud' else 'spam' end, '',
      '[{"seq":' || i || ',"sender_id":"u1","text":"Message","files":[],"created_at":1}]', i,
      case when i % 2 = 0 then i end from n`)
}
