import { afterAll, beforeAll, expect, spyOn, test } from 'bun:test'
import type { Widget } from '../../chat/widget.ts'
import { FIXED_LIMITS } from '../limits/limits.ts'
import { type ChatServer, PUBLIC_URL, SITE_ORIGIN, startChat } from '../testing/chat-server.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat()
})
afterAll(() => chat.stop())

test('ACCESS-8 a socket ends within a second after its key is retired; one of the other key goes on', async () => {
  const widget_id = await chat.makeWidget()
  const old = await chat.signIn('ann', { widget_id })
  const guest = await chat.signIn(null, { widget_id })
  await chat.widgets.rotate('all_widgets', widget_id, 'secret_key')
  const fresh = await chat.signIn('ann', { widget_id })
  chat.clock.elapse(600)
  await old.settled()

  await chat.widgets.retire('all_widgets', widget_id, 'secret_key')
  const looks = spyOn(chat.widgets, 'marks')
  expect(await old.event('bye')).toMatchObject({ code: 'token_signature', field: 'token' })
  expect((await old.closed).code).toBe(4401)
  // Counted, not timed: a busy machine is late with everything.
  expect(looks.mock.calls.length * FIXED_LIMITS.revocationMs).toBeLessThanOrEqual(1_000)
  looks.mockRestore()
  for (const socket of [fresh, guest]) await socket.settled()
})

test('ACCESS-8 a token renewed with the new key keeps its socket when the old key ends', async () => {
  const widget_id = await chat.makeWidget()
  const [renewed, left] = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  await chat.widgets.rotate('all_widgets', widget_id, 'secret_key')
  await renewed.request('auth.renew', { token: await chat.token('ann', { widget_id }) })
  await chat.widgets.retire('all_widgets', widget_id, 'secret_key')
  expect(await left.event('bye')).toMatchObject({ code: 'token_signature' })
  await renewed.settled()
})

test('ACCESS-8 when an origin is taken off the list, its sockets end within a second, and no other', async () => {
  const widget_id = await chat.makeWidget()
  const open = (origin?: string) => chat.signIn('ann', { widget_id, headers: origin ? { origin } : {} })
  const [page, frame, program] = [await open(SITE_ORIGIN), await open(PUBLIC_URL), await open()]
  const silent = await chat.open({ widget_id, headers: { origin: SITE_ORIGIN } })
  await chat.widgets.change('all_widgets', widget_id, { origins: ['https://other.example'] })
  for (const ended of [page, silent]) {
    expect(await ended.event('bye')).toMatchObject({ code: 'origin_not_allowed' })
    expect((await ended.closed).code).toBe(4403)
  }
  const late = await chat.open({ widget_id, headers: { origin: SITE_ORIGIN } })
  expect(await late.event('bye')).toMatchObject({ code: 'origin_not_allowed' })
  for (const socket of [frame, program]) await socket.settled()
})

test('ACCESS-8 a session whose token was verified just before its key was retired does not slip through', async () => {
  const widget_id = await chat.makeWidget()
  const watched = await chat.signIn('ann', { widget_id })
  await chat.widgets.rotate('all_widgets', widget_id, 'secret_key')
  const token = await chat.token('bob', { widget_id })
  await chat.widgets.rotate('all_widgets', widget_id, 'secret_key')
  const socket = await chat.open({ widget_id })
  const auth = socket.request('auth', { v: 1, token })
  await Promise.all([auth, chat.widgets.retire('all_widgets', widget_id, 'secret_key')]).catch(() => undefined)
  expect((await socket.closed).code).toBe(4401)
  expect((await watched.closed).code).toBe(4401)
})

test('LIFE-17 when its widget is deleted, a connection ends within a second with widget_unknown, a guest’s too', async () => {
  const widget_id = await chat.makeWidget()
  const { name } = await chat.widgets.get('all_widgets', widget_id)
  const sockets = [await chat.signIn('ann', { widget_id }), await chat.signIn(null, { widget_id })]
  const other = await chat.signIn('ann', { widget_id: await chat.makeWidget() })
  await chat.widgets.delete('all_widgets', widget_id, name)
  for (const socket of sockets) {
    expect(await socket.event('bye')).toMatchObject({ code: 'widget_unknown' })
    expect((await socket.closed).code).toBe(4404)
  }
  await other.settled()
})

test('ADMIN-4 when its widget is suspended, its sockets end and none opens; all goes on when it is resumed', async () => {
  const widget_id = await chat.makeWidget()
  const suspend = (at: number | null) =>
    chat.store.control.updateTable('widget').set({ suspended_at: at }).where('id', '=', widget_id).execute()
  const [user, guest] = [await chat.signIn('ann', { widget_id }), await chat.signIn(null, { widget_id })]
  const elsewhere = await chat.signIn('ann', { widget_id: await chat.makeWidget() })
  await suspend(1)
  for (const socket of [user, guest]) {
    expect(await socket.event('bye')).toMatchObject({ code: 'widget_suspended' })
    expect((await socket.closed).code).toBe(4404)
  }
  const late = await chat.open({ widget_id })
  expect(await late.event('bye')).toMatchObject({ code: 'widget_suspended' })
  await elsewhere.settled()
  await suspend(null)
  chat.clock.elapse(FIXED_LIMITS.widgetFreshMs)
  await (await chat.signIn('ann', { widget_id })).settled()
})

test('ADMIN-4 a widget may have as many connections as its quota says, and no other widget has fewer', async () => {
  const widget_id = await chat.makeWidget()
  const quotas = JSON.stringify({ connections: 2 })
  await chat.store.control.updateTable('widget').set({ quotas }).where('id', '=', widget_id).execute()
  chat.clock.elapse(FIXED_LIMITS.widgetFreshMs)
  const open = [await chat.signIn('ann', { widget_id }), await chat.signIn('bob', { widget_id })]
  const third = await chat.open({ widget_id })
  expect(await third.event('bye')).toMatchObject({ code: 'too_many_sockets' })
  for (const socket of open) await socket.settled()
})

test('KEY-1 when the deadline of a replaced key is over, its sockets end, and those with the new key go on', async () => {
  const widget_id = await chat.makeWidget()
  const old = await chat.signIn('ann', { widget_id })
  await chat.widgets.rotate('all_widgets', widget_id, 'secret_key', 1)
  const fresh = await chat.signIn('ann', { widget_id })
  const soon = { ends_at: chat.clock.now() + 60_000 }
  const { control } = chat.store
  await control.updateTable('widget_secret').set(soon).where('widget_id', '=', widget_id).where('id', '=', 1).execute()
  chat.clock.elapse(600)
  await old.settled()
  chat.clock.elapse(60_000)
  expect(await old.event('bye')).toMatchObject({ code: 'token_signature', field: 'token' })
  await fresh.settled()
})

/** The widget is read as `answers` say, one after the other, and then as it is. */
function readAs(widget_id: number, ...answers: (() => Promise<Widget | null>)[]): () => void {
  const { find } = chat.widgets
  const asked = (id: number) => (id === widget_id ? answers.shift() : undefined)?.() ?? find(id)
  Object.assign(chat.widgets, { find: asked })
  return () => Object.assign(chat.widgets, { find })
}

test('ACCESS-8 a page that was let in by an old list of origins ends, also when the first look at it fails', async () => {
  const widget_id = await chat.makeWidget()
  const page = () => chat.open({ widget_id, headers: { origin: SITE_ORIGIN } })
  const before = await chat.widgets.find(widget_id)
  const [program, first] = [await chat.signIn('ann', { widget_id }), await page()]
  await chat.widgets.change('all_widgets', widget_id, { origins: ['https://other.example'] })
  expect(await first.event('bye')).toMatchObject({ code: 'origin_not_allowed' })
  chat.clock.elapse(FIXED_LIMITS.widgetFreshMs)
  let looks = 0
  const asBefore = readAs(
    widget_id,
    async () => before,
    async () => {
      looks++
      throw new Error('the database is away')
    },
  )
  const late = await page()
  expect(await late.event('bye')).toMatchObject({ code: 'origin_not_allowed' })
  expect(looks).toBe(1)
  asBefore()
  await program.settled()
})

test('ACCESS-8 while one widget can not be read, connections of another are ended', async () => {
  const [broken, widget_id] = [await chat.makeWidget(), await chat.makeWidget()]
  const kept = await chat.signIn('ann', { widget_id: broken })
  const page = await chat.open({ widget_id, headers: { origin: SITE_ORIGIN } })
  const away = () => Promise.reject(new Error('the database is away'))
  const asBefore = readAs(broken, ...Array.from({ length: 1_000 }, () => away))
  for (const id of [broken, widget_id]) {
    await chat.widgets.change('all_widgets', id, { origins: ['https://other.example'] })
  }
  expect(await page.event('bye')).toMatchObject({ code: 'origin_not_allowed' })
  asBefore()
  await kept.settled()
})
