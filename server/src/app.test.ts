import { expect, test } from 'bun:test'
import type { ServerEvent } from '@imbachat/protocol'
import sharp from 'sharp'
import { until } from '../../sdk/src/testing/until.ts'
import { type App, type AppOverrides, createApp } from './app.ts'
import { resolveConfig } from './config/config.ts'
import { parseEnv } from './config/env.ts'
import { sealedUnbound } from './dashboard/widgets/testing/sealed-unbound.ts'
import { movableClock } from './realtime/testing/movable-clock.ts'
import { freshDataDir } from './store/testing/data-dir.ts'

const start = (dataDir: string, more: Record<string, string> = {}, overrides: AppOverrides = {}) =>
  createApp(resolveConfig(parseEnv({ PORT: '0', DATA_DIR: dataDir, LOG_LEVEL: 'silent', ...more })), overrides)

test("LIMIT-4 LIMIT-5 limits in the environment apply to the server's sockets", async () => {
  const { dataDir, remove } = freshDataDir()
  const app = await start(dataDir, { MAX_SOCKETS_PER_WIDGET: '1' })
  const { id } = await app.widgets.create(null, { name: 'Shop', origins: [] })
  const url = `ws://127.0.0.1:${app.config.port}/imbachat/v1/${id}/ws`
  const first = new WebSocket(url)
  const firstFrame = new Promise<string>((resolve) => first.addEventListener('message', ({ data }) => resolve(data)))
  await new Promise((resolve) => first.addEventListener('open', resolve))
  const second = new WebSocket(url)
  const frame = await firstFrame
  expect(JSON.parse(frame) as ServerEvent).toMatchObject({ t: 'bye', code: 'too_many_sockets' })
  second.close()
  await app.stop()
  remove()
})

test('a start binds keys of before they were bound to their widget', async () => {
  const { dataDir, remove } = freshDataDir()
  const before = await start(dataDir)
  const { id } = await before.widgets.create(null, { name: 'Shop', origins: [] })
  const { control } = before.store
  await control
    .updateTable('widget_secret')
    .set({ sealed: sealedUnbound(dataDir, 'an old key') })
    .execute()
  await before.stop()
  const app = await start(dataDir)
  const rows = await app.store.readDb.selectFrom('widget_secret').select('sealed').execute()
  expect(rows.map(({ sealed }) => sealed.slice(0, 2))).toEqual(['2.', '2.'])
  expect((await app.widgets.find(id))?.secretKeys).toEqual(['an old key'])
  await app.stop()
  remove()
})

test('CARD-3 a card takes a picture as large as a link preview may have', async () => {
  const { dataDir, remove } = freshDataDir()
  const app = await start(dataDir)
  const noise = crypto.getRandomValues(Buffer.alloc(60_000))
  const pixels = Buffer.concat(Array.from({ length: 20 }, () => noise))
  const picture = await sharp(pixels, { raw: { width: 800, height: 500, channels: 3 } })
    .png()
    .toBuffer()
  expect(picture.byteLength).toBeGreaterThan(1024 * 1024)
  const site = Bun.serve({ port: 0, hostname: '127.0.0.1', fetch: () => new Response(picture) })
  const { id } = await app.widgets.create(null, { name: 'Shop', origins: [] })
  await app.widgets.change('all_widgets', id, { settings: { card_origins: [site.url.origin] } })
  const [secretKey = ''] = (await app.widgets.find(id))?.secretKeys ?? []
  const card = { title: 'Lamp', picture: `${site.url.origin}/lamp.png`, buttons: [{ label: 'Fine' }] }
  const answer = await fetch(`${app.config.publicUrl}/imbachat/v2/${id}/send_msg`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${id}:${secretKey}`)}`, 'content-type': 'application/json' },
    body: JSON.stringify({ user_id: 1, to_user_id: 2, message: 'The lamp', card }),
  })
  expect(await answer.json()).toMatchObject({ success: true })
  await app.stop()
  await site.stop(true)
  remove()
})

test('LIFE-15 a widget has one address: with a zero, a sign or a fraction its number names nothing', async () => {
  const { dataDir, remove } = freshDataDir()
  const app = await start(dataDir)
  const { id } = await app.widgets.create(null, { name: 'Shop', origins: [] })
  const [secretKey = ''] = (await app.widgets.find(id))?.secretKeys ?? []
  const chat = `${app.config.publicUrl}/imbachat`
  const headers = { authorization: `Basic ${btoa(`${id}:${secretKey}`)}` }
  const statuses = async (widget: string) => {
    const asked = [
      fetch(`${chat}/v1/${widget}/widget`),
      fetch(`${chat}/v1/${widget}/frame`),
      fetch(`${chat}/v1/${widget}/stream`, { method: 'POST' }),
      fetch(`${chat}/v2/${widget}/get_rooms`, { method: 'POST', headers, body: new URLSearchParams({ user_id: '1' }) }),
    ]
    const answers = await Promise.all(asked)
    await Promise.all(answers.map(({ body }) => body?.cancel()))
    return answers.map(({ status }) => status)
  }
  const closeCode = (widget: string) =>
    new Promise<number>((resolve) => {
      const socket = new WebSocket(`${chat.replace('http', 'ws')}/v1/${widget}/ws`)
      socket.onopen = () => socket.send('{"t":"auth","id":1,"v":1,"token":null}')
      socket.onmessage = ({ data }) => String(data).includes('"ok"') && socket.close(4999)
      socket.onclose = ({ code }) => resolve(code)
    })

  expect(await statuses(String(id))).toEqual([200, 200, 200, 200])
  expect(await closeCode(String(id))).toBe(4999)
  for (const alias of [`0${id}`, `00${id}`, '0']) {
    expect([alias, ...(await statuses(alias))]).toEqual([alias, 404, 404, 404, 401])
    expect(await closeCode(alias)).toBe(4404)
  }
  for (const alias of [`+${id}`, `${id}.0`, `${id}e0`, ` ${id}`, `-${id}`]) {
    expect([alias, ...(await statuses(alias))]).toEqual([alias, 404, 404, 404, 401])
  }
  await app.stop()
  remove()
})

/** An endpoint that is turned off. */
const addReader = ({ store }: App, widget_id: number) =>
  store.control
    .insertInto('webhook_endpoint')
    .values({
      ...{ widget_id, id: 'e', url: 'https://shop.example/', description: '', sealed: 's', language: 'en' },
      ...{ created_at: 1, after_id: 0, off_reason: 'owner' },
    })
    .execute()

test('EVENT-5 a server that runs ends logs whose last reader has ended, and begins those that a webhook lacks', async () => {
  const { dataDir, remove } = freshDataDir()
  const clock = movableClock()
  const app = await start(dataDir, {}, { clock })
  const { chat, control } = app.store
  const [unread, read] = await Promise.all(
    ['Shop', 'Forum'].map(async (name) => (await app.widgets.create(null, { name, origins: [] })).id),
  )
  if (unread === undefined || read === undefined) throw new Error('there are two widgets')
  await addReader(app, read)
  const key = { widget_id: unread, id: 'k', name: 'Backend', secret_hash: 'k', start: 'imba_key_', made_by: 'ann' }
  await control
    .insertInto('api_key')
    .values({ ...key, scopes: '["events:read"]', created_at: 1, expires_at: clock.now() + 1 })
    .execute()
  await chat.keepEvents({ widget_id: unread, keep: true })
  await until(async () => {
    clock.elapse(3_600_000)
    return (await chat.eventSpan(unread)) === null && (await chat.eventSpan(read)) !== null
  })
  await app.stop()
  remove()
})

test('EVENT-6 a server that runs looks each hour, and removes events that are older than EVENT_DAYS', async () => {
  const { dataDir, remove } = freshDataDir()
  const clock = movableClock()
  const app = await start(dataDir, { EVENT_DAYS: '30' }, { clock })
  const { id: widget_id } = await app.widgets.create(null, { name: 'Shop', origins: [] })
  const { chat } = app.store
  await addReader(app, widget_id)
  await chat.keepEvents({ widget_id, keep: true })
  const happen = (peer_id: string) => chat.openDialog({ widget_id, user_id: 'ann', peer_id, needAccess: false })
  const oldest = async () => (await chat.eventSpan(widget_id))?.first_id
  const hour = 3_600_000
  await happen('bob')
  clock.elapse(29 * 24 * hour)
  await happen('cat')
  expect(await oldest()).toBe(1)
  clock.elapse(24 * hour + 1)
  // a look that began before may still run, and the next one begins an hour after it
  await until(async () => {
    if ((await oldest()) === 2) return true
    clock.elapse(hour)
    return false
  })
  await until(async () => {
    if ((await oldest()) === 3) return true
    clock.elapse(24 * hour)
    return false
  })
  await app.stop()
  remove()
})
