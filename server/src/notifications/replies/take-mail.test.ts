import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import sharp from 'sharp'
import {
  AUTHSERV_ID,
  mimeOf,
  type ReplyServer,
  type ReplyWorld,
  replyServer,
  replyWorld,
} from './testing/reply-world.ts'

let server: ReplyServer
let world: ReplyWorld
beforeAll(async () => {
  server = await replyServer()
})
afterAll(() => server.stop())
beforeEach(async () => {
  world = await replyWorld(server)
})
afterEach(() => world.stop())

const texts = async () => (await world.messages()).map(({ text }) => text)
const kinds = () => [...world.sent.values()].map((mail) => (mail.kind === 'reply_refused' ? mail.why : mail.kind))

describe('MAIL-21 an answer by mail', () => {
  test('an answer is a message of its user, says that it came by mail, and marks what it answers as read', async () => {
    const { boris, deliver, messages, room_id, chat, mailLog } = world
    const seen = boris.event('message', ({ message }) => message.sender_id === 'anna')
    const text = 'Yes, it is.\r\n\r\nOn Mon, Nov 30, 2026 Shop chat <chat@shop.example> wrote:\r\n> Is the bike'
    expect(await deliver({ text })).toMatchObject({ outcome: 'posted' })
    expect(await messages()).toMatchObject([{ text: 'Yes, it is.', via: 'mail', reply_to: null }])
    expect(await seen).toMatchObject({ room_id, message: { text: 'Yes, it is.', sender_id: 'anna', via: 'mail' } })
    const row = await chat.store.chat.roomOf(world.widget_id, room_id, 'anna')
    expect(row?.member.read_seq).toBe(2)
    expect((await mailLog()).answered_at).not.toBeNull()
    expect(kinds()).toEqual([])
  })

  test('an answer is one message, however often the mail is delivered', async () => {
    const mail = { id: '<one@home.example>', text: 'Once' }
    const taken = await Promise.all([world.deliver(mail), world.deliver(mail)])
    expect(taken.map(({ outcome }) => outcome)).toEqual(['posted', 'posted'])
    await world.deliver(mail)
    await world.deliver({ text: 'Without an id', id: null })
    await world.deliver({ text: 'Without an id', id: null })
    expect(await texts()).toEqual(['Once', 'Without an id'])
  })

  test('an answer that a killed node had posted before it noted it stays one message', async () => {
    const mail = { id: '<killed@home.example>', text: 'Before the kill' }
    await world.deliver(mail)
    await world.chat.store.control.deleteFrom('mail_reply').execute()
    expect(await world.deliver(mail)).toMatchObject({ outcome: 'posted' })
    expect(await texts()).toEqual(['Before the kill'])
  })

  test('an answer is read in windows-1251 and koi8-r, from HTML alone, and in any case of its address', async () => {
    const cyrillic = { cp1251: [0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2], koi8: [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4] }
    for (const [charset, bytes] of [
      ['windows-1251', cyrillic.cp1251],
      ['koi8-r', cyrillic.koi8],
    ] as const) {
      const body = `Content-Type: text/plain; charset=${charset}\r\n\r\n`
      const head = new TextEncoder().encode(mimeOf({ to: world.address.toUpperCase(), body }))
      await world.deliver(new Uint8Array([...head, ...bytes]))
    }
    await world.deliver({
      body: 'Content-Type: text/html; charset=utf-8\r\n\r\n<p>Only <b>HTML</b></p><blockquote>no</blockquote>',
    })
    expect(await texts()).toEqual(['Привет', 'Привет', 'Only HTML'])
  })

  test('MAIL-29 an answer is under the rules of each message, and its user is told once by mail why it is not sent', async () => {
    const { chat, deliver, sent } = world
    await deliver({ id: '<long@home.example>', text: 'a'.repeat(20_000) })
    await deliver({ id: '<long@home.example>', text: 'a'.repeat(20_000) })
    await deliver({ text: '> only\r\n> a quote' })
    await chat.setRules(world.widget_id, {
      lists: [{ ...{ list_id: 'a', name: 'No', kind: 'words', action: 'refuse' }, entries: ['casino'] }],
    })
    chat.clock.elapse(2_000)
    await deliver({ text: 'casino' })
    expect(kinds()).toEqual(['long', 'empty', 'refused'])
    expect([...sent.values()][0]).toMatchObject({ email: 'anna@home.example', answers: '<long@home.example>' })
    for (let n = 0; n < 10; n++) await deliver({ text: 'casino' })
    expect(kinds()).toHaveLength(5)
    expect(await texts()).toEqual([])
  })

  test('an answer of a user whom the other one blocks is not sent', async () => {
    await world.boris.request('user.block', { user_id: 'anna', blocked: true })
    await world.deliver({ text: 'Hello?' })
    expect(await texts()).toEqual([])
    expect(kinds()).toEqual(['not_allowed'])
  })
})

const rowsOf = (table: 'mail_reply' | 'reply_token') =>
  world.chat.store.readDb.selectFrom(table).selectAll().where('widget_id', '=', world.widget_id).execute()

const SIGNED = `${AUTHSERV_ID}; dkim=pass header.d=home.example`

describe('MAIL-22 MAIL-33 nobody else gets a message in:', () => {
  const forged: [string, Parameters<ReplyWorld['deliver']>[0] & object][] = [
    ['another sender', { from: 'mallory@evil.example' }],
    ['a mail server that says nothing', { authentication: null }],
    ['a mail server that says no', { authentication: `${AUTHSERV_ID}; dkim=fail header.d=home.example` }],
    ['another mail server', { authentication: 'mx.evil.example; dkim=pass header.d=home.example' }],
    ['another domain that signed', { authentication: `${AUTHSERV_ID}; dkim=pass header.d=evil.example` }],
    ['a domain below that of the sender', { authentication: `${AUTHSERV_ID}; dkim=pass header.d=x.home.example` }],
    [
      'an invented result below the true one',
      {
        authentication: `${AUTHSERV_ID}; spf=fail smtp.mailfrom=home.example`,
        headers: [`Authentication-Results: ${AUTHSERV_ID}; dkim=pass header.d=home.example`],
      },
    ],
    [
      'a result in a comment or in quotes',
      {
        authentication: `${AUTHSERV_ID}; none (; dkim=pass header.d=home.example) x="; spf=pass smtp.mailfrom=home.example"`,
      },
    ],
    ...Object.entries({
      'a comment that is not closed': 'spf=fail smtp.mailfrom=a(b@evil.example; dmarc=fail header.from=home.example',
      'a quote that is not closed': 'spf=fail smtp.mailfrom=a"b@evil.example; dmarc=fail header.from=home.example',
      'more text than is read': `dkim=fail header.d=${'a.'.repeat(5_200)}evil.example`,
    }).map(([title, result]): [string, { authentication: string; headers: string[] }] => [
      `an invented result below the true one, which has ${title},`,
      { authentication: `${AUTHSERV_ID}; ${result}`, headers: [`Authentication-Results: ${SIGNED}`] },
    ]),
    ['a second field From', { headers: ['From: Mallory <mallory@evil.example>'] }],
    ['a second sender', { from: 'anna@home.example>, <mallory@home.example', authentication: SIGNED }],
    ['a sender behind another', { from: 'anna@home.example> <mallory@home.example', authentication: SIGNED }],
  ]
  for (const [title, mail] of forged) {
    test(`${title} makes the mail wait for its user`, async () => {
      expect(await world.deliver({ ...mail, text: 'Send me money' })).toMatchObject({ outcome: 'held' })
      expect(await texts()).toEqual([])
      expect(kinds()).toEqual(['reply_held'])
      expect([...world.sent.values()][0]).toMatchObject({ email: 'anna@home.example' })
      expect(JSON.stringify([...world.sent.values()])).not.toContain('money')
    })
  }

  test('a waiting reply is neither shown nor sent while the owner takes no replies', async () => {
    const { chat, replies, deliver, sent } = world
    const widget = await chat.widgets.find(world.widget_id)
    if (widget === null) throw new Error('no widget')
    await deliver({ from: 'anna@work.example', text: 'From work' })
    const [mail] = sent.values()
    const link = mail?.kind === 'reply_held' ? (mail.link.split('/').at(-1) ?? '') : ''
    const off = { ...widget, settings: { ...widget.settings, mail_replies: false } }
    expect(await replies.held(off, link)).toBeNull()
    await replies.decide(off, link, true)
    expect(await texts()).toEqual([])
    expect(await replies.held(widget, link)).toMatchObject({ text: 'From work', state: 'held' })
  })

  test('the user sends what waits, once, or deletes it', async () => {
    const { chat, replies, deliver, sent } = world
    const widget = await chat.widgets.find(world.widget_id)
    if (widget === null) throw new Error('no widget')
    const linkOf = (at: number) => {
      const mail = [...sent.values()][at]
      return mail?.kind === 'reply_held' ? (mail.link.split('/').at(-1) ?? '') : ''
    }
    await deliver({ from: 'anna@work.example', text: 'From work' })
    await deliver({ from: 'mallory@evil.example', text: 'Not mine' })
    expect(await replies.held(widget, linkOf(0))).toMatchObject({ text: 'From work', state: 'held' })
    await Promise.all([replies.decide(widget, linkOf(0), true), replies.decide(widget, linkOf(0), true)])
    await replies.decide(widget, linkOf(1), false)
    await replies.decide(widget, linkOf(1), true)
    expect(await texts()).toEqual(['From work'])
    expect(await replies.held(widget, linkOf(0))).toMatchObject({ text: '', state: 'posted' })
    expect(await replies.held(widget, linkOf(1))).toMatchObject({ text: '', state: 'dropped' })
    expect(await replies.held(widget, 'x')).toBeNull()
    const rows = await rowsOf('mail_reply')
    expect(JSON.stringify(rows)).not.toContain('From work')
  })

  test('a waiting reply is readable in no copy of the database, and is gone after some days', async () => {
    const { chat, deliver, rows } = world
    await deliver({ from: 'anna@work.example', text: 'A secret' })
    const stored = await rowsOf('mail_reply')
    expect([stored.length, JSON.stringify(stored).includes('A secret')]).toEqual([1, false])
    await rows.forget(chat.clock.now() + 73 * 3_600_000)
    expect(await rowsOf('mail_reply')).toEqual([])
  })

  test('a stranger who floods gets five questions to the user in a day, and nothing else', async () => {
    for (let n = 0; n < 12; n++) await world.deliver({ from: `m${n}@evil.example`, text: `${n}` })
    expect(kinds()).toEqual(Array(5).fill('reply_held'))
    expect(await texts()).toEqual([])
  })

  test('tokens are stored as hashes', async () => {
    const tokens = await rowsOf('reply_token')
    const token = /-([a-z\d]+)@/.exec(world.address)?.[1] ?? 'none'
    expect(token).toHaveLength(26)
    expect(JSON.stringify(tokens)).not.toContain(token)
  })
})

describe('MAIL-23 machines are neither posted nor answered:', () => {
  const machines: [string, string[]][] = [
    ['an automatic answer', ['Auto-Submitted: auto-replied']],
    ['an old automatic answer', ['X-Autoreply: yes']],
    ['bulk mail', ['Precedence: bulk']],
    ['a mailing list', ['List-Id: <a.example>']],
    ['a mail without a way back', ['Return-Path: <>']],
    ['one of our own mails', ['Auto-Submitted: auto-generated', 'List-Id: Shop <chat-1.shop.example>']],
  ]
  for (const [title, headers] of machines) {
    test(title, async () => {
      expect(await world.deliver({ headers, text: 'I am on holiday' })).toMatchObject({ outcome: 'dropped' })
      expect([await texts(), kinds()]).toEqual([[], []])
    })
  }

  test('a mail from a machine by its address', async () => {
    expect(await world.deliver({ from: 'MAILER-DAEMON@home.example' })).toMatchObject({ outcome: 'dropped' })
    expect([await texts(), kinds()]).toEqual([[], []])
  })
})

describe('MAIL-24 an address for answers', () => {
  test('an address takes nothing for a token that nobody made, or of another widget', async () => {
    const { deliver, address } = world
    const other = address.replace(/\+\d+-/, '+999-')
    for (const to of [
      other,
      'reply+1-aaaaaaaaaaaaaaaaaaaaaaaaaa@in.shop.example',
      'reply@in.shop.example',
      world.bounceTo,
    ]) {
      expect(await deliver({ to })).toMatchObject({ outcome: 'dropped' })
    }
    expect([await texts(), kinds()]).toEqual([[], []])
  })

  test('an answer to an address that has expired is refused', async () => {
    world.chat.clock.elapse(31 * 86_400_000)
    expect(await world.deliver({ text: 'Late' })).toMatchObject({ outcome: 'refused' })
    expect([await texts(), kinds()]).toEqual([[], ['expired']])
  })

  test('an answer is refused once its user left the room, and gone once they are erased', async () => {
    const { chat, anna, deliver } = world
    const { room_id } = (await anna.request('room.open', { pipe: 'club', title: 'Club', user_ids: ['boris'] })).room
    const made = await world.addresses.make({
      ...{ widget_id: world.widget_id, user_id: 'boris', log_id: world.log_id, rooms: [{ room_id, seq: 1 }] },
      expires_at: chat.clock.now() + 86_400_000,
    })
    await world.boris.request('room.leave', { room_id })
    await deliver({ to: made.replyTo, from: 'boris@home.example', text: 'Still here?' })
    expect(kinds()).toEqual(['gone'])
    const { control } = chat.store
    await control.deleteFrom('reply_token').where('user_id', '=', 'anna').execute()
    expect(await deliver({ text: 'After erasing' })).toMatchObject({ outcome: 'dropped' })
    expect(await texts()).toEqual([])
  })

  test('an answer to a mail about several conversations is refused, and those of its conversations take answers', async () => {
    const { chat, deliver, room_id } = world
    const made = await world.addresses.make({
      ...{ widget_id: world.widget_id, user_id: 'anna', log_id: world.log_id },
      rooms: [
        { room_id, seq: 1 },
        { room_id: room_id + 1, seq: 1 },
      ],
      expires_at: chat.clock.now() + 86_400_000,
    })
    await deliver({ to: made.replyTo, text: 'Which one?' })
    await deliver({ to: made.rooms.get(room_id) ?? '', text: 'This one' })
    expect([await texts(), kinds()]).toEqual([['This one'], ['several']])
  })

  test('an answer is refused where the owner turned answers off', async () => {
    const { chat, deliver } = world
    await chat.widgets.change('all_widgets', world.widget_id, { settings: { mail_replies: false } })
    chat.clock.elapse(2_000)
    await deliver({ text: 'Off?' })
    expect([await texts(), kinds()]).toEqual([[], ['off']])
  })
})

describe('MAIL-25 files of an answer', () => {
  const part = (name: string, type: string, bytes: Uint8Array | string, more = '') =>
    `Content-Type: ${type}; name="${name}"\r\nContent-Disposition: attachment; filename="${name}"\r\n` +
    `${more}Content-Transfer-Encoding: base64\r\n\r\n${Buffer.from(bytes).toString('base64')}`

  test('files come as files of the message, and pictures are encoded again as all pictures', async () => {
    const create = { width: 40, height: 30, channels: 3 as const, background: 'red' }
    const picture = await sharp({ create })
      .withExif({ IFD0: { Copyright: 'secret place' } })
      .jpeg()
      .toBuffer()
    await world.deliver({
      parts: ['Content-Type: text/plain\r\n\r\nSee this', part('photo.jpg', 'image/jpeg', picture)],
    })
    const [message] = await world.messages()
    expect(message).toMatchObject({ text: 'See this', attachments: [{ kind: 'image', name: 'photo.jpg', width: 40 }] })
  })

  test('files that the widget does not take are named to the user, and the text is sent', async () => {
    const { chat, deliver, sent } = world
    await chat.widgets.change('all_widgets', world.widget_id, { settings: { file_kinds: ['image'], file_max_mb: 1 } })
    chat.clock.elapse(2_000)
    await deliver({
      parts: [
        'Content-Type: text/plain\r\n\r\nText',
        part('virus.exe', 'application/octet-stream', 'MZ'),
        part('signature.asc', 'application/pgp-signature', 'x'),
      ],
    })
    expect(await world.messages()).toMatchObject([{ text: 'Text' }])
    expect([...sent.values()]).toMatchObject([{ why: 'files', files: ['virus.exe'] }])
  })

  test('files alone, none of which the widget takes, are refused', async () => {
    const { chat, deliver } = world
    await chat.widgets.change('all_widgets', world.widget_id, { settings: { file_kinds: ['image'] } })
    chat.clock.elapse(2_000)
    expect(await deliver({ parts: [part('a.bin', 'application/octet-stream', 'MZ')] })).toMatchObject({
      outcome: 'refused',
    })
    expect([await texts(), kinds()]).toEqual([[], ['files']])
  })
})

describe('MAIL-26 a mail that comes back', () => {
  const report = (status: string, recipient = 'anna@home.example') =>
    [
      'Content-Type: multipart/report; report-type=delivery-status; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.home.example',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      `Status: ${status}`,
      `Diagnostic-Code: smtp; 550 ${status} <${recipient}> unknown`,
      '',
      '--b--',
      '',
    ].join('\r\n')
  const bounce = (status: string, recipient?: string) =>
    world.deliver({ to: world.bounceTo, from: 'MAILER-DAEMON@mx.home.example', body: report(status, recipient) })
  const reached = async () => {
    const { createMailRows } = await import('../mail/mail-rows.ts')
    return createMailRows(world.chat.store).reachable(world.widget_id, ['anna'])
  }

  test('a mail that comes back since there is no such address stops mails to it, and the log says why without the address', async () => {
    await bounce('5.1.1')
    expect([...(await reached())]).toEqual([])
    expect(await world.mailLog()).toMatchObject({ state: 'bounced', problem: expect.stringContaining('5.1.1') })
    expect(JSON.stringify(await world.mailLog())).not.toContain('anna@')
  })

  test('a mail that comes back for another reason, or for another recipient, stops none', async () => {
    await bounce('5.7.1')
    await bounce('5.1.1', 'other@home.example')
    expect([...(await reached())]).toEqual(['anna'])
  })
})

describe('MAIL-27 a hostile mail', () => {
  test('a mail of more bytes than the limit is refused, and what was received is gone', async () => {
    const big = new Uint8Array(26 * 1024 * 1024).fill(97)
    const refused = await world.deliver(big).catch((error: unknown) => error)
    expect(refused).toMatchObject({ code: 'file_too_large' })
  })

  test('a mail with a sender of more than 2,000 characters waits for its user, and its sender is not read', async () => {
    const longest = 2_000 - '"" <anna@home.example>'.length
    const named = (name: string) => {
      const from = `From: "${name}" <anna@home.example>`
      const mail = mimeOf({ to: world.address, authentication: SIGNED, from: 'anna@home.example' })
      return world.deliver(mail.replace('From: Anna <anna@home.example>', from))
    }
    expect(await named('a'.repeat(longest))).toMatchObject({ outcome: 'posted' })
    expect(await named('a'.repeat(longest + 1))).toMatchObject({ outcome: 'held' })
  })

  test('a mail of very many parts is not even parsed, however small they are', async () => {
    const empty = '--b\r\n\r\nx\r\n'.repeat(200_000)
    const mail = `To: ${world.address}\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${empty}--b--\r\n`
    expect(await world.deliver(mail)).toEqual({ outcome: 'dropped', why: 'it is no mail' })
  })

  test('a mail of 10,000 parts, of parts in parts, of headers without end or of no mail at all harms nothing', async () => {
    const part = 'Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a\r\n\r\na'
    const nested = Array.from({ length: 400 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}`)
    const hostile = [
      mimeOf({ to: world.address, parts: Array(10_000).fill(part) }),
      mimeOf({ to: world.address, body: `${nested.join('\r\n')}\r\n\r\nDeep` }),
      mimeOf({ to: world.address, headers: Array(100_000).fill('X-A: b') }),
      mimeOf({ to: Array(20_000).fill(world.address).join('>, <') }),
      `${'\0'.repeat(100_000)}\r\n\r\n`,
      '',
    ]
    let ticks = 0
    const timer = setInterval(() => ticks++, 20)
    for (const mail of hostile) {
      const began = performance.now()
      const taken = await world.deliver(mail)
      expect(['posted', 'refused', 'dropped', 'held']).toContain(taken.outcome)
      expect(performance.now() - began).toBeLessThan(30_000)
    }
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(5)
    for (const { attachments = [] } of await world.messages()) expect(attachments.length).toBeLessThanOrEqual(10)
  })
})
