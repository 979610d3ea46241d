import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { HeldFile } from '@imbachat/protocol/http/moderation/held-file'
import type { TaskView } from '@imbachat/protocol/http/moderation/people'
import type { ReportMessage, ReportView } from '@imbachat/protocol/http/moderation/reports'
import { attachmentOf } from '../../../chat/attachments/file.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let bob: string
let widget_id: number
let room_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T
type Page = { reports: ReportView[]; next: string | null }

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  bob = await dashboard.signedIn('bob@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const { chat } = dashboard.store
  room_id = (await chat.openDialog({ widget_id, user_id: '1', peer_id: '2', needAccess: false })).room_id
  for (const [sender_id, text] of [
    ['2', 'Send me your password'],
    ['1', 'No'],
    ['2', 'Please'],
  ] as const) {
    await chat.appendMessage({ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text, reply_to: null })
  }
  for (const [seq, user_id] of [
    [1, null],
    [3, null],
    [null, '2'],
  ] as const) {
    dashboard.clock.elapse(1)
    const report = { widget_id, id: crypto.randomUUID(), room_id, seq, user_id, reporter_id: '1' }
    await chat.putReport({ ...report, reason: 'fraud', comment: 'Asks for my password' })
  }
})
afterAll(() => dashboard.stop())

const list = async (query: Record<string, string>) =>
  read<Page>(await dashboard.ask('reports.list', { cookie: ann, params: { widget_id }, query }))

test('SAFE-8 the owner reads reports in pages, the newest first, with the messages around each', async () => {
  const first = await list({ limit: '2' })
  expect(first.reports.map(({ seq }) => seq)).toEqual([null, 3])
  const second = await list({ limit: '2', cursor: first.next ?? '' })
  expect(second).toMatchObject({ reports: [{ seq: 1, text: 'Send me your password', reason: 'fraud' }], next: null })
  const params = { widget_id, report_id: second.reports[0]?.report_id }
  const answer = await read<{ report: ReportView; messages: ReportMessage[] }>(
    await dashboard.ask('reports.get', { cookie: ann, params }),
  )
  expect(answer.messages.map(({ text }) => text)).toEqual(['Send me your password', 'No', 'Please'])
  expect(answer.report).toMatchObject({ user: { user_id: '2' }, reporter: { user_id: '1' }, closed_at: null })
})

const about = (report: ReportView | undefined) => ({ widget_id, report_id: report?.report_id })
const decide = (cookie: string, report: ReportView | undefined, body: object) =>
  dashboard.ask('reports.decide', { cookie, params: about(report), body })
const undo = (report: ReportView | undefined) =>
  dashboard.ask('reports.undo', { cookie: ann, params: about(report), body: {} })
const textOf = async (seq: number) =>
  (await dashboard.store.chat.messagesBefore(widget_id, room_id, seq + 1, 1))[0]?.text
const standingOf = async (user_id: string) => (await dashboard.store.chat.users(widget_id, [user_id]))[0]?.standing

test('SAFE-8 another account reads, claims, decides and takes back none of them', async () => {
  const [report] = (await list({})).reports
  const bodies = {
    'reports.get': undefined,
    'reports.claim': { claimed: true },
    'reports.decide': { act: 'delete' },
    'reports.undo': {},
  } as const
  for (const [id, body] of Object.entries(bodies) as [keyof typeof bodies, object | undefined][]) {
    const answer = await dashboard.ask(id, { cookie: bob, params: about(report), ...(body && { body }) })
    expect((await errorOf(answer)).code).toBe('not_found')
  }
})

test('SAFE-8 deleting the message keeps the evidence, publishes the change, and closes every report about it', async () => {
  const { chat } = dashboard.store
  const again = { widget_id, id: crypto.randomUUID(), room_id, seq: 1, user_id: null, reporter_id: '1' }
  await chat.putReport({ ...again, reason: 'spam', comment: '' })
  const report = (await list({})).reports.find(({ seq }) => seq === 1)
  const closed = await decide(ann, report, { act: 'delete' })
  expect(await read<object>(closed)).toMatchObject({ report: { outcome: 'deleted', text: 'Send me your password' } })
  expect(await textOf(1)).toBeNull()
  expect((await list({})).reports.map(({ seq }) => seq)).toEqual([null, 3])
  expect((await list({ state: 'closed' })).reports.map(({ seq }) => seq)).toEqual([1])
  const refused = await decide(ann, (await list({})).reports[0], { act: 'delete' })
  expect((await errorOf(refused)).code).toBe('message_not_found')
})

test('QUEUE-9 a decision is taken back within ten seconds: the message returns and the report is open', async () => {
  const [report] = (await list({ state: 'closed' })).reports
  expect(report?.undo_until).toBe(dashboard.clock.now() + 10_000)
  expect(await read<object>(await undo(report))).toMatchObject({
    report: { outcome: null, closed_at: null },
    restored: true,
  })
  expect(await textOf(1)).toBe('Send me your password')
  await decide(ann, report, { act: 'mute', minutes: 60, reason: 'Fraud', delete: true })
  expect((await standingOf('2'))?.mute).toEqual({ until: dashboard.clock.now() + 3_600_000, reason: 'Fraud' })
  expect(await textOf(1)).toBeNull()
  await undo(report)
  expect(await standingOf('2')).toBeUndefined()
  expect(await textOf(1)).toBe('Send me your password')
  await decide(ann, report, { act: 'dismiss' })
  dashboard.clock.elapse(13_001)
  expect((await errorOf(await undo(report))).code).toBe('conflict')
})

test('QUEUE-10 a message that the author, or a task, deletes too stays deleted when a decision is undone', async () => {
  const { chat } = dashboard.store
  for (const user_id of ['author', 'deleted']) {
    await chat.touchUser({ widget_id, user_id })
    const { room_id } = await chat.openDialog({ widget_id, user_id, peer_id: '1', needAccess: false })
    await chat.appendMessage({
      ...{ widget_id, room_id, sender_id: user_id },
      ...{ client_id: crypto.randomUUID(), text: 'spam', reply_to: null },
    })
    const of = { widget_id, id: crypto.randomUUID(), room_id, seq: 1, user_id: null, reporter_id: '1' }
    await chat.putReport({ ...of, reason: 'spam', comment: '' })
    const [report] = (await list({ about: user_id })).reports
    await decide(ann, report, { act: 'delete' })
    if (user_id === 'author') await chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: user_id })
    else {
      const begun = { cookie: ann, params: { widget_id }, body: { user_id } }
      const { task } = await read<{ task: TaskView }>(await dashboard.ask('people.delete_messages', begun))
      await dashboard.runTask({ widget_id, task_id: task.task_id })
    }
    expect(await read<object>(await undo(report))).toMatchObject({ report: { closed_at: null }, restored: false })
    expect(await chat.messagesBefore(widget_id, room_id, null, 1)).toMatchObject([{ text: null }])
    await decide(ann, report, { act: 'dismiss' })
  }
})

test('QUEUE-9 taking a decision back lifts only the restriction that the decision gave', async () => {
  const report = (await list({})).reports.find(({ seq }) => seq === 3)
  await decide(ann, report, { act: 'mute', minutes: 60, reason: 'From the report' })
  const newer = { user_id: '2', kind: 'mute', minutes: null, reason: 'Newer' }
  await dashboard.ask('people.restrict', { cookie: ann, params: { widget_id }, body: newer })
  expect((await undo(report)).status).toBe(200)
  expect((await standingOf('2'))?.mute).toEqual({ until: null, reason: 'Newer' })
  const lift = { cookie: ann, params: { widget_id }, body: { user_id: '2', kind: 'mute' } }
  expect((await dashboard.ask('people.lift', lift)).status).toBe(200)
  expect(await standingOf('2')).toBeUndefined()
})

test('QUEUE-3 deleting all messages closes the report also while a task deletes them already', async () => {
  const { chat } = dashboard.store
  await chat.touchUser({ widget_id, user_id: '3' })
  const dialog = await chat.openDialog({ widget_id, user_id: '1', peer_id: '3', needAccess: false })
  const report = {
    widget_id,
    id: crypto.randomUUID(),
    room_id: dialog.room_id,
    seq: null,
    user_id: '3',
    reporter_id: '1',
  }
  await chat.putReport({ ...report, reason: 'spam', comment: '' })
  const begun = { cookie: ann, params: { widget_id }, body: { user_id: '3' } }
  expect((await dashboard.ask('people.delete_messages', begun)).status).toBe(200)
  expect((await errorOf(await dashboard.ask('people.delete_messages', begun))).code).toBe('conflict')
  const [open] = (await list({ about: '3' })).reports
  expect(await read<object>(await decide(ann, open, { act: 'delete_all' }))).toMatchObject({
    report: { outcome: 'deleted_all' },
  })
})

test('QUEUE-1 an open report belongs to one moderator for two minutes, and is decided once', async () => {
  const [report] = (await list({})).reports
  const { control } = dashboard.store
  const claim = (columns: { claimed_by: string; claimed_until: number }) =>
    control.updateTable('report').set(columns).where('id', '=', String(report?.report_id)).execute()
  await claim({ claimed_by: 'another', claimed_until: dashboard.clock.now() + 120_000 })
  expect((await list({})).reports[0]?.claim).toMatchObject({ by: 'another', mine: false })
  const asked = { cookie: ann, params: about(report), body: { claimed: true } }
  expect((await errorOf(await dashboard.ask('reports.claim', asked))).code).toBe('conflict')
  expect((await errorOf(await decide(ann, report, { act: 'dismiss' }))).code).toBe('conflict')
  dashboard.clock.elapse(120_001)
  expect(await read<object>(await dashboard.ask('reports.claim', asked))).toMatchObject({
    report: { claim: { by: 'ann@shop.example', mine: true } },
  })
  expect((await decide(ann, report, { act: 'dismiss' })).status).toBe(200)
  expect((await errorOf(await decide(ann, report, { act: 'dismiss' }))).code).toBe('conflict')
})

test('QUEUE-2 the queue is filtered by source, reason and user, and counts what is open', async () => {
  const closed = async (filter: Record<string, string>) => (await list({ state: 'closed', ...filter })).reports.length
  const those: Record<string, string>[] = [{ source: 'user' }, { reason: 'fraud' }, { about: '2' }, { by: '1' }]
  for (const filter of those) expect([filter, (await closed(filter)) > 0]).toEqual([filter, true])
  const others: Record<string, string>[] = [{ source: 'rule' }, { reason: 'abuse' }, { about: '1' }, { by: '2' }]
  for (const filter of others) expect([filter, await closed(filter)]).toEqual([filter, 0])
  const status = await dashboard.ask('moderation.status', { cookie: ann, params: { widget_id } })
  const open = (await list({})).reports.length
  expect(open).toBeGreaterThan(0)
  expect(await read<object>(status)).toEqual({ open, appeals: 0, mine: 0, snoozed: 0 })
})

test('QUEUE-11 the queue has one entry for each message and user, with its reasons and reporters', async () => {
  const { chat } = dashboard.store
  const members = ['20', '21', '22', '23']
  for (const user_id of members) await chat.touchUser({ widget_id, user_id })
  const dialogs = new Map<string, number>()
  for (const reporter_id of members.slice(1)) {
    const { room_id } = await chat.openDialog({ widget_id, user_id: '20', peer_id: reporter_id, needAccess: false })
    dialogs.set(reporter_id, room_id)
  }
  const group = {
    widget_id,
    pipe: 'boats',
    title: 'Boats',
    is_public: false,
    ownerId: '20',
    user_ids: members.slice(1),
  }
  const { room_id: inGroup } = await chat.makeRoom(group)
  for (const text of ['first', 'second']) {
    const message = { widget_id, room_id: inGroup, sender_id: '20', reply_to: null }
    await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), text })
  }
  const report = async (reporter_id: string, seq: number | null, reason: ReportView['reason'], room_id = inGroup) => {
    dashboard.clock.elapse(1)
    const of = { widget_id, id: crypto.randomUUID(), room_id, seq, user_id: seq === null ? '20' : null, reporter_id }
    expect(await chat.putReport({ ...of, reason, comment: `by ${reporter_id}` })).toEqual({ kind: 'stored' })
  }
  const first = 1
  for (const [reporter_id, reason] of [
    ['21', 'spam'],
    ['22', 'fraud'],
    ['23', 'spam'],
  ] as const) {
    await report(reporter_id, first, reason)
  }
  await report('22', first + 1, 'abuse')
  // of a user, from two rooms
  for (const reporter_id of ['21', '22']) await report(reporter_id, null, 'other', dialogs.get(reporter_id))

  const seen: ReportView[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const query = { about: '20', limit: '1', ...(cursor && { cursor }) }
    const page: Page = await list(query)
    seen.push(...page.reports)
    cursor = page.next
  }
  expect(seen.map(({ seq, reporters, grounds }) => [seq, reporters, ...grounds])).toEqual([
    [null, 2, { source: 'user', reason: 'other', count: 2 }],
    [first + 1, 1, { source: 'user', reason: 'abuse', count: 1 }],
    [first, 3, { source: 'user', reason: 'spam', count: 2 }, { source: 'user', reason: 'fraud', count: 1 }],
  ])
  const several = async (state: string) =>
    (await list({ about: '20', source: 'several', state })).reports.map(({ seq, reporters }) => [seq, reporters])
  expect(await several('open')).toEqual([
    [null, 2],
    [first, 3],
  ])
  // a filter of one of its reasons finds the message, and says all
  expect((await list({ about: '20', reason: 'fraud' })).reports).toMatchObject([{ seq: first, reporters: 3 }])

  const params = about(seen[2])
  const whole = await read<{ reports: { reporter: { user_id: string }; comment: string; text: string }[] }>(
    await dashboard.ask('reports.get', { cookie: ann, params }),
  )
  expect(whole.reports.map(({ reporter, comment, text }) => [reporter.user_id, comment, text])).toEqual([
    ['21', 'by 21', 'first'],
    ['22', 'by 22', 'first'],
    ['23', 'by 23', 'first'],
  ])
  const waiting = async () => {
    const asked = { cookie: ann, params: { widget_id } }
    return (await read<{ open: number }>(await dashboard.ask('moderation.status', asked))).open
  }
  const before = await waiting()
  await decide(ann, seen[2], { act: 'dismiss' })
  expect(await waiting()).toBe(before - 1)
  expect((await list({ state: 'closed', about: '20' })).reports).toMatchObject([{ seq: first, reporters: 3 }])
  for (const one of seen.slice(0, 2)) await decide(ann, one, { act: 'dismiss' })
  expect(await several('closed')).toEqual([
    [null, 2],
    [first, 3],
  ])
})

/** A message of another user that a rule holds, and its report. */
async function heldReport(user_id: string) {
  const { chat } = dashboard.store
  await chat.touchUser({ widget_id, user_id })
  const dialog = await chat.openDialog({ widget_id, user_id, peer_id: '1', needAccess: false })
  const message = { widget_id, room_id: dialog.room_id, sender_id: user_id, reply_to: null }
  await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), text: 'before' })
  const hold = { reason: 'words', found: 'casino' } as const
  await chat.appendMessage({ ...message, client_id: crypto.randomUUID(), text: 'casino', hold })
  const [report] = (await list({ source: 'held', about: user_id })).reports
  const texts = async () => (await chat.messagesBefore(widget_id, dialog.room_id, null, 10)).map(({ text }) => text)
  const waiting = async () => {
    const query = { user_id }
    const answer = await dashboard.ask('people.held', { cookie: ann, params: { widget_id }, query })
    return (await read<{ messages: { text: string }[] }>(answer)).messages.map(({ text }) => text)
  }
  return { report, texts, waiting }
}

test('HOLD-8 a held message is an item of the queue with the messages before it, and is published from there', async () => {
  const { report, texts, waiting } = await heldReport('5')
  expect(report).toMatchObject({ held: true, seq: null, text: 'casino', source: 'words', flagged: 'casino' })
  const whole = await read<{ messages: ReportMessage[] }>(
    await dashboard.ask('reports.get', { cookie: ann, params: about(report) }),
  )
  expect(whole.messages.map(({ seq, text }) => [seq, text])).toEqual([
    [1, 'before'],
    [null, 'casino'],
  ])
  expect((await errorOf(await decide(ann, report, { act: 'dismiss' }))).code).toBe('conflict')
  expect(await waiting()).toEqual(['casino'])
  const published = await read<object>(await decide(ann, report, { act: 'publish' }))
  expect(published).toMatchObject({ report: { outcome: 'published', undo_until: null } })
  expect(await texts()).toEqual(['before', 'casino'])
  expect(await waiting()).toEqual([])
})

test('HOLD-5 HOLD-8 a decision on its author deletes a held message, and is taken back with it', async () => {
  const { report, texts, waiting } = await heldReport('6')
  expect(await read<object>(await decide(ann, report, { act: 'mute', minutes: 60, reason: 'Spam' }))).toMatchObject({
    report: { outcome: 'muted' },
  })
  expect([await texts(), await waiting()]).toEqual([['before'], []])
  expect((await standingOf('6'))?.mute).not.toBeNull()
  await undo(report)
  expect([await standingOf('6'), await waiting()]).toEqual([undefined, ['casino']])
  expect(await read<object>(await decide(ann, report, { act: 'delete' }))).toMatchObject({
    report: { outcome: 'deleted' },
  })
  expect([await texts(), await waiting()]).toEqual([['before'], []])
  const ordinary = (await list({ about: '2' })).reports[0]
  expect((await errorOf(await decide(ann, ordinary, { act: 'publish' }))).code).toBe('conflict')
})

test('HOLD-8 a report of a held message that is gone with its room can be closed', async () => {
  const { report } = await heldReport('7')
  await dashboard.store.control.deleteFrom('held_message').where('sender_id', '=', '7').execute()
  expect(await read<object>(await decide(ann, report, { act: 'delete' }))).toMatchObject({
    report: { outcome: 'deleted' },
  })
})

test('QUEUE-10 a held message that its sender withdraws too stays withdrawn, and its report stays closed', async () => {
  const { report, waiting } = await heldReport('8')
  await decide(ann, report, { act: 'mute', minutes: 60, reason: 'Spam' })
  const [{ held_client_id: client_id }] = (await dashboard.store.readDb
    .selectFrom('report')
    .select('held_client_id')
    .where('user_id', '=', '8')
    .execute()) as [{ held_client_id: string }]
  const place = { widget_id, room_id: report?.room_id ?? 0, sender_id: '8', client_id }
  await dashboard.store.chat.decideHeld({ ...place, act: 'remove', isWithdrawn: true })
  expect(await read<object>(await undo(report))).toMatchObject({
    report: { outcome: 'deleted', undo_until: null },
    restored: false,
  })
  expect([await standingOf('8'), await waiting()]).toEqual([undefined, []])
})

test('QUEUE-9 a decision that closed no report, since the message was withdrawn, is not taken back', async () => {
  const { report, waiting } = await heldReport('10')
  const { store } = dashboard.chat
  const { decideHeld } = store
  store.decideHeld = async (input) => {
    const { widget_id, room_id, sender_id, client_id } = input
    const outcome = await decideHeld(input)
    await decideHeld({ widget_id, room_id, sender_id, client_id, act: 'remove', isWithdrawn: true })
    return outcome
  }
  const decided = await decide(ann, report, { act: 'delete' })
  store.decideHeld = decideHeld
  expect(await read<object>(decided)).toMatchObject({ report: { outcome: 'withdrawn', undo_until: null } })
  expect((await errorOf(await undo(report))).code).toBe('conflict')
  expect(await waiting()).toEqual([])
})

test('PEOPLE-4 deleting all messages leaves alone what a decision deleted and nobody takes back any more', async () => {
  const { chat } = dashboard.store
  const { report: ofHeld, texts } = await heldReport('11')
  await decide(ann, ofHeld, { act: 'delete' })
  const room_id = ofHeld?.room_id ?? 0
  const of = { widget_id, id: crypto.randomUUID(), room_id, seq: 1, user_id: null, reporter_id: '1' }
  await chat.putReport({ ...of, reason: 'spam', comment: '' })
  const [report] = (await list({ about: '11', source: 'user' })).reports
  await decide(ann, report, { act: 'delete' })
  expect(await texts()).toEqual([null])
  const held = () => chat.ownItemsAt(widget_id, '11', [`held/${room_id}`])
  const before = await held()

  dashboard.clock.elapse(120_000)
  const begun = { cookie: ann, params: { widget_id }, body: { user_id: '11' } }
  const { task } = await read<{ task: TaskView }>(await dashboard.ask('people.delete_messages', begun))
  await dashboard.runTask({ widget_id, task_id: task.task_id })
  const { changed } = await dashboard.store.readDb
    .selectFrom('task')
    .select('changed')
    .where('id', '=', task.task_id)
    .executeTakeFirstOrThrow()
  expect(changed).toBe(0)
  expect(await held()).toEqual(before)
})

test('HOLD-9 a moderator opens the files of a held message from its report, while it waits', async () => {
  const { chat } = dashboard.store
  await chat.touchUser({ widget_id, user_id: '9' })
  const { room_id } = await chat.openDialog({ widget_id, user_id: '9', peer_id: '1', needAccess: false })
  const facts = { kind: 'file', variants: { original: { type: 'text/plain', size: 5 } } } as const
  const upload = { upload_id: 'held-notes', wish: { name: 'notes.txt', type: 'text/plain', kind: null } }
  const size = { size: 5, expires_at: Number.MAX_SAFE_INTEGER, anyNumber: true }
  await chat.createUpload({ widget_id, room_id, user_id: '9', ...upload, ...size })
  await chat.reserveBlob({ widget_id, blob_id: 'blob', size: 5, mostBytes: 0 })
  const stored = { kind: 'stored', blob_id: 'blob', content: 'content', facts } as const
  const outcome = { ...stored, attachment: attachmentOf(upload, facts) }
  await chat.settleUpload({ widget_id, upload_id: upload.upload_id, outcome })
  const body = { user_id: '9', file_id: upload.upload_id, reason: 'Review' }
  const open = () => dashboard.ask('people.open_file', { cookie: ann, params: { widget_id }, body })
  // an upload that is not sent is nobody's but its user's
  expect((await errorOf(await open())).code).toBe('file_not_found')
  const message = { widget_id, room_id, sender_id: '9', client_id: crypto.randomUUID(), text: 'casino', reply_to: null }
  const uploads = [{ upload_id: upload.upload_id, poster_id: null }]
  await chat.appendMessage({ ...message, uploads, hold: { reason: 'words', found: 'casino' } })
  const [report] = (await list({ source: 'held', about: '9' })).reports
  const whole = await read<{ held_files: HeldFile[] }>(
    await dashboard.ask('reports.get', { cookie: ann, params: about(report) }),
  )
  expect(whole.held_files).toEqual([{ file_id: upload.upload_id, name: 'notes.txt', size: 5 }])
  const { address } = await read<{ address: string }>(await open())
  expect(address).toContain(upload.upload_id)
  await decide(ann, report, { act: 'delete' })
  expect((await errorOf(await open())).code).toBe('file_not_found')
})

test('QUEUE-9 each report that a decision closed takes it back, also one that a filter shows', async () => {
  const { chat } = dashboard.store
  const members = ['12', '13', '14']
  for (const user_id of members) await chat.touchUser({ widget_id, user_id })
  const group = { widget_id, pipe: 'oars', title: 'Oars', is_public: false, ownerId: '12', user_ids: members.slice(1) }
  const { room_id } = await chat.makeRoom(group)
  const message = {
    widget_id,
    room_id,
    sender_id: '12',
    client_id: crypto.randomUUID(),
    text: 'Buy it',
    reply_to: null,
  }
  await chat.appendMessage(message)
  const seq = 1
  for (const [reporter_id, reason] of [
    ['13', 'spam'],
    ['14', 'fraud'],
  ] as const) {
    dashboard.clock.elapse(1)
    const report = { widget_id, id: crypto.randomUUID(), room_id, seq, user_id: null, reporter_id }
    await chat.putReport({ ...report, reason, comment: '' })
  }
  const text = async () => (await chat.messagesBefore(widget_id, room_id, seq + 1, 1))[0]?.text
  const [report] = (await list({ about: '12', reason: 'spam' })).reports
  await decide(ann, report, { act: 'delete' })
  expect(await text()).toBeNull()
  const [other] = (await list({ state: 'closed', about: '12', reason: 'fraud' })).reports
  expect(other?.report_id).not.toBe(report?.report_id)
  expect(other?.undo_until).toBe(dashboard.clock.now() + 10_000)
  expect(await read<object>(await undo(other))).toMatchObject({ report: { closed_at: null }, restored: true })
  expect(await text()).toBe('Buy it')
  expect((await list({ about: '12' })).reports).toMatchObject([{ undo_until: null }])
})
