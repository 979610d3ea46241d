import { afterAll, beforeAll, expect, test } from 'bun:test'
import { connect, type Socket } from 'node:net'
import type { ReplyTo } from '@imbachat/protocol'
import { until } from '../../../../../sdk/src/testing/until.ts'
import { finishUpload } from '../../../chat/attachments/finish-upload.ts'
import type { UserPrincipal } from '../../../chat/principal.ts'
import { changeStanding } from '../../../moderation/restrictions/standing.ts'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

const STALL_MS = 20_000
const LEAST = 1_000

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({
    trustedProxies: ['127.0.0.1/32'],
    limits: {
      UPLOAD_BYTES_PER_USER: 5_000,
      UPLOAD_BYTES_PER_GUEST: 2_000,
      UPLOAD_BYTES_PER_ADDRESS: 8_000,
      UPLOAD_PARTS_PER_USER: 3,
      UPLOAD_PARTS_PER_ADDRESS: 5,
      UPLOAD_PARTS_PER_WIDGET: 6,
      UPLOAD_STALL_SECONDS: STALL_MS / 1_000,
      UPLOAD_PART_BYTES: LEAST,
    },
  })
})
afterAll(() => chat.stop())

type Begun = ReplyTo<'upload.create'>

let users = 0
/** A user of their own, from an address of their own unless one is named. */
async function user(address = `198.51.100.${++users}`, widget_id = chat.widget_id) {
  const user_id = `u${++users}`
  chat.siteUsers.set(user_id, { name: user_id })
  const socket = await chat.signIn(user_id, { widget_id, headers: { 'x-forwarded-for': address } })
  const { room } = await socket.request('room.open', { pipe: `of ${user_id}` })
  const create = { room_id: room.room_id, name: 'a.bin', size: 4_000 }
  return { socket, user_id, address, room_id: room.room_id, create }
}

const at = (path: string) => new URL(path, chat.httpUrl()).href

function tus(method: string, { url, token }: Begun, more: RequestInit = {}): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', ...(more.headers as object) }
  return fetch(at(url), { method, ...more, headers })
}

const patch = (begun: Begun, bytes: number, offset = 0, more: Record<string, string> = {}) =>
  tus('PATCH', begun, {
    body: new Uint8Array(bytes),
    headers: { 'content-type': 'application/offset+octet-stream', 'upload-offset': String(offset), ...more },
  })

const offsetOf = async (begun: Begun) => Number((await tus('HEAD', begun)).headers.get('upload-offset'))

/** Sends a little of a part, and stops. */
async function stall(begun: Begun, { address = '', sent = 500, size = 4_000 } = {}) {
  const { hostname, port, pathname } = new URL(at(begun.url))
  let answer = ''
  const socket: Socket = connect(Number(port), hostname)
  socket.on('data', (data) => {
    answer += data.toString('latin1')
  })
  socket.on('error', () => {})
  socket.write(
    `PATCH ${pathname} HTTP/1.1\r\nhost: localhost\r\nx-forwarded-for: ${address}\r\n` +
      `authorization: Bearer ${begun.token}\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n` +
      `content-type: application/offset+octet-stream\r\ncontent-length: ${size}\r\n\r\n`,
  )
  socket.write(Buffer.alloc(sent))
  await until(async () => (await offsetOf(begun)) === sent, 'what was sent is stored')
  return { answer: () => answer, end: () => socket.destroy() }
}

test('FILE-33 while a part of an upload arrives, another one is refused with 409', async () => {
  const { socket, create } = await user()
  const begun = await socket.request('upload.create', create)
  const stalled = await stall(begun)
  expect((await patch(begun, 4_000)).status).toBe(409)
  stalled.end()
  await until(async () => (await patch(begun, 3_500, 500)).status === 204, 'the place is free again')
})

test('FILE-33 a part without a byte for UPLOAD_STALL_SECONDS is cut off, and the upload goes on from there', async () => {
  const { socket, create } = await user()
  const begun = await socket.request('upload.create', create)
  const stalled = await stall(begun)
  chat.clock.elapse(STALL_MS)
  await until(() => stalled.answer().includes('"server_busy"'), 'the part is answered')
  expect(await offsetOf(begun)).toBe(500)
  expect((await patch(begun, 3_500, 500)).status).toBe(204)
  stalled.end()
})

test('FILE-33 above the parts of a user, and of an address, another one is refused with server_busy', async () => {
  const [ann, bob] = [await user('203.0.113.1'), await user('203.0.113.1')]
  const ofAnn = await Promise.all(
    [1, 2, 3, 4].map(() => ann.socket.request('upload.create', { ...ann.create, size: 1_000 })),
  )
  const ofBob = await Promise.all(
    [1, 2, 3].map(() => bob.socket.request('upload.create', { ...bob.create, size: 1_000 })),
  )
  const stalled = []
  for (const begun of ofAnn.slice(0, 3)) stalled.push(await stall(begun, { address: ann.address, size: 1_000 }))
  const more = { 'x-forwarded-for': ann.address }
  const refused = await patch(ofAnn[3] as Begun, 1_000, 0, more)
  expect([refused.status, (await refused.json()).error.code]).toEqual([503, 'server_busy'])
  for (const begun of ofBob.slice(0, 2)) stalled.push(await stall(begun, { address: ann.address, size: 1_000 }))
  expect((await patch(ofBob[2] as Begun, 1_000, 0, more)).status).toBe(503)
  expect((await patch(ofBob[2] as Begun, 1_000, 0, { 'x-forwarded-for': '203.0.113.9' })).status).toBe(204)
  for (const { end } of stalled) end()
})

test('FILE-33 above the parts of a widget, another one of the widget is refused, and one of another widget is not', async () => {
  const widget_id = await chat.makeWidget()
  const stalled = []
  const one = async (of: Awaited<ReturnType<typeof user>>) =>
    of.socket.request('upload.create', { ...of.create, size: 1_000 })
  for (let n = 0; n < 6; n++) {
    const someone = await user(undefined, widget_id)
    stalled.push(await stall(await one(someone), { address: someone.address, size: 1_000 }))
  }
  const seventh = await user(undefined, widget_id)
  const from = (address: string) => ({ 'x-forwarded-for': address })
  const refused = await patch(await one(seventh), 1_000, 0, from(seventh.address))
  expect([refused.status, (await refused.json()).error.message]).toEqual([
    503,
    'At most 6 parts of files of a widget may arrive at the same time.',
  ])
  const elsewhere = await user()
  expect((await patch(await one(elsewhere), 1_000, 0, from(elsewhere.address))).status).toBe(204)
  for (const { end } of stalled) end()
})

test('FILE-34 a part of fewer than UPLOAD_PART_BYTES is refused, unless it is the last one', async () => {
  const { socket, create } = await user()
  const begun = await socket.request('upload.create', create)
  expect((await patch(begun, LEAST - 1)).status).toBe(400)
  expect((await patch(begun, 3_500)).status).toBe(204)
  expect((await patch(begun, 500, 3_500)).status).toBe(204)
})

test('FILE-35 unfinished uploads of users and addresses are limited', async () => {
  const [ann, bob, cat] = [await user('203.0.113.2'), await user('203.0.113.2'), await user('203.0.113.2')]
  const begun = await ann.socket.request('upload.create', ann.create)
  expect(await ann.socket.refusal('upload.create', ann.create)).toMatchObject({ code: 'too_many_uploads' })
  await bob.socket.request('upload.create', bob.create)
  expect(await cat.socket.refusal('upload.create', cat.create)).toMatchObject({ code: 'too_many_uploads' })
  expect((await tus('DELETE', begun)).status).toBe(204)
  const next = await cat.socket.request('upload.create', cat.create)
  expect(await ann.socket.refusal('upload.create', ann.create)).toMatchObject({ code: 'too_many_uploads' })
  expect((await patch(next, 4_000)).status).toBe(204)
  await cat.socket.request('upload.finish', { upload_id: next.upload_id })
  await ann.socket.request('upload.create', ann.create)
})

test('FILE-35 an upload that ended on another node does not count any longer', async () => {
  const { socket, create } = await user()
  const cancelled = await socket.request('upload.create', create)
  expect(await socket.refusal('upload.create', create)).toMatchObject({ code: 'too_many_uploads' })
  await chat.store.chat.removeUpload({ widget_id: chat.widget_id, upload_id: cancelled.upload_id })
  const { upload_id } = await socket.request('upload.create', create)
  expect(await socket.refusal('upload.create', create)).toMatchObject({ code: 'too_many_uploads' })
  const outcome = { kind: 'refused', error: 'file_broken' } as const
  await chat.store.chat.settleUpload({ widget_id: chat.widget_id, upload_id, outcome })
  await socket.request('upload.create', create)
})

test('FILE-35 an upload whose job another node did does not count any longer once it is finished', async () => {
  const { socket, create, user_id } = await user()
  const begun = await socket.request('upload.create', create)
  expect((await patch(begun, 4_000)).status).toBe(204)
  const { widget_id, store } = chat
  const { deps } = chat.gateway
  const settle: typeof store.chat.addJob = async () => {
    const outcome = { kind: 'refused', error: 'file_broken' } as const
    await store.chat.settleUpload({ widget_id, upload_id: begun.upload_id, outcome })
  }
  const elsewhere = { ...deps, store: { ...store.chat, addJob: settle } }
  const finished = finishUpload(elsewhere, { widget_id, user_id } as UserPrincipal, begun.upload_id)
  let code: unknown
  finished.catch((error: { code: string }) => {
    code = error.code
  })
  await until(() => {
    chat.clock.elapse(1_000)
    return code !== undefined
  })
  expect(code).toBe('file_broken')
  expect(deps.files.announced.storedOf({ widget_id, user_id })).toEqual([])
})

test('FILE-35 a guest may announce less, and all guests of an address no more together', async () => {
  const widget_id = await chat.makeWidget({ guests: 'write' })
  const headers = { 'x-forwarded-for': '203.0.113.3' }
  const owner = await user('203.0.113.4', widget_id)
  const pipe = { pipe: 'open', is_public: true }
  const { room } = await owner.socket.request('room.open', pipe)
  const wanted = { room_id: room.room_id, name: 'a.bin', size: 1_500 }
  const guests: TestSocket[] = []
  for (const name of ['Sam', 'Kim']) {
    const visitor = await chat.signIn(null, { widget_id, headers })
    const { token } = await visitor.request('guest.enter', { name })
    const guest = await chat.open({ widget_id, headers })
    await guest.request('auth', { v: 1, token })
    await guest.request('room.join', { room_id: room.room_id })
    guests.push(guest)
  }
  const [sam, kim] = guests as [TestSocket, TestSocket]
  expect(await sam.refusal('upload.create', { ...wanted, size: 2_001 })).toMatchObject({ code: 'file_too_large' })
  await sam.request('upload.create', wanted)
  expect(await kim.refusal('upload.create', wanted)).toMatchObject({ code: 'too_many_uploads' })
})

const give = (widget_id: number, user_id: string, kind: 'mute' | 'ban') =>
  changeStanding(chat.gateway.deps, {
    widget_id,
    user_id,
    change: { act: 'give', id: crypto.randomUUID(), kind, until: null, reason: 'Spam', by: 'mod', report_id: null },
  })

async function setWidget(id: number, fields: { settings?: string; suspended_at?: number }): Promise<void> {
  await chat.store.control.updateTable('widget').set(fields).where('id', '=', id).execute()
  chat.clock.elapse(10_000)
}

type Sender = Awaited<ReturnType<typeof user>> & { widget_id: number }

const ENDINGS: Record<string, { by(sender: Sender): Promise<unknown>; status: number; ticket: number }> = {
  'the user leaves the room': {
    by: ({ socket, room_id }) => socket.request('room.leave', { room_id }),
    status: 404,
    ticket: 404,
  },
  'the user is banned': { by: ({ widget_id, user_id }) => give(widget_id, user_id, 'ban'), status: 403, ticket: 404 },
  'the user is muted': { by: ({ widget_id, user_id }) => give(widget_id, user_id, 'mute'), status: 403, ticket: 200 },
  'the owner takes no files': {
    by: ({ widget_id }) => setWidget(widget_id, { settings: JSON.stringify({ files: false }) }),
    status: 403,
    ticket: 200,
  },
  'the site forbids files': {
    async by({ widget_id, user_id }) {
      chat.siteUsers.set(user_id, { name: user_id, permissions: { send_files: false } })
      await chat.gateway.deps.users.refresh(widget_id, user_id)
    },
    status: 403,
    ticket: 200,
  },
  'the widget is suspended': {
    by: ({ widget_id }) => setWidget(widget_id, { suspended_at: 1 }),
    status: 403,
    ticket: 403,
  },
}

test.each(Object.entries(ENDINGS))(
  'FILE-36 an upload takes no bytes, and a ticket opens what its user may still read, once %s',
  async (_, { by, status, ticket }) => {
    const widget_id = await chat.makeWidget()
    const sender = { ...(await user(undefined, widget_id)), widget_id }
    const { socket, create, room_id } = sender
    const sent = await socket.request('upload.create', { ...create, size: 1 })
    await patch(sent, 1)
    await socket.request('upload.finish', { upload_id: sent.upload_id })
    const attachments = [{ upload_id: sent.upload_id }]
    await socket.request('message.send', { room_id, client_id: crypto.randomUUID(), text: '', attachments })
    const { tickets } = await socket.request('files.tickets', { room_id, file_ids: [sent.upload_id] })
    const url = at(`/imbachat/v1/${widget_id}/files/${sent.upload_id}/original?ticket=${tickets[0]?.ticket}`)
    const begun = await socket.request('upload.create', create)
    expect((await patch(begun, 3_000)).status).toBe(204)
    expect((await fetch(url)).status).toBe(200)
    await by(sender)
    expect((await patch(begun, 1_000, 3_000)).status).toBe(status)
    expect((await tus('HEAD', begun)).status).toBe(status)
    expect((await fetch(url)).status).toBe(ticket)
    expect((await tus('DELETE', begun)).status).toBe(204)
  },
)

test('FILE-36 an upload is not finished once its user is muted', async () => {
  const { socket, create, user_id } = await user()
  const begun = await socket.request('upload.create', create)
  expect((await patch(begun, 4_000)).status).toBe(204)
  await give(chat.widget_id, user_id, 'mute')
  expect(await socket.refusal('upload.finish', { upload_id: begun.upload_id })).toMatchObject({ code: 'muted' })
})
