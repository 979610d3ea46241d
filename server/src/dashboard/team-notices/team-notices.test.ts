import { afterEach, beforeEach, expect, test } from 'bun:test'
import { until } from '../../../../sdk/src/testing/until.ts'
import type { Clock } from '../../chat/clock.ts'
import { silentLog } from '../../chat/log.ts'
import { writeMail } from '../../mail/write-mail.ts'
import { type ChatServer, startChat } from '../../realtime/testing/chat-server.ts'
import type { Mail, NoticeFacts, ReplyMail } from '../mails.ts'
import { createTeamNotices, type FailingProgram, type TeamNotices, type TeamNoticesDeps } from './team-notices.ts'

const MINUTE = 60_000
const WHERE = { publicUrl: 'https://chat.example', link: null }
let chat: ChatServer
let owners: TeamNotices
let sent: (Mail | ReplyMail)[]
let pushed: NoticeFacts[]
let hear: Parameters<TeamNoticesDeps['bus']['subscribe']>[0]
let failing: ReturnType<TeamNoticesDeps['failingSites']>
let programs: FailingProgram[]
/** A look that has ended sets the time of the next one. */
let looks = 0
const clock: Clock = {
  now: () => chat.clock.now(),
  after(ms, run) {
    looks++
    return chat.clock.after(ms, run)
  },
}
/** Stores a mail, and sends one that could not be stored. */
let queue: Pick<NonNullable<TeamNoticesDeps['mail']>, 'add' | 'send'>
const make = () =>
  createTeamNotices({
    ...{ control: chat.store.control, readDb: chat.store.readDb, clock, log: silentLog },
    mail: { add: (mail) => queue.add(mail), send: (mail) => queue.send(mail), async test() {} },
    push: {
      has: async (account_id) => account_id === 'mod',
      async send(_, { facts }) {
        pushed.push(facts)
        return true
      },
    },
    bus: {
      subscribe(receive) {
        hear = receive
        return () => {}
      },
    },
    failingSites: () => failing,
    failingPrograms: async () => programs,
    limits: { OWNER_MAIL_HOURS: 6 },
  })

beforeEach(async () => {
  sent = []
  pushed = []
  failing = []
  programs = []
  queue = {
    async add(mail) {
      sent.push(mail)
    },
    async send() {},
  }
  chat = await startChat()
  const { control } = chat.store
  for (const [id, administrator] of [
    ['ann', 1],
    ['mod', 0],
    ['viewer', 0],
  ] as const) {
    await control
      .insertInto('owner')
      .values({
        ...{ id, name: id, email: `${id}@shop.example`, email_verified: 1, image: null, administrator },
        ...{ created_at: '2026-01-01', updated_at: '2026-01-01' },
      })
      .execute()
  }
  await control.updateTable('widget').set({ account_id: 'ann' }).execute()
  for (const [account_id, role] of [
    ['mod', 'moderator'],
    ['viewer', 'viewer'],
  ] as const) {
    await control
      .insertInto('team_member')
      .values({ widget_id: chat.widget_id, account_id, role, created_at: 1 })
      .execute()
  }
  owners = make()
  owners.start()
})
afterEach(async () => {
  await owners.close()
  await chat.stop()
})

const mailed = () =>
  sent.map((mail) => (mail.kind === 'owner_notice' ? `${mail.facts.topic} ${mail.email}` : mail.kind))
/** In steps of a look each. */
async function pass(minutes: number): Promise<void> {
  for (let passed = 0; passed < minutes; passed++) {
    const before = looks
    chat.clock.elapse(MINUTE)
    await until(() => looks > before, 'the look has ended')
  }
}
async function report(): Promise<void> {
  const [one, other] = [await chat.signIn('one'), await chat.signIn('other')]
  const { room_id } = (await one.request('dialog.open', { user_id: 'other' })).room
  const { seq } = await one.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'Spam' })
  await other.request('report.send', { room_id, seq, reason: 'spam', comment: '' })
}

test('MAIL-30 moderators are mailed about what waits for 15 minutes, once, and again about something new', async () => {
  await report()
  await pass(12)
  expect(mailed()).toEqual([])
  await pass(6)
  expect(mailed().toSorted()).toEqual(['waiting ann@shop.example', 'waiting mod@shop.example'])
  await pass(8 * 60)
  expect(mailed()).toHaveLength(2)
  await report()
  await pass(20)
  expect(mailed()).toHaveLength(4)
})

test('MAIL-31 moderators get a notification about what waits within a minute, and one in five minutes', async () => {
  await report()
  await pass(1)
  expect(pushed).toEqual([{ topic: 'waiting', count: 1 }])
  await report()
  await pass(2)
  expect(pushed).toHaveLength(1)
  await pass(4)
  expect(pushed.slice(1)).toEqual([{ topic: 'waiting', count: 2 }])
  await pass(30)
  expect(pushed).toHaveLength(2)
})

test('MAIL-30 a report that a moderator put off is mailed about when its time has come', async () => {
  await report()
  await chat.store.control
    .updateTable('report')
    .set({ snoozed_until: chat.clock.now() + 60 * MINUTE })
    .execute()
  await pass(58)
  expect(mailed()).toEqual([])
  expect(pushed).toEqual([])
  await pass(4)
  expect(mailed()).toHaveLength(2)
})

test('MAIL-31 three reports of one message are one that waits', async () => {
  const names = ['one', 'other', 'third', 'fourth']
  const people = await Promise.all(names.map((name) => chat.signIn(name)))
  const [one] = people
  const { room } = (await one?.request('room.open', { pipe: 'talk', title: 'Talk', is_public: true })) ?? {}
  if (!one || !room) throw new Error('there is no room')
  const { room_id } = room
  const { seq } = await one.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'Spam' })
  for (const reporter of people.slice(1)) {
    await reporter.request('room.open', { pipe: 'talk', title: 'Talk', is_public: true })
    await reporter.request('report.send', { room_id, seq, reason: 'spam', comment: '' })
  }
  await pass(1)
  expect(pushed).toEqual([{ topic: 'waiting', count: 1 }])
})

test('MAIL-31 a report is looked for a second after it was made', async () => {
  await report()
  hear({ t: 'queue', widget_id: chat.widget_id }, 'here')
  hear({ t: 'queue', widget_id: chat.widget_id }, 'here')
  const before = looks
  chat.clock.elapse(1_000)
  await until(() => looks > before, 'the look has ended')
  expect(pushed).toEqual([{ topic: 'waiting', count: 1 }])
})

test('MAIL-30 two nodes mail nobody twice', async () => {
  const other = make()
  await Promise.all([owners.notifyDisk('a'), other.notifyDisk('b')])
  expect(mailed()).toEqual(['disk ann@shop.example'])
})

test('MAIL-32 a mail about the disk that no queue takes is sent at once, and again after a failure', async () => {
  const tries: string[] = []
  let refuses = true
  queue = {
    async add() {
      throw new Error('database or disk is full')
    },
    async send(mail) {
      tries.push('email' in mail ? mail.email : '')
      if (refuses) throw new Error('the mail server refuses')
    },
  }
  const refused = await owners.notifyDisk('a').then(
    () => null,
    (error: Error) => error.message,
  )
  expect(refused).toBe('the mail server refuses')
  refuses = false
  await owners.notifyDisk('a')
  await owners.notifyDisk('a')
  expect(tries).toEqual(['ann@shop.example', 'ann@shop.example'])
})

test('MAIL-30 a mail that could not be stored is tried again with the next look', async () => {
  const store = queue.add
  queue.add = async () => {
    throw new Error('the database went away')
  }
  await report()
  await pass(17)
  expect(mailed()).toEqual([])
  queue.add = store
  await pass(5)
  expect(mailed()).toEqual(['waiting ann@shop.example', 'waiting mod@shop.example'])
})

test('MAIL-30 a person who turned a kind of mail off gets none of it, and the others', async () => {
  expect(await owners.choice('ann')).toMatchObject({ topics: { site: true, webhook: true } })
  await owners.change('ann', { language: 'ru', topics: { site: false } })
  expect(await owners.choice('ann')).toEqual({
    language: 'ru',
    topics: { waiting: true, site: false, webhook: true, key: true, disk: true },
  })
  failing = [{ widget_id: chat.widget_id, since: chat.clock.now() - 20 * MINUTE, message: 'It answered 500.' }]
  await pass(3)
  expect(mailed()).toEqual([])
  await owners.notify(chat.widget_id, { topic: 'webhook', host: 'shop.example', reason: 'gone' })
  expect(sent).toMatchObject([{ email: 'ann@shop.example', language: 'ru', facts: { topic: 'webhook' } }])
})

test('MAIL-35 people are told once of an API key a week before it ends, and again of the next one', async () => {
  const { widget_id, store, clock: now } = chat
  const DAY = 1_440 * MINUTE
  const make = async (name: string, days: number, more: { revoked_at?: number; created_at?: number } = {}) => {
    const expires_at = now.now() + days * DAY
    await store.control
      .insertInto('api_key')
      .values({
        ...{ widget_id, id: name, name, secret_hash: name, start: name, scopes: '[]', created_at: 1, made_by: 'ann' },
        ...{ expires_at, ...more },
      })
      .execute()
    return expires_at
  }
  const mails = () =>
    sent.map((mail) => (mail.kind === 'owner_notice' ? { email: mail.email, facts: mail.facts } : { email: '' }))
  const about = (names: string[], endsAt: number) => ({
    email: 'ann@shop.example',
    facts: { topic: 'key' as const, names, endsAt },
  })
  await make('revoked', 3, { revoked_at: 1 })
  await make('later', 8)
  await make('of a week, new', 6, { created_at: now.now() - DAY })
  await pass(3)
  expect(mails()).toEqual([])
  const endsAt = await make('CRM', 6.5)
  await pass(3)
  expect(mails()).toEqual([about(['CRM'], endsAt)])
  await pass(7 * 60)
  expect(mails()).toEqual([about(['CRM'], endsAt)])
  await store.control
    .updateTable('api_key')
    .set({ expires_at: now.now() + 7 * DAY + MINUTE })
    .where('id', '=', 'later')
    .execute()
  await pass(3)
  expect(mails().slice(1)).toEqual([about(['CRM', 'later'], endsAt)])
})

test('MAIL-34 people are told once that a webhook fails for an hour, and again of the next time', async () => {
  const { control } = chat.store
  const fails = async (failing_since: number | null) => {
    await control.updateTable('webhook_endpoint').set({ failing_since }).execute()
  }
  const url = 'https://hooks.shop.example/in?key=secret'
  const { widget_id } = chat
  const id = 'we_1'
  await control
    .insertInto('webhook_endpoint')
    .values({
      ...{ widget_id, id, url, description: '', types: null, off_reason: null, sealed: '', previous_sealed: null },
      ...{ previous_ends_at: null, language: 'en', created_at: 1, after_id: 0, gap_from: null, gap_to: null },
    })
    .execute()
  await control
    .insertInto('webhook_delivery')
    .values({
      ...{ widget_id, endpoint_id: id, event_id: 1, run: 0, type: 'message.created', state: 'pending' },
      ...{ tries: 1, held_ms: 0, next_at: null, at: 1, status: 500, problem: null, answer: '', ms: 1 },
    })
    .execute()
  await fails(chat.clock.now() - 50 * MINUTE)
  await pass(8)
  expect(mailed()).toEqual([])
  await pass(4)
  expect(mailed()).toEqual(['webhook ann@shop.example'])
  // a moderator does not manage webhooks; a day of failures is one
  await pass(24 * 60)
  expect(mailed()).toHaveLength(1)
  await owners.notify(widget_id, { topic: 'webhook', host: 'hooks.shop.example', reason: 'unreachable' })
  expect(mailed()).toHaveLength(2)
  await fails(null)
  await pass(2)
  await fails(chat.clock.now())
  await pass(62)
  expect(mailed()).toHaveLength(3)
  const texts = sent.map((mail) => (mail.kind === 'owner_notice' ? writeMail(mail, WHERE).text : ''))
  expect(texts[0]).toContain('For an hour, hooks.shop.example has taken no event')
  expect(texts[1]).toContain('for days, it took none')
  expect(texts.join()).not.toContain('secret')
})

test('MAIL-34 people are told that their program decides about no message, and what becomes of messages', async () => {
  const told = async (failure: FailingProgram['failure'], since: number) => {
    programs = [{ widget_id: chat.widget_id, since, message: 'It answered 500.', failure }]
    await pass(2)
    const [mail] = sent.splice(0)
    return mail?.kind === 'owner_notice' ? writeMail(mail, WHERE).text : ''
  }
  const first = chat.clock.now()
  expect(await told('closed', first)).toContain('no message is sent')
  // a day of failures is one
  await pass(24 * 60)
  expect(await told('closed', first)).toBe('')
  const text = await told('open', chat.clock.now())
  expect(text).toContain('sent without its check')
  expect(text).toContain(`https://chat.example/dashboard/widgets/${chat.widget_id}/site`)
})

test('MAIL-30 each mail leads to where it is put right, and says where it is turned off', async () => {
  failing = [{ widget_id: chat.widget_id, since: chat.clock.now() - 20 * MINUTE, message: 'It answered 500.' }]
  await pass(2)
  await owners.notifyDisk('node-1')
  await report()
  await pass(20)
  const texts = sent.flatMap((mail) => (mail.kind === 'owner_notice' ? [writeMail(mail, WHERE).text] : []))
  for (const page of [`widgets/${chat.widget_id}/site`, `widgets/${chat.widget_id}/moderation`, 'server']) {
    expect(texts.some((text) => text.includes(`https://chat.example/dashboard/${page}\n`))).toBe(true)
  }
  for (const text of texts) expect(text).toContain('https://chat.example/dashboard/account')
})
