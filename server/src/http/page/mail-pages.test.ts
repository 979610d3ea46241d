import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createMailLinks } from '../../notifications/mail/mail-links.ts'
import { altered } from '../../testing/altered.ts'
import { type Dashboard, startDashboard } from '../testing/dashboard.ts'

let dashboard: Dashboard
let widget_id: number
let other_id: number
let cookie: string

beforeAll(async () => {
  dashboard = await startDashboard()
  cookie = await dashboard.signedIn('ann@shop.example')
  const make = async (name: string) => {
    const made = await dashboard.ask('widgets.create', {
      cookie,
      body: { name, origins: ['https://shop.example'], settings: { mail: true } },
    })
    return ((await made.json()) as { widget: { widget_id: number } }).widget.widget_id
  }
  widget_id = await make('Shop')
  other_id = await make('Other')
  for (const id of ['bob', 'cat']) {
    await dashboard.store.chat.putUsers({ widget_id, users: [userNamed(id)] })
  }
})
afterAll(() => dashboard.stop())

const userNamed = (user_id: string) => ({
  ...{ user_id, name: user_id, avatar_url: null, profile_url: null, badge: null, last_login_at: null },
  ...{ email: `${user_id}@shop.example`, role: 'user' as const, profiles: {}, permissions: null, extra: {} },
})

const pathOf = (url: string) => new URL(url).pathname
const off = (user_id: string, room_id: number | null, of = widget_id) =>
  pathOf(dashboard.mailLinks.off(of, { user_id, room_id, log_id: null }))

/** As a mail program does it: from nowhere, without a cookie. */
const post = (path: string, act = '') =>
  dashboard.fetch(path, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: act === '' ? 'List-Unsubscribe=One-Click' : `act=${act}`,
  })

const settingsOf = async (user_id: string) => {
  const [item] = await dashboard.store.chat.ownItemsAt(widget_id, user_id, ['settings'])
  return JSON.parse(item?.value ?? '{}') as { mail?: boolean; mail_off?: number[] }
}

test('MAIL-10 a POST to the link unsubscribes without a question, and a GET only shows a page', async () => {
  const path = off('bob', null)
  const page = await dashboard.fetch(path)
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  // its empty icon, which a browser's console would complain about
  expect(page.headers.get('content-security-policy')).toContain('img-src data:')
  expect(await page.text()).toContain('<button name="act" value="off_all">')
  expect(await settingsOf('bob')).toEqual({})
  const done = await post(path)
  expect([done.status, await done.text()]).toEqual([200, expect.stringContaining('no more emails')])
  expect(await settingsOf('bob')).toMatchObject({ mail: false, mail_off: [] })
  await post(path, 'on_all')
  expect(await settingsOf('bob')).toMatchObject({ mail: true })
})

test('MAIL-10 the link of a conversation turns off that conversation, or all, and on again', async () => {
  const path = off('cat', 17)
  expect(await (await dashboard.fetch(path)).text()).toContain('value="off"')
  await Promise.all([post(path), post(off('cat', 18)), post(off('cat', 19))])
  expect((await settingsOf('cat')).mail_off?.toSorted()).toEqual([17, 18, 19])
  await post(path, 'on')
  expect((await settingsOf('cat')).mail_off?.toSorted()).toEqual([18, 19])
  await post(path, 'off_all')
  expect(await settingsOf('cat')).toMatchObject({ mail: false })
})

test('MAIL-10 a link of another widget, another use or nobody turns nothing off', async () => {
  const token = off('bob', null).split('/').at(-1) ?? ''
  const opens = pathOf(dashboard.mailLinks.open(widget_id, { log_id: 'bob', room_id: 1, seq: 1 }))
    .split('/')
    .at(-1)
  const foreign = createMailLinks({
    secrets: { seal: (text) => `2.${Buffer.from(text).toString('base64url')}`, open: (text) => text },
    publicUrl: 'https://chat.example',
  })
  const paths = [
    `/imbachat/v1/${other_id}/mail/off/${token}`,
    `/imbachat/v1/${widget_id}/mail/off/${opens}`,
    `/imbachat/v1/${widget_id}/mail/off/${altered(token)}`,
    `/imbachat/v1/${widget_id}/mail/off/bob`,
    `/imbachat/v1/99999/mail/off/${token}`,
    pathOf(foreign.off(widget_id, { user_id: 'bob', room_id: null, log_id: null })),
    off('erased', null),
  ]
  const before = await settingsOf('bob')
  for (const path of paths) {
    expect([path, (await dashboard.fetch(path)).status]).toEqual([path, 404])
    expect([path, (await post(path)).status]).toEqual([path, 404])
  }
  expect(await settingsOf('bob')).toEqual(before)
  expect(await settingsOf('erased')).toEqual({})
  expect((await dashboard.fetch(`/imbachat/v1/${widget_id}/mail/open/${token}`)).status).toBe(404)
})

test('MAIL-12 a link of a mail leads to the message on the page of the site, and notes that it was opened', async () => {
  const { control } = dashboard.store
  const entry = { widget_id, id: 'log', at: 1, channel: 'mail' as const, user_id: 'bob', rooms: 1 }
  await control
    .insertInto('notification_log')
    .values({ ...entry, state: 'sent', problem: null, opened_at: null, answered_at: null })
    .execute()
  const path = pathOf(dashboard.mailLinks.open(widget_id, { log_id: 'log', room_id: 3, seq: 14 }))
  const answer = await dashboard.fetch(path, { redirect: 'manual' })
  expect([answer.status, answer.headers.get('location')]).toEqual([302, 'https://shop.example/#imbachat-m=3.14'])
  const row = await control.selectFrom('notification_log').select('opened_at').executeTakeFirst()
  expect(row?.opened_at).toBe(dashboard.clock.now())
})

test('MAIL-10 the figures count a mail by which its user turned mails off, and not once they are on again', async () => {
  const entry = { widget_id, id: 'off', at: dashboard.clock.now(), channel: 'mail' as const, user_id: 'bob', rooms: 1 }
  const { control } = dashboard.store
  await control
    .insertInto('notification_log')
    .values({ ...entry, state: 'sent', problem: null, opened_at: null, answered_at: null })
    .execute()
  const path = pathOf(dashboard.mailLinks.off(widget_id, { user_id: 'bob', room_id: null, log_id: 'off' }))
  const unsubscribed = async () => {
    const answer = await dashboard.ask('notifications.figures', { cookie, params: { widget_id } })
    const { channels } = (await answer.json()) as { channels: { channel: string; unsubscribed: number }[] }
    return channels.find(({ channel }) => channel === 'mail')?.unsubscribed
  }
  await post(path, 'off_all')
  expect(await unsubscribed()).toBe(1)
  await post(path, 'on_all')
  expect(await unsubscribed()).toBe(0)
})

test('MAIL-13 the preview shows the mail in each language, in pages of the server only, without scripts', async () => {
  for (const [language, sentence] of [
    ['ar', 'من سيحضر الخيمة'],
    ['fr', 'Qui apporte la tente'],
  ] as const) {
    const answer = await dashboard.fetch(`/imbachat/v1/${widget_id}/mail/sample?language=${language}&content=text`)
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'self'; sandbox/)
    expect(await answer.text()).toContain(sentence)
  }
  const samples = ['several', 'one', 'held', 'refused'].map(async (sample) => {
    const answer = await dashboard.fetch(`/imbachat/v1/${widget_id}/mail/sample?language=de&sample=${sample}`)
    return / lang="de"[\s\S]*<h1[^>]*>([^<]+)</.exec(await answer.text())?.[1]
  })
  expect(await Promise.all(samples)).toEqual([
    '15 ungelesene Nachrichten',
    '2 ungelesene Nachrichten',
    'Haben Sie shop.example geantwortet?',
    'Ihre Antwort an shop.example wurde nicht gesendet',
  ])
})

test('MAIL-13 notices to owners are shown too, in pages of the server only, and name nothing that exists', async () => {
  const shown = async (topic: string, language: string) => {
    const answer = await dashboard.fetch(`/imbachat/v1/dashboard/mail/sample?topic=${topic}&language=${language}`)
    expect(answer.headers.get('content-security-policy')).toMatch(/default-src 'none'.*frame-ancestors 'self'; sandbox/)
    return answer.text()
  }
  expect(await shown('waiting', 'en')).toContain('Harbour shop')
  expect(await shown('site', 'ru')).toContain('answered 503')
  expect(await shown('webhook', 'ru')).toContain('lang="ru"')
  expect(await shown('disk', 'en')).toContain('chat-1')
})
