import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { attachmentOf, type BlobFacts } from '../../../chat/attachments/file.ts'
import type { SettleUpload } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

const facts: BlobFacts = { kind: 'file', variants: { original: { type: 'text/plain', size: 5 } } }
const wish = { name: 'notes.txt', type: 'text/plain', kind: null }
const LATER = Date.now() + 3_600_000

/** What every database behind the ChatStore port must do with uploads and files. */
export function filesContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`files on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      const room = { widget_id, pipe: 'room', title: null, is_public: true, ownerId: 'ann', user_ids: ['bob'] }
      room_id = (await store.chat.makeRoom(room)).room_id
    })
    afterEach(() => store.close())

    let ids = 0
    const create = async (
      more: { user_id?: string; room_id?: number; anyNumber?: boolean; expires_at?: number } = {},
    ) => {
      const upload_id = `upload${++ids}`
      const given = {
        widget_id,
        upload_id,
        room_id,
        user_id: 'ann',
        size: 5,
        wish,
        expires_at: LATER,
        anyNumber: true,
        ...more,
      }
      return { upload_id, created: await store.chat.createUpload(given) }
    }
    const settle = (upload_id: string, outcome: SettleUpload['outcome']) =>
      store.chat.settleUpload({ widget_id, upload_id, outcome })
    const reserve = (blob_id: string, mostBytes = 0) =>
      store.chat.reserveBlob({ widget_id, blob_id, size: 5, mostBytes })
    const stored = (upload_id: string, blob_id = `blob of ${upload_id}`, content = blob_id) =>
      ({ kind: 'stored', blob_id, content, facts, attachment: attachmentOf({ upload_id, wish }, facts) }) as const
    const ready = async (more: Parameters<typeof create>[0] = {}) => {
      const { upload_id } = await create(more)
      await reserve(`blob of ${upload_id}`)
      expect(await settle(upload_id, stored(upload_id))).toEqual({ kind: 'settled' })
      return upload_id
    }
    const send = (uploadIds: string[], sender_id = 'ann', more: { client_id?: string; poster_id?: string } = {}) =>
      store.chat.appendMessage({
        widget_id,
        room_id,
        sender_id,
        client_id: more.client_id ?? crypto.randomUUID(),
        text: '',
        reply_to: null,
        uploads: uploadIds.map((upload_id) => ({ upload_id, poster_id: more.poster_id ?? null })),
      })

    test('FILE-1 a message takes finished uploads, and its room has them until the message is deleted', async () => {
      const uploads = [await ready(), await ready()]
      const sent = await send(uploads)
      const attachments = uploads.map((upload_id) => attachmentOf({ upload_id, wish }, facts))
      expect(sent).toMatchObject({ kind: 'appended', message: { text: '', attachments } })
      expect((await store.chat.messagesBefore(widget_id, room_id, null, 1))[0]?.attachments).toEqual(attachments)
      expect((await store.chat.roomOf(widget_id, room_id, 'ann'))?.last_message?.attachments).toEqual(attachments)
      const [first = ''] = uploads
      expect(await store.chat.file(widget_id, first)).toEqual({
        file_id: first,
        room_id,
        seq: 1,
        name: 'notes.txt',
        blob_id: `blob of ${first}`,
        facts,
        poster: null,
      })
      const found = await store.chat.filesOf(widget_id, room_id, [...uploads, 'other'])
      expect(found.map(({ file_id }) => file_id).sort()).toEqual([...uploads].sort())
      expect(await store.chat.filesOf(widget_id, room_id + 1, uploads)).toEqual([])
      expect(await store.chat.upload(widget_id, first)).toBeNull()
      const { message } = (await store.chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })) as never
      expect(message).not.toHaveProperty('attachments')
      expect(await store.chat.file(widget_id, first)).toBeNull()
    })

    test('FILE-3 an upload serves one message of its user in its room; a repeated message is the first one', async () => {
      const upload_id = await ready()
      const refused = { kind: 'refused', reason: 'upload_not_found' }
      expect(await send([upload_id], 'bob')).toEqual(refused as never)
      const other = { widget_id, pipe: 'other', title: null, is_public: true, ownerId: 'ann', user_ids: [] }
      const { room_id: otherRoom } = await store.chat.makeRoom(other)
      expect(await send([await ready({ room_id: otherRoom })])).toEqual(refused as never)
      expect(await send([upload_id, upload_id])).toEqual(refused as never)
      const client_id = crypto.randomUUID()
      const outcomes = await Promise.all([send([upload_id], 'ann', { client_id }), send([upload_id])])
      expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'refused'])
      expect(await send([upload_id], 'ann', { client_id })).toMatchObject({ kind: 'repeated', message: { seq: 1 } })
      expect(await send([upload_id])).toEqual(refused as never)
    })

    test("FILE-9 an upload that is open, refused or another widget's is in no message", async () => {
      const open = await create()
      expect(await send([open.upload_id])).toEqual({ kind: 'refused', reason: 'upload_unfinished' })
      await settle(open.upload_id, { kind: 'refused', error: 'file_broken' })
      expect(await store.chat.upload(widget_id, open.upload_id)).toMatchObject({
        state: 'refused',
        error: 'file_broken',
      })
      expect(await send([open.upload_id])).toEqual({ kind: 'refused', reason: 'upload_not_found' })
      expect(await settle(open.upload_id, stored(open.upload_id))).toEqual({ kind: 'settled' })
      expect(await send([await ready(), open.upload_id])).toEqual({ kind: 'refused', reason: 'upload_not_found' })
      const mine = await ready()
      const widget = widget_id
      widget_id = await store.makeWidget()
      expect(await store.chat.upload(widget_id, mine)).toBeNull()
      expect(await settle(mine, stored(mine))).toEqual({ kind: 'upload_not_found' })
      widget_id = widget
    })

    test('a video has its still picture from another upload, which ends with it', async () => {
      const [video, poster] = [await ready(), await ready()]
      const sent = await send([video], 'ann', { poster_id: poster })
      expect(sent).toMatchObject({ message: { attachments: [{ file_id: video, thumb: true }] } })
      expect((await store.chat.file(widget_id, video))?.poster).toEqual({ blob_id: `blob of ${poster}`, facts })
      expect(await store.chat.upload(widget_id, poster)).toBeNull()
    })

    test('a text may become empty where there are files, and nowhere else', async () => {
      await send([await ready()])
      const edit = (seq: number, text: string) =>
        store.chat.editMessage({ widget_id, room_id, seq, sender_id: 'ann', text })
      expect(await edit(1, 'caption')).toMatchObject({ kind: 'changed', message: { text: 'caption' } })
      expect(await edit(1, '')).toMatchObject({ kind: 'changed', message: { text: '', attachments: [{}] } })
      await store.chat.appendMessage({
        widget_id,
        room_id,
        sender_id: 'ann',
        client_id: crypto.randomUUID(),
        text: 'x',
        reply_to: null,
      })
      expect(await edit(2, '')).toEqual({ kind: 'refused', reason: 'message_empty' })
    })

    test('the same content is stored once in a widget, and counted once', async () => {
      const [first, second, third] = [await create(), await create(), await create()]
      await reserve('blob')
      expect(await settle(first.upload_id, stored(first.upload_id, 'blob', 'same'))).toEqual({ kind: 'settled' })
      await reserve('twin')
      const other_blob = { kind: 'other_blob', blob_id: 'blob' }
      expect(await settle(second.upload_id, stored(second.upload_id, 'twin', 'same'))).toEqual(other_blob as never)
      await store.chat.forgetBlob({ widget_id, blob_id: 'twin' })
      const attachment = attachmentOf({ upload_id: second.upload_id, wish }, facts)
      expect(await settle(second.upload_id, { kind: 'known', blob_id: 'blob', attachment })).toEqual({
        kind: 'settled',
      })
      expect(await settle(third.upload_id, { kind: 'known', blob_id: 'gone', attachment })).toEqual({
        kind: 'blob_gone',
      })
      expect(await store.chat.blobOf(widget_id, 'same')).toEqual({ blob_id: 'blob', facts })
      expect(await store.chat.fileBytes(widget_id)).toBe(5)
      const other = await store.makeWidget()
      expect([await store.chat.blobOf(other, 'same'), await store.chat.fileBytes(other)]).toEqual([null, 0])
    })

    test("FILE-8 the widget's quota and the number of waiting uploads are counted by the store", async () => {
      expect([await reserve('one', 9), await reserve('two', 9)]).toEqual(['reserved', 'quota_exceeded'])
      expect(await store.chat.fileBytes(widget_id)).toBe(5)
      await store.chat.forgetBlob({ widget_id, blob_id: 'one' })
      await store.chat.forgetBlob({ widget_id, blob_id: 'one' })
      expect(await store.chat.fileBytes(widget_id)).toBe(0)
      const first = await create()
      expect(await settle(first.upload_id, stored(first.upload_id, 'one'))).toEqual({ kind: 'blob_gone' })
      await create({ user_id: 'bob', expires_at: 1 })
      expect((await create({ user_id: 'bob', anyNumber: false })).created).toBe('created')
      const { upload_id, created } = await create({ user_id: 'bob', anyNumber: false })
      expect([created, await store.chat.upload(widget_id, upload_id)]).toEqual(['too_many', null])
      await store.chat.removeUpload({ widget_id, upload_id: first.upload_id })
      expect(await store.chat.upload(widget_id, first.upload_id)).toBeNull()
    })

    test("PICTURE-1 PICTURE-2 a room takes its manager's upload as its picture, has one at a time, and lists it", async () => {
      const pictured = async (user_id = 'ann') => {
        const { upload_id } = await create({ user_id })
        await reserve(`blob of ${upload_id}`)
        const seen: BlobFacts = { ...facts, kind: 'image', blur: 'AAAA' }
        const attachment = attachmentOf({ upload_id, wish }, seen)
        await settle(upload_id, {
          kind: 'stored',
          blob_id: `blob of ${upload_id}`,
          content: upload_id,
          facts: seen,
          attachment,
        })
        return upload_id
      }
      const edit = (picture: string | null, by = 'ann') =>
        store.chat.editRoom({ widget_id, room_id, by, siteAdmin: false, title: 'Boats', picture })
      const [first, second] = [await pictured(), await pictured()]
      expect(await edit(first, 'bob')).toMatchObject({ reason: 'forbidden' })
      expect(await edit(await pictured('bob'))).toMatchObject({ reason: 'upload_not_found' })
      expect(await edit(await ready())).toMatchObject({ reason: 'file_type_refused' })
      const picture = { file_id: first, blur: 'AAAA' }
      expect(await edit(first)).toMatchObject({ kind: 'done', changed: true, room: { picture } })
      expect(await edit(first)).toMatchObject({ reason: 'upload_not_found' })
      expect(await store.chat.file(widget_id, first)).toMatchObject({ room_id, seq: 0 })
      expect(await store.chat.listedRoom(widget_id, 'eve', room_id)).toMatchObject({ picture })
      expect((await store.chat.publicRoom(widget_id, room_id))?.picture).toEqual(picture)
      await edit(second)
      expect([await store.chat.file(widget_id, first), (await store.chat.file(widget_id, second))?.seq]).toEqual([
        null,
        0,
      ])
      expect(await edit(null)).toMatchObject({ changed: true, room: { picture: null } })
      expect(await edit(null)).toMatchObject({ changed: false })
      expect(await store.chat.file(widget_id, second)).toBeNull()
    })

    test('a hundred messages with files of many users in one commit each get their own', async () => {
      const users = Array.from({ length: 20 }, (_, n) => `u${n}`)
      const room = { widget_id, pipe: 'crowd', title: null, is_public: true, ownerId: 'ann', user_ids: users }
      room_id = (await store.chat.makeRoom(room)).room_id
      const uploads = await Promise.all(
        users.flatMap((user_id) => [0, 1, 2, 3, 4].map(() => ready({ user_id }).then((id) => ({ user_id, id })))),
      )
      const outcomes = await Promise.all(uploads.map(({ user_id, id }) => send([id], user_id)))
      const seen = outcomes.map((outcome) => outcome.kind === 'appended' && outcome.message.attachments?.[0]?.file_id)
      expect(seen).toEqual(uploads.map(({ id }) => id))
    })
  })
}
