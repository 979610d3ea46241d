import { afterAll, beforeAll, expect, test } from 'bun:test'
import { createServer } from 'node:net'
import sharp from 'sharp'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { systemClock } from '../../../chat/clock.ts'
import { expiringMap } from '../../../chat/expiring-map.ts'
import { silentLog } from '../../../chat/log.ts'
import { type KnownPage, makePreview } from '../../../chat/previews/make-preview.ts'
import type { PageReader } from '../../../chat/previews/ports.ts'
import { createEgress } from '../../../egress/egress.ts'
import { createPageReader } from '../../../site/pages/page-reader.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

/** milliseconds that a page has */
const PATIENCE = 4_000

let chat: ChatServer
let ann: TestSocket
let bob: TestSocket
let reader: PageReader
let web: ReturnType<typeof Bun.serve>
/** paths that were asked for */
const asked: string[] = []
const pages = new Map<string, (request: Request) => Response>()

beforeAll(async () => {
  web = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch(request) {
      const { pathname } = new URL(request.url)
      asked.push(pathname)
      return pages.get(pathname)?.(request) ?? new Response('none', { status: 404 })
    },
  })
  const limits = { timeoutMs: PATIENCE, maxBytes: 1024 * 1024 }
  const egress = createEgress({ allowLoopback: true, allow: [], clock: systemClock, limits })
  reader = createPageReader({ egress, pageBytes: 64 * 1024, pictureBytes: 1024 * 1024, log: silentLog })
  chat = await startChat({ pages: reader })
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name })
  ann = await chat.signIn('ann')
  bob = await chat.signIn('bob')
  const picture = await sharp({ create: { width: 800, height: 400, channels: 3, background: '#2a6' } })
    .jpeg()
    .toBuffer()
  pages.set('/picture.jpg', () => new Response(picture, { headers: { 'content-type': 'image/jpeg' } }))
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="900" height="900"><script>alert(1)</script></svg>'
  pages.set('/evil.svg', () => new Response(svg, { headers: { 'content-type': 'image/png' } }))
  pages.set('/bike', () => html('<title>Red bicycle</title><meta property="og:image" content="/picture.jpg">'))
})
afterAll(async () => {
  await chat.stop()
  await web.stop(true)
})

const html = (head: string) => new Response(`<head>${head}</head>`, { headers: { 'content-type': 'text/html' } })
const at = (path: string) => new URL(path, web.url).href

let rooms = 0
const room = async () =>
  (await ann.request('room.open', { pipe: `previews ${++rooms}`, user_ids: ['bob'] })).room.room_id
const send = (room_id: number, text: string, by = ann) =>
  by.request('message.send', { room_id, client_id: crypto.randomUUID(), text })
const list = async (room_id: number, by = ann) => (await by.request('messages.list', { room_id })).messages
const preview = async (room_id: number, seq: number) =>
  (await list(room_id)).find((message) => message.seq === seq)?.preview
/** Resolves when every link that was sent has its preview, or has none for good. */
const settled = () => until(async () => (await chat.store.readDb.selectFrom('job').select('id').execute()).length === 0)

test('PREVIEW-1 the first link of a message gets a card with a picture, as one change that all members receive', async () => {
  const room_id = await room()
  const { seq, rev } = await send(room_id, `Look: ${at('/bike')} and ${at('/other')}`)
  const { message } = await bob.event('message', ({ message }) => message.preview !== undefined)
  expect(message).toMatchObject({ seq, rev: rev + 1, edited_at: null })
  const { picture, ...fields } = message.preview ?? { url: '' }
  expect(fields).toEqual({ url: at('/bike'), title: 'Red bicycle' })
  expect(picture).toMatchObject({ width: 800, height: 400, blur: expect.any(String) })
  expect(asked).not.toContain('/other')

  const file_id = picture?.file_id ?? ''
  const url = async (by: TestSocket) => {
    const { tickets } = await by.request('files.tickets', { room_id, file_ids: [file_id] })
    return new URL(
      `/imbachat/v1/${chat.widget_id}/files/${file_id}/original?ticket=${tickets[0]?.ticket}`,
      chat.httpUrl(),
    )
  }
  const answer = await fetch(await url(bob))
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/webp'])
  const cat = await chat.signIn('cat')
  expect((await cat.refusal('files.tickets', { room_id, file_ids: [file_id] })).code).toBe('room_not_found')

  // the same page in another message asks nobody, and shares the picture
  const visits = asked.length
  const again = await send(room_id, at('/bike'))
  await until(async () => (await preview(room_id, again.seq)) !== undefined)
  expect(asked.length).toBe(visits)
  const blobs = await chat.store.readDb.selectFrom('blob').select('id').execute()
  expect(blobs).toHaveLength(1)

  const open = await url(bob)
  await ann.request('message.delete', { room_id, seq })
  expect((await fetch(open)).status).toBe(404)
})

test('PREVIEW-3 only its sender takes a preview away, and an edit beside the link brings nothing back', async () => {
  const room_id = await room()
  const { seq } = await send(room_id, `first ${at('/bike')}`)
  await until(async () => (await preview(room_id, seq)) !== undefined)
  const file_id = (await preview(room_id, seq))?.picture?.file_id ?? ''
  expect((await bob.refusal('preview.remove', { room_id, seq })).code).toBe('message_not_found')
  const { message } = await ann.request('preview.remove', { room_id, seq })
  expect(message).not.toHaveProperty('preview')
  expect((await ann.request('preview.remove', { room_id, seq })).message.rev).toBe(message.rev)
  expect((await ann.request('files.tickets', { room_id, file_ids: [file_id] })).tickets).toEqual([])
  await ann.request('message.edit', { room_id, seq, text: `second ${at('/bike')}` })
  await settled()
  expect(await preview(room_id, seq)).toBeUndefined()
})

test('PREVIEW-4 an edit keeps the preview of the same link, and changes that of another', async () => {
  pages.set('/lamp', () => html('<title>Lamp</title>'))
  const room_id = await room()
  const { seq } = await send(room_id, at('/bike'))
  await until(async () => (await preview(room_id, seq)) !== undefined)
  await ann.request('message.edit', { room_id, seq, text: `still there? ${at('/bike')}` })
  expect((await preview(room_id, seq))?.title).toBe('Red bicycle')
  const { message } = await ann.request('message.edit', { room_id, seq, text: `or ${at('/lamp')}` })
  expect(message).not.toHaveProperty('preview')
  await until(async () => (await preview(room_id, seq))?.title === 'Lamp')
  await ann.request('message.edit', { room_id, seq, text: 'nothing' })
  expect(await preview(room_id, seq)).toBeUndefined()
})

test('PREVIEW-5 a request has none, and neither has a widget that wants none', async () => {
  const off = await chat.makeWidget({ link_previews: false })
  const asks = await chat.makeWidget({ dialogs: 'request' })
  for (const widget_id of [off, asks]) {
    const by = await chat.signIn('ann', { widget_id })
    const { room_id } = (await by.request('dialog.open', { user_id: 'bob' })).room
    const visits = asked.length
    await send(room_id, at('/bike'), by)
    await settled()
    expect((await list(room_id, by))[0]).not.toHaveProperty('preview')
    expect(asked.length).toBe(visits)
  }
})

test('PREVIEW-6 private addresses, loops, endless and slow pages give no preview, and cost little', async () => {
  pages.set('/loop', () => Response.redirect(at('/loop'), 302))
  pages.set('/inside', () => Response.redirect('http://10.0.0.1/', 302))
  pages.set('/script', () => new Response(null, { status: 302, headers: { location: 'javascript:alert(1)' } }))
  let sent = 0
  const endless = () => {
    const body = new ReadableStream({
      async pull(stream) {
        await Bun.sleep(1)
        sent += 16 * 1024
        stream.enqueue(new TextEncoder().encode('<!-- -->'.repeat(2 * 1024)))
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/html' } })
  }
  pages.set('/endless', endless)
  pages.set('/missing', () => new Response('<title>404</title>', { status: 404 }))
  pages.set('/no-title', () => html('<meta name=description content=x>'))
  pages.set('/json', () => Response.json({ title: 'x' }))
  // one byte at a time, forever
  const slow = createServer((socket) => {
    socket.on('error', () => {})
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n<title>')
    const drip = setInterval(() => socket.write('a'), 50)
    socket.on('close', () => clearInterval(drip))
  })
  await new Promise<void>((ready) => slow.listen(0, '127.0.0.1', ready))
  const { port } = slow.address() as { port: number }
  // a user of their own: links above a user's rate are not read at all
  chat.siteUsers.set('eve', { name: 'eve' })
  const eve = await chat.signIn('eve')
  const { room_id } = (await eve.request('room.open', { pipe: 'hostile', user_ids: ['ann'] })).room
  const paths = ['/loop', '/inside', '/script', '/endless', '/missing', '/no-title', '/json']
  const links = [
    'http://10.0.0.1/',
    'http://169.254.169.254/latest/meta-data/',
    'http://[fd00::1]/',
    'http://127.0.0.1:1/',
    `http://127.0.0.1:${port}/`,
    ...paths.map(at),
  ]
  for (const link of links) await send(room_id, link, eve)
  await until(() => paths.every((path) => asked.includes(path)))
  await settled()
  expect((await list(room_id)).filter((message) => message.preview)).toEqual([])
  expect(sent).toBeLessThan(1024 * 1024)
  slow.close()
})

test('PREVIEW-6 a broken picture, a too large one or a program is left out; the title stays', async () => {
  const large = sharp({ create: { width: 2, height: 2, channels: 3, background: '#000' } })
  const tiny = await large.png().toBuffer()
  pages.set('/tiny.png', () => new Response(tiny))
  pages.set('/huge.png', () => new Response(new Uint8Array(2 * 1024 * 1024)))
  pages.set('/broken.jpg', () => new Response(Buffer.concat([Buffer.from('ffd8ffe0', 'hex'), Buffer.alloc(400)])))
  const room_id = await room()
  for (const picture of ['evil.svg', 'tiny.png', 'huge.png', 'broken.jpg', 'gone.png', 'http://10.0.0.1/a.png']) {
    const path = `/with/${encodeURIComponent(picture)}`
    const address = picture.startsWith('http') ? picture : `/${picture}`
    pages.set(path, () => html(`<title>${picture}</title><meta property="og:image" content="${address}">`))
    // another user: there is a rate
    const { seq } = await send(room_id, at(path), bob)
    await until(async () => (await preview(room_id, seq)) !== undefined)
    const found = await preview(room_id, seq)
    expect(found?.title).toBe(picture)
    expect(found).not.toHaveProperty('picture')
  }
})

test('PREVIEW-7 a picture counts as a file of the sender on that day; above the quota the card has none', async () => {
  const limited = await startChat({ pages: reader, limits: { FILES_PER_USER_PER_DAY: 1 } })
  for (const name of ['ann', 'bob']) limited.siteUsers.set(name, { name })
  const [one, other] = [await limited.signIn('ann'), await limited.signIn('bob')]
  const { room_id } = (await one.request('room.open', { pipe: 'quota', user_ids: ['bob'] })).room
  async function pictureOf(by: TestSocket, name: string, background: string) {
    const bytes = await sharp({ create: { width: 200, height: 100, channels: 3, background } })
      .png()
      .toBuffer()
    pages.set(`/${name}.png`, () => new Response(bytes))
    pages.set(`/${name}`, () => html(`<title>${name}</title><meta property="og:image" content="/${name}.png">`))
    const { seq } = await send(room_id, at(`/${name}`), by)
    const { message } = await one.event('message', ({ message }) => message.seq === seq && !!message.preview)
    return message.preview?.picture
  }
  expect(await pictureOf(one, 'red', '#a00')).toBeDefined()
  expect(await pictureOf(one, 'green', '#0a0')).toBeUndefined()
  expect(await pictureOf(other, 'blue', '#00a')).toBeDefined()
  // stored already: it takes no more room
  expect(await pictureOf(one, 'navy', '#00a')).toBeDefined()
  const upload = { room_id, name: 'a.txt', size: 5, type: 'text/plain' }
  expect((await one.refusal('upload.create', upload)).code).toBe('quota_exceeded')
  await limited.stop()
})

test('PREVIEW-8 a job of a message that is older than ten minutes asks no page', async () => {
  pages.set('/late', () => html('<title>Late</title>'))
  const { widget_id } = chat
  const room_id = await room()
  const { seq } = await send(room_id, at('/late'))
  await until(async () => (await preview(room_id, seq)) !== undefined)
  const { deps } = chat.gateway
  const make = async () => {
    await ann.request('preview.remove', { room_id, seq })
    const known = expiringMap<Promise<KnownPage>>(chat.clock, 10)
    const payload = { room_id, seq, edited_at: null }
    await makePreview({ ...deps, pages: reader, known }, { widget_id, payload })
    return preview(room_id, seq)
  }
  expect(await make()).toMatchObject({ title: 'Late' })
  const visits = asked.length
  chat.clock.elapse(10 * 60_000)
  expect(await make()).toBeUndefined()
  expect(asked.length).toBe(visits)
})
