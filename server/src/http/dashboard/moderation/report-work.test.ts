import { afterAll, beforeAll, expect, spyOn, test } from 'bun:test'
import { ChatError } from '@imbachat/protocol'
import type { ReportNote, ReportView, Waiting } from '@imbachat/protocol/http/moderation/reports'
import type { ModerationFigures } from '../../../moderation/reports/figures.ts'
import { type Dashboard, errorOf, startDashboard } from '../../testing/dashboard.ts'

let dashboard: Dashboard
let ann: string
let vera: string
let veraId: string
let widget_id: number
let room_id: number
const read = async <T>(answer: Response) => (await answer.json()) as T
type Page = { reports: ReportView[]; next: string | null }

beforeAll(async () => {
  dashboard = await startDashboard()
  ann = await dashboard.signedIn('ann@shop.example')
  vera = await dashboard.signedIn('vera@shop.example')
  const made = await dashboard.ask('widgets.create', { cookie: ann, body: { name: 'Shop' } })
  widget_id = (await read<{ widget: { widget_id: number } }>(made)).widget.widget_id
  const account = await dashboard.store.control
    .selectFrom('owner' as never)
    .select('id' as never)
    .where('email' as never, '=', 'vera@shop.example' as never)
    .executeTakeFirstOrThrow()
  veraId = (account as { id: string }).id
  const row = { widget_id, account_id: veraId, role: 'moderator' as const, created_at: 0 }
  await dashboard.store.control.insertInto('team_member').values(row).execute()
  const members = ['timur', 'gold', 'lena', 'igor']
  for (const user_id of members) await dashboard.store.chat.touchUser({ widget_id, user_id })
  const group = { widget_id, pipe: 'boats', title: 'Boats', is_public: false, ownerId: 'lena', user_ids: members }
  room_id = (await dashboard.store.chat.makeRoom(group)).room_id
})
afterAll(() => dashboard.stop())

const say = async (sender_id: string, text: string) => {
  const message = { widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text, reply_to: null }
  const outcome = await dashboard.store.chat.appendMessage(message)
  if (outcome.kind !== 'appended') throw new Error(outcome.kind)
  return outcome.message.seq
}
const report = async (seq: number, reporter_id = 'igor', reason: ReportView['reason'] = 'spam') => {
  dashboard.clock.elapse(1)
  const of = { widget_id, id: crypto.randomUUID(), room_id, seq, user_id: null, reporter_id, reason, comment: '' }
  expect(await dashboard.store.chat.putReport(of)).toEqual({ kind: 'stored' })
}
const list = async (query: Record<string, string> = {}, cookie = ann) =>
  (await read<Page>(await dashboard.ask('reports.list', { cookie, params: { widget_id }, query }))).reports
const textsOf = (reports: readonly ReportView[]) => reports.map(({ text }) => text)
const about = (one: ReportView | undefined) => ({ widget_id, report_id: one?.report_id })
const act = (
  id: 'reports.assign' | 'reports.snooze' | 'reports.note' | 'reports.decide',
  one: ReportView | undefined,
  body: object,
  cookie = ann,
) => dashboard.ask(id, { cookie, params: about(one), body })
const waiting = async () =>
  (await read<Waiting>(await dashboard.ask('moderation.status', { cookie: ann, params: { widget_id } }))).open
const whole = async (one: ReportView | undefined) =>
  read<{ report: ReportView; notes: ReportNote[]; of_author: number }>(
    await dashboard.ask('reports.get', { cookie: ann, params: about(one) }),
  )
const found = async (text: string) => (await list()).find((one) => one.text === text)

test('QUEUE-17 a report shows all moderators who works on it, also when another user reports the same', async () => {
  const seq = await say('timur', 'Cheap gold')
  await report(seq)
  const assigned = await act('reports.assign', await found('Cheap gold'), { to: 'me' }, vera)
  expect(await read<object>(assigned)).toMatchObject({ report: { assigned: { to: 'vera@shop.example', mine: true } } })
  await report(seq, 'lena')
  expect(await list()).toMatchObject([{ assigned: { to: 'vera@shop.example', mine: false }, reporters: 2 }])
  expect(textsOf(await list({ state: 'mine' }, vera))).toEqual(['Cheap gold'])
  expect(textsOf(await list({ state: 'mine' }))).toEqual([])
  // it binds nobody
  expect((await act('reports.assign', await found('Cheap gold'), { to: null })).status).toBe(200)
  expect((await list())[0]?.assigned).toBeNull()
  const refused = await errorOf(await act('reports.assign', await found('Cheap gold'), { to: 'nobody' }))
  expect(refused).toMatchObject({ code: 'invalid_field', field: 'to' })
})

test('QUEUE-18 a snoozed report does not wait until its time, or until the same is reported again', async () => {
  const seq = await say('timur', 'Call me')
  await report(seq)
  const before = await waiting()
  const until = dashboard.clock.now() + 3_600_000
  expect(await read<object>(await act('reports.snooze', await found('Call me'), { until }))).toMatchObject({
    report: { snoozed_until: until },
  })
  expect(await waiting()).toBe(before - 1)
  expect(textsOf(await list())).not.toContain('Call me')
  expect(textsOf(await list({ state: 'snoozed' }))).toEqual(['Call me'])
  dashboard.clock.elapse(3_600_001)
  expect(textsOf(await list())).toContain('Call me')
  expect(await list({ state: 'snoozed' })).toEqual([])
  await act('reports.snooze', await found('Call me'), { until: dashboard.clock.now() + 3_600_000 })
  await report(seq, 'lena')
  expect(textsOf(await list())).toContain('Call me')
  expect(await list({ state: 'snoozed' })).toEqual([])
  expect(await waiting()).toBe(before)
  for (const wrong of [dashboard.clock.now() - 1, dashboard.clock.now() + 31 * 86_400_000]) {
    const refused = await errorOf(await act('reports.snooze', await found('Call me'), { until: wrong }))
    expect(refused).toMatchObject({ code: 'invalid_field', field: 'until' })
  }
})

test('QUEUE-19 a note asks a colleague, who finds the report among theirs, and stays with what was reported', async () => {
  const asked = await act('reports.note', await found('Call me'), { text: 'Is this his number?', to: veraId })
  expect(asked.status).toBe(200)
  const [mine] = await list({ state: 'mine' }, vera)
  expect(mine).toMatchObject({ text: 'Call me', notes: 1 })
  dashboard.clock.elapse(1)
  await act('reports.note', mine, { text: 'It is.' }, vera)
  expect((await whole(mine)).notes).toMatchObject([
    { text: 'Is this his number?', created_by: 'ann@shop.example' },
    { text: 'It is.', created_by: 'vera@shop.example' },
  ])
  expect((await list()).find(({ text }) => text === 'Cheap gold')?.notes).toBe(0)
  expect((await errorOf(await act('reports.note', mine, { text: '  ' }))).field).toBe('text')
})

test('QUEUE-23 the queue begins with its newest, oldest or most reported entry, and pages in that order', async () => {
  const [first, second, third] = [await say('lena', 'First'), await say('lena', 'Second'), await say('lena', 'Third')]
  for (const seq of [first, second, third]) await report(seq)
  for (const reporter of ['timur', 'gold']) await report(second, reporter)
  await report(first, 'gold')
  // a rule is no reporter
  const byRule = { source: 'words' as const, flagged: 'Third', reporter_id: '', id: crypto.randomUUID() }
  const stored = dashboard.store.control.selectFrom('report').selectAll().where('seq', '=', third)
  const row = await stored.where('widget_id', '=', widget_id).executeTakeFirstOrThrow()
  await dashboard.store.control
    .insertInto('report')
    .values({ ...row, ...byRule })
    .execute()
  async function whole(query: Record<string, string>) {
    const texts: (string | null)[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const asked = { about: 'lena', limit: '1', ...query, ...(cursor && { cursor }) }
      const answer = await dashboard.ask('reports.list', { cookie: ann, params: { widget_id }, query: asked })
      const page: Page = await read<Page>(answer)
      texts.push(...textsOf(page.reports))
      cursor = page.next
    }
    return texts
  }
  expect(await whole({})).toEqual(['Third', 'Second', 'First'])
  expect(await whole({ sort: 'oldest' })).toEqual(['First', 'Second', 'Third'])
  expect(await whole({ sort: 'most_reported' })).toEqual(['Second', 'First', 'Third'])
  expect(await whole({ sort: 'most_reported', source: 'rule' })).toEqual(['Third'])
  const refuses = async (query: Record<string, string>) =>
    (await errorOf(await dashboard.ask('reports.list', { cookie: ann, params: { widget_id }, query }))).field
  expect(await refuses({ sort: 'most_reported', state: 'closed' })).toBe('sort')
  expect(await refuses({ sort: 'most_reported', cursor: `1.${crypto.randomUUID()}` })).toBe('cursor')
  for (const text of ['First', 'Second', 'Third']) await act('reports.decide', await found(text), { act: 'dismiss' })
  expect(await whole({ sort: 'oldest', state: 'closed' })).toEqual(['First', 'Second', 'Third'])
})

test('QUEUE-24 each moderator is told how much they work on, and how much is put off', async () => {
  const counts = async (cookie: string) => {
    const answer = await dashboard.ask('moderation.status', { cookie, params: { widget_id } })
    const { mine, snoozed } = await read<{ mine: number; snoozed: number }>(answer)
    return { mine, snoozed }
  }
  const before = { ann: await counts(ann), vera: await counts(vera) }
  const [taken, late] = [await say('lena', 'Taken'), await say('lena', 'Late')]
  for (const seq of [taken, late]) for (const reporter of ['igor', 'gold']) await report(seq, reporter)
  await act('reports.assign', await found('Taken'), { to: 'me' })
  await act('reports.snooze', await found('Late'), { until: dashboard.clock.now() + 3_600_000 })
  expect(await counts(ann)).toEqual({ mine: before.ann.mine + 1, snoozed: before.ann.snoozed + 1 })
  expect(await counts(vera)).toEqual({ mine: before.vera.mine, snoozed: before.vera.snoozed + 1 })
  // reported again: it waits
  await report(late, 'timur')
  expect((await counts(ann)).snoozed).toBe(before.ann.snoozed)
  for (const text of ['Taken', 'Late']) await act('reports.decide', await found(text), { act: 'dismiss' })
})

test('QUEUE-20 one decision closes all that waits about an author, who is restricted once, and is taken back whole', async () => {
  const seqs = [await say('gold', 'Gold 1'), await say('gold', 'Gold 2'), await say('gold', 'Gold 3')]
  for (const seq of seqs) await report(seq)
  await report(seqs[0] ?? 0, 'lena', 'fraud')
  const one = await found('Gold 2')
  expect((await whole(one)).of_author).toBe(3)
  // another moderator looks at this one
  await dashboard.ask('reports.claim', { cookie: vera, params: about(await found('Gold 3')), body: { claimed: true } })
  const body = { act: 'mute', minutes: 60, reason: 'Gold', delete: true, all_of_author: true }
  const done = await read<{ closed: string[]; left: number }>(await act('reports.decide', one, body))
  expect([done.closed.length, done.left]).toEqual([3, 1])
  expect(textsOf(await list({ about: 'gold' }))).toEqual(['Gold 3'])
  const restrictions = () =>
    dashboard.store.control.selectFrom('restriction').select('id').where('user_id', '=', 'gold').execute()
  expect(await restrictions()).toHaveLength(1)
  const texts = async () =>
    (await dashboard.store.chat.messagesBefore(widget_id, room_id, null, 3)).map(({ text }) => text)
  expect(await texts()).toEqual([null, null, 'Gold 3'])
  const undone = await dashboard.ask('reports.undo', { cookie: ann, params: about(one), body: {} })
  expect(await read<object>(undone)).toMatchObject({ restored: true })
  expect(await texts()).toEqual(['Gold 1', 'Gold 2', 'Gold 3'])
  expect(await list({ about: 'gold' })).toHaveLength(3)
  expect((await dashboard.store.chat.users(widget_id, ['gold']))[0]?.standing).toBeUndefined()
})

test('QUEUE-27 one decision closes what was selected, leaves what it does not fit, and is taken back whole', async () => {
  const texts = ['Many 1', 'Many 2', 'Many 3', 'Many 4']
  const authors = ['gold', 'lena', 'gold', 'lena']
  const seqs: number[] = []
  for (const [place, text] of texts.entries()) seqs.push(await say(authors[place] ?? '', text))
  for (const seq of seqs) await report(seq)
  await report(seqs[0] ?? 0, 'timur', 'fraud')
  const [first, second, third, fourth] = await Promise.all(texts.map(found))
  const ids = (some: readonly (ReportView | undefined)[]) => some.map((one) => one?.report_id ?? '')
  const many = async (some: readonly (ReportView | undefined)[], act: string) => {
    const body = { report_ids: [...ids(some), crypto.randomUUID()], act }
    const answer = await dashboard.ask('reports.decide_many', { cookie: ann, params: { widget_id }, body })
    return read<{ decided: ReportView[]; closed: string[] }>(answer)
  }
  const log = async (action: string) => {
    const asked = { cookie: ann, params: { widget_id }, query: { action } }
    const { entries } = await read<{ entries: { target: string }[] }>(await dashboard.ask('audit.list', asked))
    return entries.map(({ target }) => target).toSorted()
  }
  // another moderator looks at the third, and the fourth is decided already
  await dashboard.ask('reports.claim', { cookie: vera, params: about(third), body: { claimed: true } })
  await act('reports.decide', fourth, { act: 'dismiss' })
  expect(await many([third, fourth], 'delete')).toEqual({ decided: [], closed: [] })
  expect(await many([first, first], 'publish')).toEqual({ decided: [], closed: [] })
  expect(await log('reports.decide_many')).toEqual([])

  const done = await many([first, second, third, fourth], 'delete')
  expect(done.decided).toMatchObject([{ outcome: 'deleted' }, { outcome: 'deleted' }])
  expect(ids(done.decided)).toEqual(ids([first, second]))
  expect(done.closed).toHaveLength(3)
  expect(done.decided.every(({ undo_until }) => undo_until !== null)).toBe(true)
  expect(await log('reports.decide_many')).toEqual(ids([first, second]).toSorted())
  const stored = async () =>
    (await dashboard.store.chat.messagesBefore(widget_id, room_id, null, 4)).map(({ text }) => text)
  expect(await stored()).toEqual([null, null, 'Many 3', 'Many 4'])
  expect(textsOf(await list({ about: 'gold' }))).toContain('Many 3')

  const before = await log('reports.undo')
  const undone = await dashboard.ask('reports.undo', { cookie: ann, params: about(second), body: {} })
  expect(await read<object>(undone)).toMatchObject({ restored: true })
  expect(await stored()).toEqual(texts)
  expect(await log('reports.undo')).toEqual([...before, ...ids([first, second])].toSorted())
  expect(await found('Many 1')).toMatchObject({ reporters: 2, undo_until: null })
  await many([first, second], 'dismiss')
})

test('QUEUE-27 if the server can’t go on, what it decided before can be taken back, and is in the log', async () => {
  const texts = ['Half 1', 'Half 2']
  for (const text of texts) await report(await say('gold', text))
  const [first, second] = await Promise.all(texts.map(found))
  const ids = [first, second].map((one) => one?.report_id ?? '')
  const { store } = dashboard.chat
  const deleteMessage = store.deleteMessage.bind(store)
  const deleting = spyOn(store, 'deleteMessage')
  deleting.mockImplementationOnce(deleteMessage)
  deleting.mockImplementationOnce(() => Promise.reject(new ChatError('server_busy', 'The queue of writes is full.')))
  const params = { widget_id }
  const body = { report_ids: ids, act: 'delete' }
  const answer = await dashboard.ask('reports.decide_many', { cookie: ann, params, body })
  expect(deleting).toHaveBeenCalledTimes(2)
  deleting.mockRestore()
  const { decided, closed } = await read<{ decided: ReportView[]; closed: string[] }>(answer)
  expect([decided.map(({ report_id }) => report_id), closed]).toEqual([ids.slice(0, 1), ids.slice(0, 1)])
  expect(await found('Half 2')).toBeDefined()
  const undone = await dashboard.ask('reports.undo', { cookie: ann, params: about(first), body: {} })
  expect(await read<object>(undone)).toMatchObject({ restored: true })
  expect(await found('Half 1')).toBeDefined()
})

test('QUEUE-21 figures say what was decided, how fast, by whom and why, and what an appeal reversed', async () => {
  // what was decided before counts for the time before
  await dashboard.store.control
    .updateTable('report')
    .set(({ eb }) => ({ closed_at: eb('closed_at', '-', 31 * 86_400_000), created_at: 0 }))
    .where('closed_at', 'is not', null)
    .execute()
  const figures = async () =>
    read<ModerationFigures>(
      await dashboard.ask('moderation.figures', { cookie: ann, params: { widget_id }, query: { days: '30' } }),
    )
  expect(await figures()).toMatchObject({ period: { decided: 0, median_ms: null }, waiting: await waiting() })
  const rude = await say('timur', 'You fool')
  await report(rude, 'igor', 'abuse')
  await report(rude, 'lena', 'spam')
  const fine = await say('timur', 'Hello')
  await report(fine, 'igor', 'abuse')
  dashboard.clock.elapse(60_000)
  await act('reports.decide', await found('You fool'), { act: 'mute', minutes: 60, reason: 'Kind, please' }, vera)
  dashboard.clock.elapse(120_000)
  await act('reports.decide', await found('Hello'), { act: 'dismiss' })
  const change = { act: 'appeal', kind: 'mute', text: 'Please' } as const
  await dashboard.store.chat.putStanding({ widget_id, user_id: 'timur', change })
  const asked = await dashboard.ask('appeals.list', { cookie: ann, params: { widget_id } })
  const [appeal] = (await read<{ appeals: { restriction_id: string }[] }>(asked)).appeals
  const accept = { restriction_id: appeal?.restriction_id, accept: true }
  await dashboard.ask('appeals.answer', { cookie: ann, params: { widget_id }, body: accept })

  const now = await figures()
  expect(now).toMatchObject({
    complete: true,
    period: { decided: 2, upheld: 1, reversed: 1 },
    moderators: [
      { name: 'ann@shop.example', decided: 1, upheld: 0, reversed: 0 },
      { name: 'vera@shop.example', decided: 1, upheld: 1, reversed: 1 },
    ],
    reasons: [{ reason: 'abuse', decided: 2, upheld: 1, reversed: 1 }],
  })
  const times = now.moderators.map(({ median_ms }) => Math.round((median_ms ?? 0) / 60_000))
  expect(times).toEqual([3, 1])
  const refused = await dashboard.ask('moderation.figures', { cookie: vera, params: { widget_id } })
  expect((await errorOf(refused)).code).toBe('forbidden')
})
