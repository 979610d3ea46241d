import { afterEach, expect, test } from 'bun:test'
import {
  DEFAULT_WIDGET_SETTINGS,
  type WidgetSettings,
  widgetSettingsPatch,
} from '@imbachat/protocol/http/widget/widget-settings'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import { loadSecrets } from '../../config/secrets.ts'
import { createEgress } from '../../egress/egress.ts'
import { createMailer } from '../../mail/mailer.ts'
import { startSmtp, type TestSmtp } from '../../mail/testing/smtp.ts'
import { type ChatServer, startChat } from '../../realtime/testing/chat-server.ts'
import type { TestSocket } from '../../realtime/testing/test-socket.ts'
import { createNotifySite } from '../../site/call-notify.ts'
import { freshDataDir } from '../../store/testing/data-dir.ts'
import type { Reach } from '../channel.ts'
import { pass, startNotifier } from '../testing/recorder.ts'
import { createUnreadMails } from './mail-channel.ts'
import { createMailLinks } from './mail-links.ts'
import { createMailRows, type MailRows } from './mail-rows.ts'

const MINUTE = 60_000
/** Less than a lease, which is renewed at each step. */
const STEP = 25_000

const undo: (() => unknown)[] = []
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step()
})

interface World {
  chat: ChatServer
  smtp: TestSmtp
  ann: TestSocket
  bob: TestSocket
  room_id: number
  /** Connections end while the clock moves: each act has its own. */
  say(text: string, room_id?: number): Promise<void>
  read(read_seq: number): Promise<void>
  /** Moves the clock until so many mails have come. */
  mails(count: number): Promise<TestSmtp['mails']>
  minutes(count: number): Promise<void>
  lookAgain(): Promise<void>
  log(): Promise<{ state: string; problem: string | null }[]>
  rows: MailRows
  /** what the dashboard says of mails to a user */
  reach(user_id: string): Promise<Pick<Reach, 'obstacle' | 'waits' | 'until' | 'address'>>
}

/** Ann and Bob have a dialog; Bob has an address, and looks away. */
async function world(given: Partial<WidgetSettings> = {}): Promise<World> {
  const settings = { mail: true, mail_page_url: 'https://shop.example/messages', ...given }
  const chat = await startChat({ settings })
  const smtp = await startSmtp()
  const { dataDir, remove } = await freshDataDir()
  for (const name of ['ann', 'bob', 'cat']) {
    chat.siteUsers.set(name, { name: name[0]?.toUpperCase() + name.slice(1), user_mail: `${name}@shop.example` })
  }
  const mail = { host: '127.0.0.1', port: smtp.port, tls: 'none' as const, from: 'Shop <chat@shop.example>' }
  const mailer = createMailer(mail, undefined, { keepsOpen: true })
  const { control, readDb } = chat.store
  const rows = createMailRows({ control, readDb })
  const { channel } = createUnreadMails({
    users: chat.gateway.deps.users,
    events: chat.store.chat,
    mailer,
    notifySite: createNotifySite(createEgress({ allowLoopback: true, allow: [], clock: chat.clock })),
    rows,
    links: createMailLinks({ secrets: loadSecrets({ secret: undefined, dataDir }), publicUrl: 'https://chat.example' }),
    replies: null,
    clock: chat.clock,
    limits: DEFAULT_LIMITS,
  })
  /** The clock stands still while a mail is on its way: it takes real time. */
  const onTheWay = new Set<Promise<unknown>>()
  const watched: typeof channel = {
    ...channel,
    notify(due) {
      const notifying = channel.notify(due)
      onTheWay.add(notifying)
      void notifying.catch(() => {}).finally(() => onTheWay.delete(notifying))
      return notifying
    },
  }
  const step = async () => {
    await pass(chat, STEP, STEP)
    await Promise.allSettled(onTheWay)
  }
  const notifier = await startNotifier(chat, [watched])
  undo.push(
    remove,
    () => chat.stop(),
    () => smtp.stop(),
    () => mailer.close(),
    () => notifier.close(),
  )
  const [ann, bob] = [await chat.signIn('ann'), await chat.signIn('bob')]
  await chat.siteAnswered()
  const { room_id } = (await ann.request('dialog.open', { user_id: 'bob' })).room
  return {
    ...{ chat, smtp, ann, bob, room_id, rows },
    async reach(user_id) {
      const widget = await chat.gateway.deps.widgets.find(chat.widget_id)
      const [user] = await chat.store.chat.users(chat.widget_id, [user_id])
      if (!widget || !user) throw new Error('there is no such user')
      const { obstacle, waits, until, address } = await channel.reach(widget, user)
      return { obstacle, waits, until, address }
    },
    async say(text, room = room_id) {
      const message = { room_id: room, client_id: crypto.randomUUID(), text }
      await (await chat.signIn('ann')).request('message.send', message)
    },
    async read(read_seq) {
      await (await chat.signIn('bob')).request('receipts.update', { rooms: [{ room_id, read_seq }] })
    },
    async mails(count) {
      for (let tries = 0; smtp.mails.length < count; tries++) {
        if (tries > 4_000) throw new Error(`only ${smtp.mails.length} of ${count} mails came`)
        await step()
      }
      return smtp.mails
    },
    async minutes(count) {
      for (let passed = 0; passed < count * MINUTE; passed += STEP) await step()
    },
    /** What was put off is looked at, as if its time had come. */
    async lookAgain() {
      await chat.store.control.updateTable('notification').set({ due_at: 0 }).where('due_at', 'is not', null).execute()
      await notifier.changed(chat.widget_id)
    },
    log: () => readDb.selectFrom('notification_log').select(['state', 'problem']).orderBy('at').execute(),
  }
}

const header = ({ raw }: { raw: string }, name: string): string =>
  new RegExp(`^${name}: ([\\s\\S]*?)\\r\\n(?![ \\t])`, 'im').exec(raw)?.[1]?.replace(/\r\n\s+/g, ' ') ?? ''

test('MAIL-5 fifteen unread messages of three conversations are one mail, ten minutes after the first', async () => {
  const { chat, ann, say, smtp, mails, minutes, room_id } = await world()
  const cat = await chat.signIn('cat')
  const fromCat = (await cat.request('dialog.open', { user_id: 'bob' })).room.room_id
  const club = (await ann.request('room.open', { pipe: 'club', title: 'Club', user_ids: ['bob'] })).room.room_id
  for (let n = 1; n <= 5; n++) {
    await say(`dialog ${n}`)
    await say(`club ${n}`, club)
    await cat.request('message.send', { room_id: fromCat, client_id: crypto.randomUUID(), text: `cat ${n}` })
  }
  await minutes(9)
  expect(smtp.mails).toEqual([])
  const [mail] = await mails(1)
  await minutes(30)
  expect(smtp.mails.map(({ to }) => to)).toEqual([['bob@shop.example']])
  if (mail === undefined) throw new Error('no mail')
  for (const words of ['15 unread messages', 'dialog 1', 'dialog 5', 'club 5', 'cat 3', 'Club']) {
    expect(mail.text).toContain(words)
  }
  expect(header(mail, 'Subject')).toBe('New messages: shop.example')
  expect(header(mail, 'Auto-Submitted')).toBe('auto-generated')
  expect(header(mail, 'List-Id')).toContain(`<chat-${chat.widget_id}.shop.example>`)
  expect(header(mail, 'List-Unsubscribe')).toMatch(
    /^<https:\/\/chat\.example\/imbachat\/v1\/\d+\/mail\/off\/2\.[\w-]+>$/,
  )
  expect(header(mail, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
  expect(header(mail, 'References')).toBe(header(mail, 'In-Reply-To'))
  expect(mail.text).toMatch(/Open chat: https:\/\/chat\.example\/imbachat\/v1\/\d+\/mail\/open\/2\./)
  expect(room_id).toBeGreaterThan(0)
})

test('MAIL-5 a mail about a request that waits says who asks, and nothing that they wrote', async () => {
  const { say, mails } = await world({ dialogs: 'request' })
  await say('Your account is locked: https://evil.example')
  const [mail] = await mails(1)
  expect(mail?.text).toContain('Ann · 1 unread message')
  for (const part of [mail?.text, mail?.raw]) expect(part).not.toContain('account is locked')
})

test('MAIL-6 mails keep the pause and come twice about a conversation until it is read, in one thread', async () => {
  const { read, say, smtp, mails, minutes } = await world({ mail_every_minutes: 30 })
  await say('one')
  await mails(1)
  await say('two')
  await minutes(28)
  expect(smtp.mails).toHaveLength(1)
  const [first, second] = await mails(2)
  await say('the third')
  await minutes(45)
  expect(smtp.mails).toHaveLength(2)
  if (first === undefined || second === undefined) throw new Error('no mail')
  expect(header(second, 'References')).toBe(header(first, 'References'))
  expect(header(second, 'Subject')).toBe(header(first, 'Subject'))
  expect(header(second, 'Message-ID')).not.toBe(header(first, 'Message-ID'))
  expect(second.text).toContain('two')
  expect(second.text).not.toContain('the third')
  await read(3)
  await say('four')
  expect((await mails(3))[2]?.text).toContain('four')
})

test('NOTIFY-11 the dashboard says why a user gets no mail, or what the next one waits for', async () => {
  const { chat, bob, rows, reach, say, mails } = await world({ mail_every_minutes: 30 })
  const { widget_id } = chat
  const address = 'bob@shop.example'
  expect(await reach('bob')).toEqual({ obstacle: null, waits: null, until: null, address })
  await rows.stop(widget_id, 'bob', address)
  expect(await reach('bob')).toMatchObject({ obstacle: 'address_refused', address })
  await rows.resume(widget_id, 'bob')
  expect(await reach('bob')).toMatchObject({ obstacle: null })
  chat.siteUsers.set('dan', { name: 'Dan' })
  await chat.signIn('dan')
  await chat.siteAnswered()
  expect(await reach('dan')).toMatchObject({ obstacle: 'no_address', address: null })
  await bob.request('settings.set', { settings: { mail: false } })
  expect(await reach('bob')).toMatchObject({ obstacle: 'unsubscribed' })
  await bob.request('settings.set', { settings: { mail: true } })
  await say('one')
  await mails(1)
  const { sent_at } = await rows.mailed(widget_id, 'bob')
  expect(await reach('bob')).toMatchObject({ obstacle: null, waits: 'mail_every', until: (sent_at ?? 0) + 30 * MINUTE })
})

test('MAIL-6 a user gets no more mails a day than the widget allows', async () => {
  const { chat, read, say, smtp, mails, minutes, lookAgain } = await world({
    mail_per_day: 2,
    mail_every_minutes: 0,
    mail_minutes: 1,
  })
  for (let seq = 1; seq <= 3; seq++) {
    await say(`${seq}`)
    if (seq < 3) {
      await mails(seq)
      await read(seq)
    }
  }
  await minutes(15)
  expect(smtp.mails).toHaveLength(2)
  const { control } = chat.store
  await control
    .updateTable('mail_recipient')
    .set({ day_at: chat.clock.now() - 23 * 60 * MINUTE })
    .execute()
  await lookAgain()
  await minutes(30)
  expect(smtp.mails).toHaveLength(2)
  await mails(3)
})

test('MAIL-7 a mail waits until the quiet hours of its user end, and is in the language of the user', async () => {
  const { chat, bob, say, smtp, mails, minutes } = await world({ mail_quiet_hours: '00:00-12:00' })
  const hour = new Date(chat.clock.now()).getUTCHours()
  const two = (hours: number) => String((hours + 24) % 24).padStart(2, '0')
  const settings = { time_zone: 'UTC', quiet_hours: `${two(hour - 1)}:00-${two(hour + 3)}:00`, spoken: 'de' as const }
  await bob.request('settings.set', { settings })
  await say('Hallo')
  await minutes(100)
  expect(smtp.mails).toEqual([])
  const [mail] = await mails(1)
  expect(new Date(chat.clock.now()).getUTCHours()).toBe((hour + 3) % 24)
  expect(mail?.text).toContain('1 ungelesene Nachricht')
})

test('MAIL-8 a mail goes to the address that the user has when it is sent', async () => {
  const { chat, say, mails } = await world()
  await say('Hello')
  chat.siteUsers.set('bob', { name: 'Bob', user_mail: 'new@shop.example' })
  expect((await mails(1))[0]?.to).toEqual(['new@shop.example'])
})

test('MAIL-8 the site hears of an address that does not exist, which gets no further mail until the user has another one', async () => {
  const { chat, say, smtp, mails, minutes, log } = await world({ mail_every_minutes: 0 })
  smtp.fail({ at: 'rcpt', code: 550, words: '5.1.1 <bob@shop.example> unknown' })
  await say('one')
  await minutes(15)
  smtp.fail(null)
  await say('two')
  await minutes(15)
  expect(smtp.mails).toEqual([])
  expect(await log()).toMatchObject([{ state: 'given_up', problem: expect.stringContaining('5.1.1') }])
  expect(JSON.stringify(await log())).not.toContain('bob@')
  const range = { after: 0, limit: 10, types: ['notification.bounced' as const] }
  const { events } = await chat.store.chat.eventsAfter(chat.widget_id, range)
  expect(events.map(({ data }) => data)).toMatchObject([
    { user_id: 'bob', channel: 'mail', address: 'bob@shop.example', problem: expect.stringContaining('5.1.1') },
  ])
  chat.siteUsers.set('bob', { name: 'Bob', user_mail: 'bob@home.example' })
  await chat.gateway.deps.users.refresh(chat.widget_id, 'bob')
  await say('three')
  expect((await mails(1))[0]).toMatchObject({ to: ['bob@home.example'], text: expect.stringContaining('three') })
})

test('MAIL-8 a refusal for another reason stops no address, and one that may pass is tried again', async () => {
  const { read, say, smtp, mails, minutes, log } = await world({ mail_every_minutes: 0 })
  smtp.fail({ at: 'data', code: 554, words: '5.7.1 content is refused' })
  await say('one')
  await minutes(15)
  expect(await log()).toMatchObject([{ state: 'given_up' }])
  await read(1)
  for (const failure of [
    { at: 'rcpt', code: 450, words: '4.2.1 try later' },
    { at: 'rcpt', code: 554, words: '5.7.1 relay access denied' },
  ] as const) {
    smtp.fail(failure)
    await say('two')
    await minutes(15)
  }
  expect(smtp.mails).toEqual([])
  smtp.fail(null)
  expect((await mails(1))[0]?.text).toContain('two')
})

test('MAIL-9 a mail whose answer was lost is sent again with the same id', async () => {
  const { say, smtp, mails } = await world()
  smtp.fail('lose')
  await say('one')
  await mails(1)
  await say('two')
  smtp.fail(null)
  const [first, second] = await mails(2)
  if (first === undefined || second === undefined) throw new Error('no mail')
  expect(header(second, 'Message-ID')).toBe(header(first, 'Message-ID'))
  expect(second.text).toContain('one')
})

test('MAIL-9 a mail about more messages than it shows keeps its id too, though its first message is gone', async () => {
  const { chat, say, smtp, mails, room_id } = await world()
  smtp.fail('lose')
  for (let n = 1; n <= 12; n++) await say(`before ${n}`)
  await mails(1)
  await (await chat.signIn('ann')).request('message.delete', { room_id, seq: 1 })
  for (let n = 1; n <= 12; n++) await say(`after ${n}`)
  smtp.fail(null)
  const [first, second] = await mails(2)
  if (first === undefined || second === undefined) throw new Error('no mail')
  expect(header(second, 'Message-ID')).toBe(header(first, 'Message-ID'))
})

test('MAIL-9 a mail about what came after the user had read has an id of its own', async () => {
  const { say, read, smtp, mails } = await world()
  smtp.fail('lose')
  await say('the first message')
  await mails(1)
  await say('two')
  await read(1)
  smtp.fail(null)
  const [first, second] = await mails(2)
  if (first === undefined || second === undefined) throw new Error('no mail')
  expect(header(second, 'Message-ID')).not.toBe(header(first, 'Message-ID'))
  expect(second.text).not.toContain('the first message')
})

test('MAIL-6 a clock that was ahead holds up no mail', async () => {
  const { chat, say, mails } = await world()
  await say('one')
  await mails(1)
  await chat.store.control
    .updateTable('mail_recipient')
    .set({ sent_at: chat.clock.now() + 900 * MINUTE, day_at: chat.clock.now() + 900 * MINUTE })
    .execute()
  const before = chat.clock.now()
  await say('two')
  await mails(2)
  expect(chat.clock.now() - before).toBeLessThan(60 * MINUTE)
})

test('MAIL-10 a user who turned mails off gets none, of one conversation or at all', async () => {
  const { chat, ann, bob, say, smtp, mails, minutes, room_id } = await world({ mail_every_minutes: 0 })
  const club = (await ann.request('room.open', { pipe: 'club', title: 'Club', user_ids: ['bob'] })).room.room_id
  await bob.request('settings.set', { settings: { mail_off: [room_id] } })
  await say('in the dialog')
  await minutes(30)
  expect(smtp.mails).toEqual([])
  await say('in the club', club)
  const [mail] = await mails(1)
  expect(mail?.text).not.toContain('in the dialog')
  await (await chat.signIn('bob')).request('settings.set', { settings: { mail: false } })
  await say('again', club)
  await minutes(30)
  expect(smtp.mails).toHaveLength(1)
})

test('MAIL-36 a widget names its sender and where answers go, and the address stays that of the server', async () => {
  const { say, mails } = await world({ mail_from_name: 'Магазин, «Лодки»', mail_reply_to: 'help@boats.example' })
  await say('Hello')
  const [mail] = await mails(1)
  if (mail === undefined) throw new Error('no mail')
  const from = header(mail, 'From')
  expect(from).toEndWith(' <chat@shop.example>')
  expect(from).toContain('=?UTF-8?')
  expect(header(mail, 'Reply-To')).toBe('help@boats.example')
  expect(mail.from).toBe('chat@shop.example')
  for (const name of ['admin@bank.example', 'A <b>', '"quoted', 'two\nlines', ' ']) {
    expect(widgetSettingsPatch.safeParse({ mail_from_name: name }).success).toBe(false)
  }
})

test('MAIL-11 with a notify URL the site gets title, body, address and an id, and no mail is sent', async () => {
  const calls: { authorization: string | null; form: URLSearchParams }[] = []
  let status = 500
  const site = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const form = new URLSearchParams(await request.text())
      calls.push({ authorization: request.headers.get('authorization'), form })
      return new Response('ok', { status })
    },
  })
  undo.push(() => site.stop(true))
  const { chat, say, smtp, minutes } = await world({ notify_url: `http://127.0.0.1:${site.port}/notify` })
  await say('Hello')
  await minutes(13)
  expect(calls.length).toBeGreaterThan(1)
  status = 200
  const refused = calls.length
  await minutes(60)
  expect(calls).toHaveLength(refused + 1)
  const taken = calls.at(-1)
  const widget = await chat.widgets.find(chat.widget_id)
  const basic = Buffer.from(`${widget?.api_login}:${widget?.apiPasswords[0]}`).toString('base64')
  expect(taken?.authorization).toBe(`Basic ${basic}`)
  // by the id a site tells that it is the same mail again
  const ids = calls.map(({ form }) => form.get('id') ?? '')
  const [id = ''] = ids
  expect(id).toMatch(/^[\da-f]{40}@/)
  expect(new Set(ids).size).toBe(1)
  expect(Object.fromEntries(taken?.form ?? [])).toEqual({
    ...{ id, user_id: 'bob', language: 'en' },
    title: 'New messages: Ann · shop.example',
    body: expect.stringContaining('Hello'),
    email_to: 'bob@shop.example',
  })
  expect(smtp.mails).toEqual([])
})

test('MAIL-5 mails are off until the owner turns them on', async () => {
  expect(DEFAULT_WIDGET_SETTINGS.mail).toBe(false)
  const { say, smtp, minutes } = await world({ mail: false })
  await say('Hello')
  await minutes(30)
  expect(smtp.mails).toEqual([])
})
