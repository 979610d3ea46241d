import { afterAll, beforeAll, expect, test } from 'bun:test'
import sharp from 'sharp'
import { type ChatServer, startChat } from '../../testing/chat-server.ts'
import { crowd } from '../../testing/crowd.ts'
import type { TestSocket } from '../../testing/test-socket.ts'

let chat: ChatServer
beforeAll(async () => {
  chat = await startChat({ limits: { ROOM_LIVE_MEMBERS: 4 } })
})
afterAll(() => chat.stop())

const group = async (owner: TestSocket, user_ids: string[] = [], more: object = {}) =>
  (await owner.request('room.create', { client_id: crypto.randomUUID(), title: 'Club', user_ids, ...more })).room

const drawn = (background: string) =>
  sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .jpeg()
    .toBuffer()

async function uploaded(socket: TestSocket, room_id: number, body: Uint8Array, name = 'p.jpg'): Promise<string> {
  const { url, token, upload_id } = await socket.request('upload.create', { room_id, name, size: body.byteLength })
  await fetch(new URL(url, chat.httpUrl()), {
    method: 'PATCH',
    body: Uint8Array.from(body),
    headers: {
      authorization: `Bearer ${token}`,
      'tus-resumable': '1.0.0',
      'content-type': 'application/offset+octet-stream',
      'upload-offset': '0',
    },
  })
  await socket.request('upload.finish', { upload_id })
  return upload_id
}

/** The status with which the file is answered; no ticket: null. */
async function fetched(socket: TestSocket, room_id: number, file_id: string, token?: string): Promise<number | null> {
  const [found] = (await socket.request('files.tickets', { room_id, file_ids: [file_id], ...(token && { token }) }))
    .tickets
  return found ? (await fetch(addressOf(file_id, found.ticket))).status : null
}

const addressOf = (file_id: string, ticket: string) =>
  new URL(`/imbachat/v1/${chat.widget_id}/files/${file_id}/original?ticket=${ticket}`, chat.httpUrl())

test('PICTURE-1 a manager sets the picture of a group; all members receive it at once and can fetch it', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob', 'cat')
  const { room_id } = await group(by.ann, [ids.bob])
  const picture = await uploaded(by.ann, room_id, await drawn('red'))
  await by.ann.request('message.send', { room_id, client_id: crypto.randomUUID(), text: 'hi' })
  expect((await by.bob.refusal('room.edit', { room_id, picture })).code).toBe('forbidden')
  const { room } = await by.ann.request('room.edit', { room_id, picture })
  expect(room.picture).toMatchObject({ file_id: picture, blur: expect.any(String) })
  expect((await by.bob.event('room_info')).info.picture).toEqual(room.picture)
  const { message } = await by.bob.event('message', ({ message }) => message.system?.kind === 'picture')
  expect(message.sender_id).toBe(ids.ann)
  expect(await fetched(by.bob, room_id, picture)).toBe(200)
  expect((await by.cat.refusal('files.tickets', { room_id, file_ids: [picture] })).code).toBe('room_not_found')

  const other = await uploaded(by.ann, room_id, await drawn('blue'))
  await by.ann.request('room.edit', { room_id, picture: other })
  expect(await fetched(by.bob, room_id, picture)).toBeNull()
  expect((await by.ann.request('room.edit', { room_id, picture: null })).room.picture).toBeNull()
  expect(await fetched(by.ann, room_id, other)).toBeNull()
})

test('ROOMS-2 the picture of a frozen room stays', async () => {
  const { by } = await crowd(chat, 'ann')
  const { room_id } = await group(by.ann)
  const [shown, other] = [
    await uploaded(by.ann, room_id, await drawn('red')),
    await uploaded(by.ann, room_id, await drawn('blue')),
  ]
  await by.ann.request('room.edit', { room_id, picture: shown })
  await chat.store.chat.moderateRoom({ widget_id: chat.widget_id, room_id, frozen: true })
  for (const picture of [other, null]) {
    expect((await by.ann.refusal('room.edit', { room_id, picture })).code).toBe('frozen')
  }
  expect((await by.ann.request('rooms.get', { room_id })).room.picture?.file_id).toBe(shown)
})

test("PICTURE-2 only the manager's own finished upload of a picture for this room is taken", async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [ids.bob])
  const elsewhere = await group(by.ann)
  const refusal = async (picture: string) => {
    const { code, field } = await by.ann.refusal('room.edit', { room_id, picture })
    return [code, field]
  }
  expect(await refusal('A'.repeat(22))).toEqual(['upload_not_found', 'picture'])
  expect(await refusal(await uploaded(by.bob, room_id, await drawn('red')))).toEqual(['upload_not_found', 'picture'])
  expect(await refusal(await uploaded(by.ann, elsewhere.room_id, await drawn('red')))).toEqual([
    'upload_not_found',
    'picture',
  ])
  const text = await uploaded(by.ann, room_id, new TextEncoder().encode('no picture'), 'a.txt')
  expect(await refusal(text)).toEqual(['file_type_refused', 'picture'])
  const { upload_id } = await by.ann.request('upload.create', { room_id, name: 'p.jpg', size: 10 })
  expect(await refusal(upload_id)).toEqual(['upload_unfinished', 'picture'])
})

test('PICTURE-3 a user who sees a room in the directory or by a link sees its picture and no other file', async () => {
  const { by } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [], { by_request: true })
  const picture = await uploaded(by.ann, room_id, await drawn('green'))
  await by.ann.request('room.edit', { room_id, picture })
  const upload_id = await uploaded(by.ann, room_id, await drawn('black'))
  const sent = { room_id, client_id: crypto.randomUUID(), text: '', attachments: [{ upload_id }] }
  await by.ann.request('message.send', sent)
  const listed = (await by.bob.request('rooms.directory', {})).rooms.find((room) => room.room_id === room_id)
  expect(listed?.picture?.file_id).toBe(picture)
  expect([await fetched(by.bob, room_id, picture), await fetched(by.bob, room_id, upload_id)]).toEqual([200, null])
  const [seen] = (await by.bob.request('files.tickets', { room_id, file_ids: [picture] })).tickets

  await by.ann.request('room.edit', { room_id, by_request: false })
  expect((await by.bob.refusal('files.tickets', { room_id, file_ids: [picture] })).code).toBe('room_not_found')
  expect((await fetch(addressOf(picture, seen?.ticket ?? ''))).status).toBe(404)

  const { token, invite } = await by.ann.request('invite.create', { room_id })
  expect((await by.bob.request('invite.open', { token })).room.picture?.file_id).toBe(picture)
  expect([await fetched(by.bob, room_id, picture, token), await fetched(by.bob, room_id, upload_id, token)]).toEqual([
    200,
    null,
  ])
  const [byLink] = (await by.bob.request('files.tickets', { room_id, file_ids: [picture], token })).tickets
  const address = addressOf(picture, byLink?.ticket ?? '')
  expect((await fetch(address)).status).toBe(200)
  await by.ann.request('invite.revoke', { room_id, invite_id: invite.invite_id })
  expect((await fetch(address)).status).toBe(404)
  expect((await fetch(addressOf(picture, `${byLink?.ticket.split('.').slice(0, 4).join('.')}`))).status).toBe(403)
})

test('FILE-26 a user who cleared a history gets no tickets for its files, and those from before open nothing', async () => {
  const { by, ids } = await crowd(chat, 'ann', 'bob')
  const { room_id } = await group(by.ann, [ids.bob])
  const upload_id = await uploaded(by.ann, room_id, await drawn('red'))
  const sent = { room_id, client_id: crypto.randomUUID(), text: '', attachments: [{ upload_id }] }
  const { seq } = await by.ann.request('message.send', sent)
  const [before] = (await by.bob.request('files.tickets', { room_id, file_ids: [upload_id] })).tickets
  const address = addressOf(upload_id, before?.ticket ?? '')
  expect((await fetch(address)).status).toBe(200)
  await by.bob.request('room.clear', { room_id, up_to_seq: seq })
  expect(await fetched(by.bob, room_id, upload_id)).toBeNull()
  expect((await fetch(address)).status).toBe(404)
  expect(await fetched(by.ann, room_id, upload_id)).toBe(200)
})
