import { expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type DashboardOperationId, dashboardOperations, type OperationResult } from '@imbachat/protocol/http/dashboard'
import { until } from '../../../sdk/src/testing/until.ts'
import { createApp } from '../app.ts'
import { attachmentOf } from '../chat/attachments/file.ts'
import type { HeldPlace } from '../chat/ports.ts'
import { resolveConfig } from '../config/config.ts'
import { testPostgresWithTables } from '../store/testing/test-postgres.ts'

interface Asked {
  params?: Record<string, string>
  query?: Record<string, string>
  body?: unknown
}

test('the operations of moderators work on PostgreSQL', async () => {
  const { url, remove } = await testPostgresWithTables()
  const dataDir = mkdtempSync(join(tmpdir(), 'imbachat-moderation-'))
  /** comes between a decision on a held message and the rest of it */
  let meanwhile: ((place: HeldPlace) => Promise<unknown>) | null = null
  const app = await createApp(resolveConfig({ PORT: 0, DATA_DIR: dataDir, DATABASE_URL: url }), {
    around: {
      store: (store) => ({
        ...store,
        async decideHeld(input) {
          const outcome = await store.decideHeld(input)
          await meanwhile?.(input)
          return outcome
        },
      }),
    },
  })
  const credentials = { email: 'ann@shop.example', password: 'correct horse battery' }
  const { account_id } = await app.accounts.create(credentials)
  const { id: widget_id } = await app.widgets.create(account_id, { name: 'Shop' })
  const { publicUrl } = app.config
  let cookie = ''
  async function ask<Id extends DashboardOperationId>(id: Id, { params = {}, query, body }: Asked = {}) {
    const { method, path } = dashboardOperations[id]
    const named: Record<string, string> = { widget_id: String(widget_id), ...params }
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(named[name] ?? ''))
    const answer = await fetch(`${publicUrl}${filled}${query ? `?${new URLSearchParams(query)}` : ''}`, {
      method: method.toUpperCase(),
      headers: { origin: publicUrl, cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const cookies = answer.headers.getSetCookie().map((one) => one.split(';', 1)[0])
    if (cookies.length > 0) cookie = cookies.join('; ')
    if (!answer.ok) throw new Error(`${id}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as OperationResult<(typeof dashboardOperations)[Id]>
  }
  await ask('session.sign_in', { body: credentials })

  const { chat } = app.store
  for (const user_id of ['a', 'b', 'c']) await chat.touchUser({ widget_id, user_id })
  const { room_id } = await chat.openDialog({ widget_id, user_id: 'a', peer_id: 'b', needAccess: false })
  const wish = { widget_id, pipe: 'club', title: 'Club', is_public: true, ownerId: 'a', user_ids: ['b'] }
  const club = { room_id: String((await chat.makeRoom(wish)).room_id) }
  for (const sender_id of ['a', 'b', 'a']) {
    const message = { widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text: 'hello', reply_to: null }
    await chat.appendMessage(message)
  }
  await chat.changeReactions({ widget_id, room_id, seq: 2, changes: [{ user_id: 'a', emoji: '❤️', on: true }] })
  for (const seq of [1, 3]) {
    const report = { widget_id, id: crypto.randomUUID(), room_id, seq, user_id: null, reporter_id: 'b' }
    await chat.putReport({ ...report, reason: 'spam', comment: '' })
  }

  const first = await ask('reports.list', { query: { limit: '1' } })
  expect((await ask('reports.list', { query: { limit: '1', cursor: first.next ?? '' } })).reports).toHaveLength(1)
  expect((await ask('moderation.status')).open).toBe(2)
  const params = { report_id: first.reports[0]?.report_id ?? '' }
  expect((await ask('reports.get', { params })).messages).toHaveLength(3)
  await ask('reports.claim', { params, body: { claimed: true } })
  await ask('reports.decide', { params, body: { act: 'mute', minutes: 5, delete: true } })
  expect((await ask('reports.undo', { params, body: {} })).report.closed_at).toBeNull()

  // QUEUE-11: another report about the same message is no further entry
  const { control } = app.store
  const [known] = await control.selectFrom('report').selectAll().where('seq', '=', 3).execute()
  const again = { ...known, id: crypto.randomUUID(), reporter_id: 'c', created_at: Date.now() } as NonNullable<
    typeof known
  >
  await control.insertInto('report').values(again).execute()
  expect((await ask('reports.list')).reports).toMatchObject([{ seq: 3, reporters: 2 }, { seq: 1 }])
  expect((await ask('reports.list', { query: { by: 'c', reason: 'spam' } })).reports).toMatchObject([{ reporters: 2 }])
  expect((await ask('moderation.status')).open).toBe(2)
  expect((await ask('reports.get', { params: { report_id: again.id } })).reports).toHaveLength(2)
  await control.deleteFrom('report').where('id', '=', again.id).execute()

  const people = await ask('people.list', { query: { limit: '2' } })
  expect((await ask('people.list', { query: { limit: '2', cursor: people.next ?? '' } })).people).toHaveLength(1)
  expect((await ask('people.list', { query: { query: 'b' } })).people).toHaveLength(1)
  await ask('people.restrict', { body: { user_id: 'b', kind: 'ban', minutes: 5, reason: 'Spam' } })
  expect((await ask('people.list', { query: { filter: 'restricted' } })).people).toHaveLength(1)
  expect((await ask('people.lift', { body: { user_id: 'b', kind: 'ban' } })).person.ban).toBeNull()
  const [note] = (await ask('people.note', { body: { user_id: 'b', text: 'Note' } })).notes
  expect((await ask('people.get', { query: { user_id: 'b' } })).notes).toMatchObject([{ text: 'Note' }])
  expect((await ask('people.forget_note', { body: { user_id: 'b', note_id: note?.note_id } })).notes).toEqual([])
  expect((await ask('people.rooms', { query: { user_id: 'a' } })).rooms).toHaveLength(2)
  expect((await ask('people.export', { body: { user_id: 'a', cursor: '0.0.0.0' } })).part).toMatchObject({
    messages: [{ seq: 1 }, { seq: 3 }],
    reactions: [{ seq: 2 }],
  })

  expect((await ask('widget_rooms.list', { query: { query: 'clu' } })).rooms).toHaveLength(1)
  expect((await ask('widget_rooms.create', { body: { title: 'News' } })).room.title).toBe('News')
  expect((await ask('widget_rooms.change', { params: club, body: { frozen: true } })).room.frozen).toBe(true)
  expect((await ask('widget_rooms.get', { params: club })).members).toHaveLength(2)
  const reading = { params: { room_id: String(room_id) }, body: { reason: 'A complaint' } }
  expect((await ask('widget_rooms.read', reading)).messages).toHaveLength(3)

  expect((await ask('widget_rooms.change', { params: club, body: { archived: true } })).room.archived).toBe(true)
  expect((await ask('widget_rooms.list', { query: { filter: 'archived' } })).rooms).toHaveLength(1)
  expect((await ask('widget_rooms.members', { params: club, query: { query: 'b', limit: '1' } })).members).toHaveLength(
    1,
  )
  expect((await ask('widget_rooms.add_members', { params: club, body: { user_ids: ['c'] } })).changed).toEqual(['c'])
  const owner = { params: club, body: { user_id: 'c', role: 'owner' } }
  expect((await ask('widget_rooms.change_role', owner)).changed.sort()).toEqual(['a', 'c'])
  const removal = { params: club, body: { user_ids: ['b'], ban: true } }
  expect((await ask('widget_rooms.remove_members', removal)).changed).toEqual(['b'])
  expect((await ask('widget_rooms.contents', { params: club })).members).toBe(2)

  const { session } = await ask('monitor.start', { body: { reason: 'A complaint' } })
  const watched = async (query: Record<string, string> = {}) =>
    (await ask('monitor.list', { query: { session, ...query } })).messages.length
  expect(await watched()).toBe(3)
  const pair = { user: 'a', peer: 'b' }
  expect(await watched(pair)).toBe(3)
  expect(await watched({ ...pair, flagged: '1' })).toBe(2)
  expect(await watched({ ...pair, since: '1', until: String(Date.now()), room: String(room_id) })).toBe(3)
  expect(await watched({ ...pair, room: club.room_id })).toBe(0)
  expect(await watched({ user: 'b', file: '1' })).toBe(0)
  expect(await watched({ flagged: '1' })).toBe(2)
  expect(await watched({ until: String(Date.now()), since: '0', room: String(room_id) })).toBe(3)
  await ask('people.restrict', { body: { user_id: 'b', kind: 'mute', minutes: 5, reason: 'Spam' } })
  await chat.putStanding({ widget_id, user_id: 'b', change: { act: 'appeal', kind: 'mute', text: 'Please' } })
  const [appeal] = (await ask('appeals.list')).appeals
  const answer = { body: { restriction_id: appeal?.restriction_id, accept: true } }
  expect((await ask('appeals.answer', answer)).appeal.outcome).toBe('accepted')
  expect((await ask('people.get', { query: { user_id: 'b' } })).person.mute).toBeNull()

  await ask('people.restrict', { body: { user_id: 'b', kind: 'ban', minutes: 5, reason: 'Fraud' } })
  await chat.putStanding({ widget_id, user_id: 'b', change: { act: 'appeal', kind: 'ban', text: 'Please' } })
  expect((await ask('moderation.status')).appeals).toBe(1)
  const [ofBan] = (await ask('appeals.list')).appeals
  await ask('appeals.answer', { body: { restriction_id: ofBan?.restriction_id, accept: true } })
  expect((await ask('people.get', { query: { user_id: 'b' } })).person.ban).toBeNull()
  for (const field of ['user', 'peer'] as const) {
    const nul = ask('monitor.list', { query: { session, user: 'a', [field]: 'a\0' } })
    expect(await nul.catch(String)).toContain(`"field":"${field}"`)
  }

  expect((await ask('broadcasts.preview', { body: { sender_id: 'c', active_days: 3 } })).recipients).toBe(0)
  await ask('broadcasts.send', { body: { sender_id: 'c', text: 'Hello', link: 'https://shop.example' } })
  const sent = async () => (await ask('broadcasts.list', { query: { limit: '1' } })).broadcasts[0]
  await until(async () => (await sent())?.state !== 'running', 'the broadcast ends')
  expect(await sent()).toMatchObject({ total: 2, sent: 2, skipped: 0 })

  const { room_id: dialog } = await chat.openDialog({ widget_id, user_id: 'b', peer_id: 'c', needAccess: false })
  const holdOf = (text: string, parts = {}) =>
    chat.appendMessage({
      ...{ widget_id, room_id: dialog, sender_id: 'c', client_id: crypto.randomUUID(), text, reply_to: null, parts },
      hold: { reason: 'words', found: text },
    })
  await holdOf('forwarded', { forward: { user_id: 'a', name: 'Ann' } })
  const heldOfC = async () => (await ask('people.held', { query: { user_id: 'c' } })).messages.map(({ text }) => text)
  expect(await heldOfC()).toEqual(['forwarded'])

  await ask('people.delete_messages', { body: { user_id: 'b' } })
  await ask('people.erase', { body: { user_id: 'a', confirm: 'a' } })
  const running = async () => (await ask('tasks.list')).tasks.filter(({ state }) => state === 'running')
  await until(async () => (await running()).length === 0, 'the tasks end')
  const messages = await chat.messagesBefore(widget_id, room_id, null, 10)
  expect(messages.map(({ text }) => text)).toEqual([null, null, null])
  expect(messages.map(({ sender_id }) => sender_id === 'a')).toEqual([false, false, false])

  // ERASE-4: what others forwarded of the user is gone where it is held too
  expect(await heldOfC()).toEqual([])

  // QUEUE-9: the author withdraws the message while it is decided
  await holdOf('withdrawn')
  const [withdrawn] = (await ask('reports.list', { query: { source: 'held', about: 'c', limit: '1' } })).reports
  meanwhile = ({ widget_id, room_id, sender_id, client_id }) =>
    chat.decideHeld({ widget_id, room_id, sender_id, client_id, act: 'remove', isWithdrawn: true })
  const ofWithdrawn = { report_id: withdrawn?.report_id ?? '' }
  const decided = await ask('reports.decide', { params: ofWithdrawn, body: { act: 'delete' } })
  meanwhile = null
  expect(decided.report).toMatchObject({ outcome: 'withdrawn', undo_until: null })
  expect(await ask('reports.undo', { params: ofWithdrawn, body: {} }).catch(String)).toContain('409')

  // five messages of each of two users, with a file each
  const facts = { kind: 'file', variants: { original: { type: 'text/plain', size: 5 } } } as const
  for (let n = 0; n < 10; n++) {
    const [upload_id, user_id] = [`upload${n}`, n % 2 ? 'b' : 'c']
    const upload = { name: `notes ${n}.txt`, type: 'text/plain', kind: null }
    const until = Date.now() + 3_600_000
    const asked = {
      widget_id,
      upload_id,
      room_id: dialog,
      user_id,
      size: 5,
      wish: upload,
      expires_at: until,
      anyNumber: true,
    }
    await chat.createUpload(asked)
    await chat.reserveBlob({ widget_id, blob_id: `blob${n}`, size: 5, mostBytes: 0 })
    const attachment = attachmentOf({ upload_id, wish: upload }, facts)
    const outcome = { kind: 'stored', blob_id: `blob${n}`, content: `content${n}`, facts, attachment } as const
    await chat.settleUpload({ widget_id, upload_id, outcome })
    const message = {
      widget_id,
      room_id: dialog,
      sender_id: user_id,
      client_id: crypto.randomUUID(),
      text: '',
      reply_to: null,
    }
    await chat.appendMessage({ ...message, uploads: [{ upload_id, poster_id: null }] })
  }
  const subject = { user_id: 'b', reason: 'A report' }
  const names: string[] = []
  for (let cursor: string | null = null, pages = 0; pages === 0 || cursor !== null; pages++) {
    const page: OperationResult<(typeof dashboardOperations)['people.files']> = await ask('people.files', {
      body: { ...subject, cursor, limit: 2 },
    })
    names.push(...page.files.map(({ name }) => name))
    cursor = page.next
  }
  const opened = await ask('people.open_file', { body: { ...subject, file_id: 'upload1' } })
  expect(opened.address).toStartWith(`/imbachat/v1/${widget_id}/files/upload1/original?ticket=`)
  expect(names).toEqual([9, 7, 5, 3, 1].map((n) => `notes ${n}.txt`))
  // AUDIT-1: the log has no words of users, and a file's name is one of them
  const { entries } = await ask('audit.list', {})
  expect(entries[0]).toMatchObject({ action: 'people.open_file', details: { file_id: 'upload1', reason: 'A report' } })
  expect(JSON.stringify(entries)).not.toContain('notes 1.txt')

  await app.stop()
  await remove()
  rmSync(dataDir, { recursive: true, force: true })
})
