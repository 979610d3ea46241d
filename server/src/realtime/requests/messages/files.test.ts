import { afterAll, beforeAll, expect, test } from 'bun:test'
import { randomBytes } from 'node:crypto'
import type { ReplyTo } from '@imbachat/protocol'
import { issueTeamTicket } from '../../../chat/attachments/issue-tickets.ts'
import { publishHeld, removeHeld } from '../../../chat/held/decide-held.ts'
import { altered } from '../../../testing/altered.ts'
import { type ChatServer, SITE_ORIGIN, startChat, wordList } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
let ann: TestSocket
let bob: TestSocket
beforeAll(async () => {
  chat = await startChat()
  for (const name of ['ann', 'bob', 'cat']) chat.siteUsers.set(name, { name })
  ann = await chat.signIn('ann')
  bob = await chat.signIn('bob')
})
afterAll(() => chat.stop())

let rooms = 0
const room = async (...others: string[]) =>
  (await ann.request('room.open', { pipe: `files ${++rooms}`, user_ids: others })).room.room_id

const at = (path: string) => new URL(path, chat.httpUrl()).href

type Begun = ReplyTo<'upload.create'>

function tus(method: string, { url, token }: Pick<Begun, 'url' | 'token'>, more: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', ...(more.headers as object) }
  return fetch(at(url), { method, ...more, headers })
}

const patch = (begun: Pick<Begun, 'url' | 'token'>, body: string | Uint8Array<ArrayBuffer>, offset = 0) =>
  tus('PATCH', begun, {
    body,
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset) },
  })

async function uploaded(socket: TestSocket, room_id: number, name: string, body: string): Promise<string> {
  const begun = await socket.request('upload.create', { room_id, name, size: Buffer.byteLength(body) })
  expect((await patch(begun, body)).status).toBe(204)
  await socket.request('upload.finish', { upload_id: begun.upload_id })
  return begun.upload_id
}

const send = (socket: TestSocket, room_id: number, upload_id: string, text = '') =>
  socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text, attachments: [{ upload_id }] })

async function fileUrl(socket: TestSocket, room_id: number, file_id: string, variant = 'original'): Promise<string> {
  const { tickets } = await socket.request('files.tickets', { room_id, file_ids: [file_id] })
  return at(`/imbachat/v1/${chat.widget_id}/files/${file_id}/${variant}?ticket=${tickets[0]?.ticket}`)
}

test('FILE-1 a file is uploaded, sent and fetched by every member; nobody else gets a ticket', async () => {
  const room_id = await room('bob')
  const upload_id = await uploaded(ann, room_id, 'notes.txt', 'hello file')
  const ack = await send(ann, room_id, upload_id, 'see this')
  const { message } = await bob.event('message', ({ message }) => message.text === 'see this')
  expect(message.attachments).toEqual([
    { file_id: upload_id, kind: 'file', name: 'notes.txt', size: 10, type: 'application/octet-stream' },
  ])
  expect(ack.attachments).toEqual(message.attachments)
  const answer = await fetch(await fileUrl(bob, room_id, upload_id))
  expect([answer.status, await answer.text()]).toEqual([200, 'hello file'])
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="notes.txt"; filename*=UTF-8''notes.txt`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': expect.stringContaining('sandbox'),
    'cache-control': expect.stringContaining('private'),
  })
  const cat = await chat.signIn('cat')
  expect(await cat.refusal('files.tickets', { room_id, file_ids: [upload_id] })).toMatchObject({
    code: 'room_not_found',
  })
  const other = await room()
  expect((await ann.request('files.tickets', { room_id: other, file_ids: [upload_id] })).tickets).toEqual([])
})

test('FILE-2 FILE-9 an upload continues where it was cut, and finishes only when all bytes are there', async () => {
  const room_id = await room()
  const begun = await ann.request('upload.create', { room_id, name: 'cut.txt', size: 10 })
  const { upload_id } = begun
  expect((await patch(begun, 'hello')).headers.get('upload-offset')).toBe('5')
  expect(await ann.refusal('upload.finish', { upload_id })).toMatchObject({ code: 'upload_unfinished' })
  expect(await send(ann, room_id, upload_id).catch((error) => error)).toMatchObject({ code: 'upload_unfinished' })
  const head = await tus('HEAD', begun)
  expect([head.status, head.headers.get('upload-offset'), head.headers.get('upload-length')]).toEqual([200, '5', '10'])
  expect((await patch(begun, 'world', 3)).status).toBe(409)
  expect((await patch(begun, ' file and more', 5)).status).toBe(413)
  expect((await patch(begun, 'world', 5)).status).toBe(204)
  const { attachment } = await ann.request('upload.finish', { upload_id })
  expect((await ann.request('upload.finish', { upload_id })).attachment).toEqual(attachment)
  await send(ann, room_id, upload_id)
  expect(await (await fetch(await fileUrl(ann, room_id, upload_id))).text()).toBe('helloworld')
  expect(await send(ann, room_id, upload_id).catch((error) => error)).toMatchObject({ code: 'upload_not_found' })
})

test('FILE-3 a token opens no other upload that the query names', async () => {
  const room_id = await room('bob')
  const mine = await ann.request('upload.create', { room_id, name: 'mine.txt', size: 4 })
  const theirs = await bob.request('upload.create', { room_id, name: 'theirs.txt', size: 6 })
  const named = { ...mine, url: `${mine.url}?/${theirs.upload_id}` }
  expect((await tus('HEAD', named)).headers.get('upload-length')).toBe('4')
  await patch(named, 'mine')
  expect((await tus('HEAD', theirs)).headers.get('upload-offset')).toBe('0')
})

test('FILE-3 an upload belongs to its user, its room and its token', async () => {
  const room_id = await room('bob')
  const other = await room('bob')
  const begun = await ann.request('upload.create', { room_id, name: 'mine.txt', size: 4 })
  const wrong = { ...begun, token: altered(begun.token) }
  for (const method of ['HEAD', 'DELETE']) expect((await tus(method, wrong)).status).toBe(404)
  expect((await patch(wrong, 'mine')).status).toBe(404)
  await patch(begun, 'mine')

  const { upload_id } = begun
  expect(await bob.refusal('upload.finish', { upload_id })).toMatchObject({ code: 'upload_not_found' })
  await ann.request('upload.finish', { upload_id })
  expect(await send(bob, room_id, upload_id).catch((error) => error)).toMatchObject({ code: 'upload_not_found' })
  expect(await send(ann, other, upload_id).catch((error) => error)).toMatchObject({ code: 'upload_not_found' })
  expect((await tus('DELETE', begun)).status).toBe(204)
  expect(await send(ann, room_id, upload_id).catch((error) => error)).toMatchObject({ code: 'upload_not_found' })
})

test('FILE-4 a ticket opens its file for five minutes and only while its user is in the room', async () => {
  const room_id = await room('bob')
  const upload_id = await uploaded(ann, room_id, 'a.txt', 'for members')
  const { seq } = await send(ann, room_id, upload_id)
  const url = await fileUrl(bob, room_id, upload_id)
  expect((await fetch(url)).status).toBe(200)
  expect((await fetch(url.replace(/.{4}$/, 'AAAA'))).status).toBe(403)
  expect((await fetch(url.replace(upload_id, 'A'.repeat(22)))).status).toBe(403)
  await ann.request('members.remove', { room_id, user_id: 'bob' })
  expect((await fetch(url)).status).toBe(404)
  await ann.request('members.add', { room_id, user_ids: ['bob'] })
  expect((await fetch(url)).status).toBe(200)
  const own = await fileUrl(ann, room_id, upload_id)
  await ann.request('message.delete', { room_id, seq })
  expect((await fetch(own)).status).toBe(404)
})

test('PEOPLE-10 a ticket of the team opens its file for a minute to its account, and no other file', async () => {
  const room_id = await room('bob')
  const [asked, other] = [
    await uploaded(ann, room_id, 'asked.txt', 'asked'),
    await uploaded(ann, room_id, 'other.txt', 'other'),
  ]
  for (const id of [asked, other]) await send(ann, room_id, id)
  const { widget_id } = chat
  const { ticket } = issueTeamTicket(chat.gateway.deps, {
    ...{ account_id: 'mod', widget_id, file_id: asked, room_id },
  })
  const open = (id: string, moderator = 'mod') =>
    fetch(at(`/imbachat/v1/${widget_id}/files/${id}/original?ticket=${ticket}`), {
      headers: { 'x-moderator': moderator },
    })
  expect(await (await open(asked)).text()).toBe('asked')
  expect((await open(other)).status).toBe(403)
  expect((await open(asked, 'another')).status).toBe(404)
  chat.clock.elapse(60_000)
  expect((await open(asked)).status).toBe(403)
})

test('HOLD-9 a file of a held message opens to its sender and moderators alone, until the decision', async () => {
  const { widget_id } = chat
  await chat.setRules(widget_id, { lists: [wordList('hold', 'casino')] })
  chat.clock.elapse(60_000)
  const room_id = await room('bob')
  const hold = async (name: string) => {
    const upload_id = await uploaded(ann, room_id, name, name)
    const client_id = crypto.randomUUID()
    const message = { room_id, client_id, text: 'casino', attachments: [{ upload_id }] }
    expect(await ann.request('message.send', message)).toMatchObject({ held: true, seq: 0 })
    return { upload_id, place: { widget_id, room_id, sender_id: 'ann', client_id } }
  }
  const [published, refused] = [await hold('published'), await hold('refused')]
  const textOf = async (url: string) => (await fetch(url)).text()
  const ticketsOf = async (socket: TestSocket, id: string) =>
    (await socket.request('files.tickets', { room_id, file_ids: [id] })).tickets
  const asTeam = async (id: string) => {
    const asked = { account_id: 'mod', widget_id, file_id: id, room_id }
    const { ticket } = issueTeamTicket(chat.gateway.deps, asked)
    const address = at(`/imbachat/v1/${widget_id}/files/${id}/original?ticket=${ticket}`)
    const answer = await fetch(address, { headers: { 'x-moderator': 'mod' } })
    return answer.status === 200 ? answer.text() : answer.status
  }
  for (const { upload_id } of [published, refused]) {
    expect(await ticketsOf(bob, upload_id)).toEqual([])
    expect(await asTeam(upload_id)).toBe(await textOf(await fileUrl(ann, room_id, upload_id)))
  }
  const before = await fileUrl(ann, room_id, refused.upload_id)
  const { attachments } = await publishHeld(chat.gateway.deps, published.place)
  expect(attachments).toMatchObject([{ file_id: published.upload_id }])
  expect(await textOf(await fileUrl(bob, room_id, published.upload_id))).toBe('published')
  await removeHeld(chat.gateway.deps, refused.place)
  for (const socket of [ann, bob]) expect(await ticketsOf(socket, refused.upload_id)).toEqual([])
  expect([(await fetch(before)).status, await asTeam(refused.upload_id)]).toEqual([404, 404])
})

test('FILE-5 parts of a file are served by Range, and an unchanged file costs no bytes', async () => {
  const room_id = await room()
  const upload_id = await uploaded(ann, room_id, 'r.txt', '0123456789')
  await send(ann, room_id, upload_id)
  const url = await fileUrl(ann, room_id, upload_id)
  const part = async (range: string) => {
    const answer = await fetch(url, { headers: { range } })
    return [answer.status, answer.headers.get('content-range'), await answer.text()]
  }
  expect(await part('bytes=2-4')).toEqual([206, 'bytes 2-4/10', '234'])
  expect(await part('bytes=7-')).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await part('bytes=-3')).toEqual([206, 'bytes 7-9/10', '789'])
  expect(await part('bytes=10-')).toEqual([416, 'bytes */10', ''])
  expect(await part('bytes=1-2,4-5')).toEqual([200, null, '0123456789'])
  const etag = (await fetch(url)).headers.get('etag') ?? ''
  expect((await fetch(url, { headers: { 'if-none-match': etag } })).status).toBe(304)
})

test('FILE-6 names lose paths, control characters and what turns their direction', async () => {
  const room_id = await room()
  for (const [given, kept] of [
    ['../../etc/passwd', 'passwd'],
    ['C:\\photos\\cat.png', 'cat.png'],
    ['evil\u202Egnp.exe', 'evilgnp.exe'],
    ['two\r\nlines\0.txt', 'twolines.txt'],
    ['..', 'file'],
    ['\u200F', 'file'],
    [`${'x'.repeat(300)}.jpeg`, `${'x'.repeat(195)}.jpeg`],
  ] as const) {
    const upload_id = await uploaded(ann, room_id, given, 'x')
    expect((await send(ann, room_id, upload_id)).attachments?.[0]?.name).toBe(kept)
  }
})

test('FILE-7 a page of an allowed origin may upload, and no other page reads an answer', async () => {
  const room_id = await room()
  const begun = await ann.request('upload.create', { room_id, name: 'x', size: 1 })
  const asked = (origin: string) => fetch(at(begun.url), { method: 'OPTIONS', headers: { origin } })
  expect((await asked(SITE_ORIGIN)).headers.get('access-control-allow-origin')).toBe(SITE_ORIGIN)
  expect((await asked('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull()
})

test('FILE-8 limits of server, owner and site refuse with a code that says which', async () => {
  const room_id = await room()
  const create = (more: object) => ann.refusal('upload.create', { room_id, name: 'x', size: 1, ...more } as never)
  expect(await create({ size: 0 })).toMatchObject({ code: 'file_empty' })
  expect(await create({ size: 51 * 1024 * 1024 })).toMatchObject({ code: 'file_too_large', field: 'size' })
  const strict = await startChat({
    settings: { files: true, file_kinds: ['image'], files_quota_mb: 1 },
    limits: { UPLOADS_AT_ONCE: 2, FILES_PER_USER_PER_DAY: 4 },
  })
  try {
    strict.siteUsers.set('ann', { name: 'ann' })
    strict.siteUsers.set('mute', { name: 'mute', permissions: { send_files: false } })
    const socket = await strict.signIn('ann')
    const { room } = await socket.request('room.open', { pipe: 'strict', user_ids: ['mute'] })
    const wish = { room_id: room.room_id, name: 'x', size: 1 }
    expect(await socket.refusal('upload.create', { ...wish, kind: 'voice' })).toMatchObject({
      code: 'file_type_refused',
    })
    expect(await socket.refusal('upload.create', { ...wish, size: 2 * 1024 * 1024 })).toMatchObject({
      code: 'quota_exceeded',
    })
    const begun = await socket.request('upload.create', wish)
    await fetch(new URL(begun.url, strict.httpUrl()), {
      method: 'PATCH',
      body: 'x',
      headers: {
        authorization: `Bearer ${begun.token}`,
        'tus-resumable': '1.0.0',
        'upload-offset': '0',
        'content-type': 'application/offset+octet-stream',
      },
    })
    const { upload_id } = begun
    expect(await socket.refusal('upload.finish', { upload_id })).toMatchObject({ code: 'file_type_refused' })
    await socket.request('upload.create', wish)
    await socket.request('upload.create', wish)
    expect(await socket.refusal('upload.create', wish)).toMatchObject({ code: 'too_many_uploads' })
    const mute = await strict.signIn('mute')
    await strict.siteAnswered()
    expect(await mute.refusal('upload.create', wish)).toMatchObject({ code: 'not_permitted' })
  } finally {
    await strict.stop()
  }
})

/** As if the server had found that the upload is of this kind. */
async function isOfKind(upload_id: string, kind: 'image' | 'video'): Promise<void> {
  const { control } = chat.store
  const row = await control
    .selectFrom('upload')
    .select('attachment')
    .where('id', '=', upload_id)
    .executeTakeFirstOrThrow()
  const attachment = JSON.stringify({ ...JSON.parse(row.attachment ?? ''), kind })
  await control.updateTable('upload').set({ attachment }).where('id', '=', upload_id).execute()
}

test('FILE-47 only a picture is a poster, and only of a video', async () => {
  const room_id = await room('bob')
  const poster_id = await uploaded(ann, room_id, 'still.jpg', 'a picture')
  await isOfKind(poster_id, 'image')
  const program = await uploaded(ann, room_id, 'bad.exe', 'MZ')
  const video = await uploaded(ann, room_id, 'film.mp4', 'a film')
  await isOfKind(video, 'video')
  const message = (upload_id: string, poster_id: string) => ({
    ...{ room_id, client_id: crypto.randomUUID(), text: '', attachments: [{ upload_id, poster_id }] },
  })
  expect((await ann.refusal('message.send', message(video, program))).code).toBe('upload_not_found')
  // what the server does not take for a video has none
  const notes = await uploaded(ann, room_id, 'notes.txt', 'harmless')
  expect((await ann.refusal('message.send', message(notes, program))).code).toBe('upload_not_found')
  expect((await ann.request('message.send', message(notes, poster_id))).attachments?.[0]).not.toHaveProperty('thumb')
  expect((await fetch(await fileUrl(bob, room_id, notes, 'thumb'))).status).toBe(404)
  const sent = await ann.request('message.send', message(video, poster_id))
  expect(sent.attachments).toMatchObject([{ name: 'film.mp4', thumb: true }])
  expect(await (await fetch(await fileUrl(bob, room_id, video, 'thumb'))).text()).toBe('a picture')
})

test('FILE-8 a file announced as a voice message is refused unless it is one', async () => {
  const begun = await ann.request('upload.create', { room_id: await room(), name: 'x.pdf', size: 5, kind: 'voice' })
  await patch(begun, '%PDF-')
  expect(await ann.refusal('upload.finish', { upload_id: begun.upload_id })).toMatchObject({
    code: 'file_type_refused',
  })
})

test('FILE-8 a file that was uploaded while it was allowed is not sent once the owner takes no files', async () => {
  const owned = await startChat({ settings: { files: true } })
  try {
    owned.siteUsers.set('ann', { name: 'ann' })
    const socket = await owned.signIn('ann')
    const changeSettings = async (settings: object) => {
      const json = JSON.stringify({ messages_per_minute: 10_000, ...settings })
      await owned.store.control.updateTable('widget').set({ settings: json }).execute()
      owned.clock.elapse(60_000)
    }
    const { room } = await socket.request('room.open', { pipe: 'owned' })
    const { room_id } = room
    const begun = await socket.request('upload.create', { room_id, name: 'x.txt', size: 1 })
    const headers = {
      authorization: `Bearer ${begun.token}`,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    }
    await fetch(new URL(begun.url, owned.httpUrl()), { method: 'PATCH', body: 'x', headers })
    await socket.request('upload.finish', { upload_id: begun.upload_id })
    const attachments = [{ upload_id: begun.upload_id }]
    const message = { room_id, client_id: crypto.randomUUID(), text: '', attachments }
    await changeSettings({ file_kinds: ['image'] })
    expect(await socket.refusal('message.send', message)).toMatchObject({ code: 'not_permitted', field: 'attachments' })
    await changeSettings({ files: false })
    expect(await socket.refusal('message.send', message)).toMatchObject({ code: 'not_permitted', field: 'attachments' })
    await changeSettings({ file_kinds: ['video'] })
    const film = {
      ...message,
      attachments: [{ upload_id: randomBytes(16).toString('base64url'), poster_id: begun.upload_id }],
    }
    expect(await socket.refusal('message.send', film)).toMatchObject({ code: 'not_permitted', field: 'attachments' })
    await changeSettings({ files: true, file_kinds: ['file'] })
    expect((await socket.request('message.send', message)).attachments).toHaveLength(1)
  } finally {
    await owned.stop()
  }
})
