import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { sql } from 'kysely'
import { until } from '../../../../sdk/src/testing/until.ts'
import { type Clock, systemClock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { noSearch } from '../../chat/search/no-search.ts'
import { openStore } from '../index.ts'
import { TABLES, WIDGET_TABLES } from '../schema/tables.ts'
import type { Store } from '../store.ts'
import { dataDirWithTables } from '../testing/data-dir.ts'
import { testPostgresWithTables } from '../testing/test-postgres.ts'
import { createWidgetEraser, ERASING } from './erase-widgets.ts'

const removals: (() => unknown)[] = []

async function onSqlite(): Promise<Store> {
  const { dataDir, remove } = await dataDirWithTables()
  removals.push(remove)
  return openStore({ dataDir, clock: systemClock, log: silentLog })
}

async function onPostgres(): Promise<Store> {
  const { url, remove } = await testPostgresWithTables()
  removals.push(remove)
  return openStore({ dataDir: '', databaseUrl: url, clock: systemClock, log: silentLog })
}

/** Runs a thousand times as fast, and starts after the grace of every deletion. */
const hurried: Clock = {
  now: () => Date.now() + ERASING.graceMs,
  after: (ms, run) => systemClock.after(ms / 1000, run),
}

async function emptied(store: Store, widget_id: number): Promise<void> {
  const row = store.readDb.selectFrom('widget').selectAll().where('id', '=', widget_id)
  await until(async () => (await row.executeTakeFirstOrThrow()).erased_at !== null, 'the widget is erased')
}

/**
 * Makes a widget with users, a dialog, own states, a key, and so many messages that removing them takes several steps.
 */
async function filledWidget(store: Store): Promise<number> {
  const { control, chat } = store
  const { id } = await control
    .insertInto('widget')
    .values({ name: 'Shop', api_login: 'imba_shop', origins: '[]', settings: '{}', created_at: 1 })
    .returning('id')
    .executeTakeFirstOrThrow()
  const widget = { widget_id: id }
  const user = { ...widget, name: 'Ann', role: 'user' as const, profiles: '{}', extra: '{}' }
  const member = { ...widget, role: 'admin' as const, created_at: 1 }
  await control
    .insertInto('team_member')
    .values({ ...member, account_id: 'ann' })
    .execute()
  const invite = { ...member, id: 'x', token_hash: `x${id}`, note: '', invited_by: 'ann', expires_at: 2 }
  await control.insertInto('team_invite').values(invite).execute()
  const act = { ...widget, id: 'x', at: 1, actor: 'ann@shop.example', action: 'widgets.change' }
  await control.insertInto('audit').values(act).execute()
  await control.insertInto('open_act').values(act).execute()
  await control
    .insertInto('event_head')
    .values({ ...widget, last_id: 1 })
    .execute()
  await control
    .insertInto('event')
    .values({ ...widget, id: 1, type: 'message.created', at: 1, data: '{}' })
    .execute()
  const endpoint = { ...widget, id: 'e', url: 'https://shop.example/', description: '', sealed: 's', language: 'en' }
  await control
    .insertInto('webhook_endpoint')
    .values({ ...endpoint, created_at: 1, after_id: 0 })
    .execute()
  const delivery = { ...widget, endpoint_id: 'e', event_id: 1, run: 0, type: 'message.created', tries: 1 }
  await control
    .insertInto('webhook_delivery')
    .values({ ...delivery, state: 'pending', held_ms: 0, at: 1, answer: '', ms: 1 })
    .execute()
  await control
    .insertInto('notifier')
    .values({ ...widget, after_id: 0, lease: null, lease_until: null })
    .execute()
  await control
    .insertInto('mail_recipient')
    .values({ ...widget, user_id: 'ann', sent_at: null, day_at: 1, sent_in_day: 0, stopped_hash: null })
    .execute()
  const answered = { ...widget, user_id: 'ann', room_id: 1, seq: 1, log_id: 'l', expires_at: 1 }
  await control
    .insertInto('reply_token')
    .values({ ...answered, hash: 'h', kind: 'reply' })
    .execute()
  await control
    .insertInto('mail_reply')
    .values({ ...answered, id: 'r', at: 1, state: 'posted', sealed: null })
    .execute()
  const notice = { ...widget, user_id: 'ann', channel: 'push' } as const
  await control
    .insertInto('notification')
    .values({ ...notice, room_id: 1, seq: 1, due_at: 1 })
    .execute()
  await control
    .insertInto('notification_log')
    .values({ ...notice, id: 'n', at: 1, rooms: 1, state: 'sent', problem: null, opened_at: null, answered_at: null })
    .execute()
  const signedIn = { ...widget, user_id: 'ann', signed_with: 'key', signed_at: 1 }
  await control
    .insertInto('push_subscription')
    .values({
      ...signedIn,
      ...{ id: 'd', endpoint_hash: 'e', sealed: 's', language: 'en', name: 'Firefox', created_at: 1 },
      ...{ used_at: null, failing_since: null },
    })
    .execute()
  await control
    .insertInto('push_ticket')
    .values({ ...signedIn, hash: 't', page: null, expires_at: 1 })
    .execute()
  const call = { ...widget, room_id: 1, video: 0 }
  await control
    .insertInto('call')
    .values({
      ...{ ...call, id: 'c', rev: 1, state: 'ended', outcome: 'missed', relay: 0, created_by: 'ann' },
      ...{ started_at: 1, ring_until: 1, answered_at: null, ended_at: 1, due_at: null, entry_seq: null },
    })
    .execute()
  await control
    .insertInto('call_member')
    .values({
      ...{ ...call, call_id: 'c', user_id: 'ann', party: null, audio: 0, screen: 0, connected: 0 },
      ...{ lease_until: null, live: 0 },
    })
    .execute()
  const key = { ...widget, id: 'k', name: 'Backend', secret_hash: `k${id}`, start: 'imba_key_', scopes: '[]' }
  await control
    .insertInto('api_key')
    .values({ ...key, created_at: 1, made_by: 'ann' })
    .execute()
  await control
    .insertInto('api_call')
    .values({ ...widget, key: 'order', request_hash: 'h', started_at: 1, run: 'r' })
    .execute()
  const signIn = { ...widget, key_id: 'k', back_to: '[]' }
  await control
    .insertInto('site_sign_in')
    .values({ ...signIn, sealed: 's', most_role: 'viewer', created_at: 1 })
    .execute()
  await control
    .insertInto('site_sign_in_token')
    .values({ ...widget, jti_hash: 'j', expires_at: 1 })
    .execute()
  await control
    .insertInto('site_person')
    .values({ ...widget, id: '42', label: 'Anna' })
    .execute()
  await control
    .insertInto('site_session')
    .values({ ...signIn, token_hash: 't', person_id: '42', role: 'viewer', opened: 1, created_at: 1, expires_at: 1 })
    .execute()
  const mention = { ...widget, room_id: 1, user_id: 'bob', seq: 1, sender_id: 'ann' }
  await control.insertInto('mention').values(mention).execute()
  await control
    .insertInto('statistic')
    .values({ ...widget, hour: 0, messages: 1, dialogs: 1, active_users: 1 })
    .execute()
  await control
    .insertInto('active_user')
    .values({ ...widget, user_id: 'ann', day: 0 })
    .execute()
  await control
    .insertInto('returned_users')
    .values({ ...widget, first_week: 0, week: 0, users: 1 })
    .execute()
  await control
    .insertInto('unanswered_dialog')
    .values({ ...widget, room_id: 1, user_id: 'ann', begun_at: 1 })
    .execute()
  const sign = { script_at: 1, script_origin: null, user_at: 1, message_at: 1 }
  await control
    .insertInto('sign_of_life')
    .values({ ...widget, ...sign })
    .execute()
  await control
    .insertInto('widget_secret')
    .values({ ...widget, kind: 'secret_key', id: 1, sealed: 'x', created_at: 1 })
    .execute()
  await control
    .insertInto('connect_code')
    .values({ ...widget, code_hash: 'x', expires_at: 1, used_at: 1, site_url: 'https://shop.example' })
    .execute()
  await control
    .insertInto('chat_user')
    .values(['1', '2'].map((user_id) => ({ ...user, id: user_id })))
    .execute()
  await control
    .insertInto('own_state')
    .values({ ...widget, user_id: '1', last_rev: 1 })
    .execute()
  await control
    .insertInto('own_item')
    .values({ ...widget, user_id: '1', key: 'mute/1', user_rev: 1, value: '1' })
    .execute()
  await control
    .insertInto('invite')
    .values({ ...widget, token_hash: 'x', room_id: 1, created_by: '1', created_at: 1, uses: 0 })
    .execute()
  await control
    .insertInto('join_request')
    .values({ ...widget, room_id: 1, user_id: '2', note: '', asked_at: 1, declined_until: null })
    .execute()
  await control
    .insertInto('upload')
    .values({
      ...widget,
      id: 'x',
      room_id: 1,
      user_id: '1',
      size: 1,
      wish: '{}',
      state: 'open',
      created_at: 1,
      expires_at: 1,
    })
    .execute()
  await control
    .insertInto('blob')
    .values({ ...widget, id: 'x', content: 'x', size: 1, facts: '{}', unused_since: 1 })
    .execute()
  await control
    .insertInto('attachment')
    .values({ ...widget, id: 'x', room_id: 1, seq: 1, name: 'x', blob_id: 'x' })
    .execute()
  await control
    .insertInto('job')
    .values({ ...widget, id: 'x', kind: 'x', payload: '{}', created_at: 1 })
    .execute()
  await control
    .insertInto('file_usage')
    .values({ ...widget, bytes: 1 })
    .execute()
  const { room_id } = await chat.openDialog({ widget_id: id, user_id: '1', peer_id: '2', needAccess: false })
  const message = { ...widget, room_id, sender_id: '1', text: 'hello', created_at: 1 }
  const seqs = Array.from({ length: 2 * ERASING.rows.least + 1 }, (_, n) => n + 1)
  for (let start = 0; start < seqs.length; start += 100) {
    const rows = seqs.slice(start, start + 100).map((seq) => ({ ...message, seq, rev: seq, client_id: `c${seq}` }))
    await control.insertInto('message').values(rows).execute()
  }
  const given = { user_id: '1', created_at: 1, created_by: 'mod' }
  await control
    .insertInto('restriction')
    .values({ ...widget, ...given, id: 'x', kind: 'mute', reason: '', until: null, report_id: null })
    .execute()
  await control
    .insertInto('user_note')
    .values({ ...widget, ...given, id: 'x', text: 'x' })
    .execute()
  await control
    .insertInto('report_note')
    .values({ ...widget, id: 'x', user_id: '1', room_id: 1, text: 'x', created_at: 1, written_by: 'mod' })
    .execute()
  await control
    .insertInto('monitor_session')
    .values({ ...widget, id: 'x', account_id: 'mod', started_at: 1 })
    .execute()
  await control
    .insertInto('appeal')
    .values({ ...widget, restriction_id: 'x', user_id: '1', kind: 'mute', text: 'x', created_at: 1 })
    .execute()
  const held = { ...widget, room_id: 1, sender_id: '1', client_id: 'held', text: 'x', held_at: 1 }
  await control
    .insertInto('held_message')
    .values({ ...held, reason: 'words' })
    .execute()
  await control
    .insertInto('task')
    .values({ ...widget, ...given, id: 'x', kind: 'delete_messages', payload: '{}', state: 'done' })
    .execute()
  await control
    .insertInto('report')
    .values({
      widget_id: id,
      id: 'report',
      room_id: 1,
      seq: 1,
      user_id: 'ann',
      reporter_id: 'bob',
      reason: 'spam',
      comment: '',
      messages: '[]',
      created_at: 1,
    })
    .execute()
  await control
    .insertInto('message_version')
    .values({ ...widget, room_id, seq: 1, rev: 1, text: 'hi', said_at: 1 })
    .execute()
  await control
    .insertInto('reaction')
    .values({ ...widget, room_id, seq: 1, user_id: '2', emoji: '👍', reacted_at: 1 })
    .execute()
  return id
}

async function rowsOf({ readDb }: Store, widget_id: number): Promise<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { name: table } of WIDGET_TABLES) {
    const count = sql<{ n: number }>`select count(*) as n from ${sql.table(table)} where widget_id = ${widget_id}`
    counts[table] = Number((await count.execute(readDb)).rows[0]?.n)
  }
  return counts
}

const rowsIn = async (store: Store, widget_id: number): Promise<number> =>
  Object.values(await rowsOf(store, widget_id)).reduce((sum, count) => sum + count, 0)

const markDeleted = ({ control }: Store, widget_id: number) =>
  control.updateTable('widget').set({ deleted_at: Date.now() }).where('id', '=', widget_id).execute()

const databases = [
  ['SQLite', onSqlite],
  ['PostgreSQL', onPostgres],
] as const

describe.each(databases)('a deleted widget on %s', (_, open) => {
  let store: Store

  beforeEach(async () => {
    filesOf.length = 0
    store = await open()
  })
  afterEach(async () => {
    await store.close()
    for (const remove of removals.splice(0)) await remove()
  })

  /** widgets whose stored files were removed, and how many of their blobs the database still knew */
  const filesOf: [number, number][] = []
  const removeFilesOf = async (widget_id: number) => {
    filesOf.push([widget_id, (await rowsOf(store, widget_id)).blob ?? 0])
  }
  const eraser = (clock: Clock = hurried) => {
    const made = createWidgetEraser({ ...store, search: noSearch, removeFilesOf, clock, log: silentLog })
    made.start()
    return made
  }

  test('LIFE-16 all rows of the widget are removed, other widgets keep theirs, and the number is never reused', async () => {
    const [gone, kept] = [await filledWidget(store), await filledWidget(store)]
    const before = await rowsOf(store, kept)
    // events that wait are in the log a moment later
    const empty = Object.keys(before).filter((table) => before[table] === 0)
    expect(empty).toEqual(['event_waiting'])
    await markDeleted(store, gone)
    const erasing = eraser()
    await emptied(store, gone)
    await erasing.close()
    for (const count of Object.values(await rowsOf(store, gone))) expect(count).toBe(0)
    expect(filesOf).toEqual([[gone, 1]])
    expect(await rowsOf(store, kept)).toEqual(before)
    const left = await store.readDb.selectFrom('widget').selectAll().where('id', '=', gone).executeTakeFirstOrThrow()
    expect(left).toMatchObject({ name: '', api_login: '', origins: '[]' })
    expect(await filledWidget(store)).toBeGreaterThan(gone)
  })

  test('LIFE-16 if the server ends during an erasure, the next server removes the rest', async () => {
    const gone = await filledWidget(store)
    const before = await rowsIn(store, gone)
    await markDeleted(store, gone)
    const first = eraser({
      ...hurried,
      after: (ms, run) => (ms === ERASING.pauseMs ? closing(run) : hurried.after(ms, run)),
    })
    const stopped = Promise.withResolvers<void>()
    function closing(run: () => void) {
      void first.close().then(stopped.resolve)
      run()
      return () => {}
    }
    await stopped.promise
    const left = await rowsIn(store, gone)
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(before)
    const second = eraser()
    await emptied(store, gone)
    await second.close()
    for (const count of Object.values(await rowsOf(store, gone))) expect(count).toBe(0)
  })

  test("LIFE-16 nothing is removed before every node has closed the widget's connections", async () => {
    const gone = await filledWidget(store)
    const before = await rowsOf(store, gone)
    await markDeleted(store, gone)
    const looked = Promise.withResolvers<void>()
    const early = eraser({
      now: () => Date.now() + ERASING.graceMs / 2,
      after(ms, run) {
        if (ms === 0) return hurried.after(0, run)
        looked.resolve()
        return () => {}
      },
    })
    await looked.promise
    await early.close()
    expect(await rowsOf(store, gone)).toEqual(before)
  })

  test('LIFE-16 every table of the database is described, and the eraser empties each with rows of widgets', async () => {
    const tables = await store.readDb.introspection.getTables()
    // `MessageSearch.erase` empties the search index; each database notes its own migrations
    const described = tables.filter(
      ({ name }) => !['message_search', 'search_progress', 'schema_migration'].includes(name),
    )
    expect(described.map(({ name }) => name).sort()).toEqual(TABLES.toSorted())
    const ofWidgets = described.filter(({ columns }) => columns.some(({ name }) => name === 'widget_id'))
    expect(ofWidgets.map(({ name }) => name).sort()).toEqual(WIDGET_TABLES.map(({ name }) => name).toSorted())
  })
})
