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
    let widgetId: number
    let roomId: number

    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
      const room = { widgetId, pipe: 'room', title: null, isPublic: true, ownerId: 'ann', userIds: ['bob'] }
      roomId = (await store.chat.makeRoom(room)).roomId
    })
    afterEach(() => store.close())

    let ids = 0
    const create = async (
      more: { userId?: string; roomId?: number; mostUploads?: number; expiresAt?: number } = {},
    ) => {
      const uploadId = `upload${++ids}`
      const given = {
        widgetId,
        uploadId,
        roomId,
        userId: 'ann',
        size: 5,
        wish,
        expiresAt: LATER,
        mostUploads: 0,
        ...more,
      }
      return { uploadId, created: await store.chat.createUpload(given) }
    }
    const settle = (uploadId: string, outcome: SettleUpload['outcome']) =>
      store.chat.settleUpload({ widgetId, uploadId, outcome })
    const reserve = (blobId: string, mostBytes = 0) => store.chat.reserveBlob({ widgetId, blobId, size: 5, mostBytes })
    const stored = (uploadId: string, blobId = `blob of ${uploadId}`, content = blobId) =>
      ({ kind: 'stored', blobId, content, facts, attachment: attachmentOf({ uploadId, wish }, facts) }) as const
    const ready = async (more: Parameters<typeof create>[0] = {}) => {
      const { uploadId } = await create(more)
      await reserve(`blob of ${uploadId}`)
      expect(await settle(uploadId, stored(uploadId))).toEqual({ kind: 'settled' })
      return uploadId
    }
    const send = (uploadIds: string[], senderId = 'ann', more: { clientId?: string; posterId?: string } = {}) =>
      store.chat.appendMessage({
        widgetId,
        roomId,
        senderId,
        clientId: more.clientId ?? crypto.randomUUID(),
        text: '',
        replyTo: null,
        uploads: uploadIds.map((uploadId) => ({ uploadId, posterId: more.posterId ?? null })),
      })

    test('FILE-1 a message takes finished uploads, and its room has them until the message is deleted', async () => {
      const uploads = [await ready(), await ready()]
      const sent = await send(uploads)
      const attachments = uploads.map((uploadId) => attachmentOf({ uploadId, wish }, facts))
      expect(sent).toMatchObject({ kind: 'appended', message: { text: '', attachments } })
      expect((await store.chat.messagesBefore(widgetId, roomId, null, 1))[0]?.attachments).toEqual(attachments)
      expect((await store.chat.roomOf(widgetId, roomId, 'ann'))?.lastMessage?.attachments).toEqual(attachments)
      const [first = ''] = uploads
      expect(await store.chat.file(widgetId, first)).toEqual({
        fileId: first,
        roomId,
        seq: 1,
        name: 'notes.txt',
        blobId: `blob of ${first}`,
        facts,
        poster: null,
      })
      const found = await store.chat.filesOf(widgetId, roomId, [...uploads, 'other'])
      expect(found.map(({ fileId }) => fileId).sort()).toEqual([...uploads].sort())
      expect(await store.chat.filesOf(widgetId, roomId + 1, uploads)).toEqual([])
      expect(await store.chat.upload(widgetId, first)).toBeNull()
      const { message } = (await store.chat.deleteMessage({ widgetId, roomId, seq: 1, senderId: 'ann' })) as never
      expect(message).not.toHaveProperty('attachments')
      expect(await store.chat.file(widgetId, first)).toBeNull()
    })

    test('FILE-3 an upload serves one message of its user in its room; a repeated message is the first one', async () => {
      const uploadId = await ready()
      const refused = { kind: 'refused', reason: 'upload_not_found' }
      expect(await send([uploadId], 'bob')).toEqual(refused as never)
      const other = { widgetId, pipe: 'other', title: null, isPublic: true, ownerId: 'ann', userIds: [] }
      const { roomId: otherRoom } = await store.chat.makeRoom(other)
      expect(await send([await ready({ roomId: otherRoom })])).toEqual(refused as never)
      expect(await send([uploadId, uploadId])).toEqual(refused as never)
      const clientId = crypto.randomUUID()
      const outcomes = await Promise.all([send([uploadId], 'ann', { clientId }), send([uploadId])])
      expect(outcomes.map(({ kind }) => kind)).toEqual(['appended', 'refused'])
      expect(await send([uploadId], 'ann', { clientId })).toMatchObject({ kind: 'repeated', message: { seq: 1 } })
      expect(await send([uploadId])).toEqual(refused as never)
    })

    test("FILE-9 an upload that is open, refused or another widget's is in no message", async () => {
      const open = await create()
      expect(await send([open.uploadId])).toEqual({ kind: 'refused', reason: 'upload_unfinished' })
      await settle(open.uploadId, { kind: 'refused', error: 'file_broken' })
      expect(await store.chat.upload(widgetId, open.uploadId)).toMatchObject({ state: 'refused', error: 'file_broken' })
      expect(await send([open.uploadId])).toEqual({ kind: 'refused', reason: 'upload_not_found' })
      expect(await settle(open.uploadId, stored(open.uploadId))).toEqual({ kind: 'settled' })
      expect(await send([await ready(), open.uploadId])).toEqual({ kind: 'refused', reason: 'upload_not_found' })
      const mine = await ready()
      const widget = widgetId
      widgetId = await store.makeWidget()
      expect(await store.chat.upload(widgetId, mine)).toBeNull()
      expect(await settle(mine, stored(mine))).toEqual({ kind: 'upload_not_found' })
      widgetId = widget
    })

    test('a video has its still picture from another upload, which ends with it', async () => {
      const [video, poster] = [await ready(), await ready()]
      const sent = await send([video], 'ann', { posterId: poster })
      expect(sent).toMatchObject({ message: { attachments: [{ file_id: video, thumb: true }] } })
      expect((await store.chat.file(widgetId, video))?.poster).toEqual({ blobId: `blob of ${poster}`, facts })
      expect(await store.chat.upload(widgetId, poster)).toBeNull()
    })

    test('a text may become empty where there are files, and nowhere else', async () => {
      await send([await ready()])
      const edit = (seq: number, text: string) =>
        store.chat.editMessage({ widgetId, roomId, seq, senderId: 'ann', text })
      expect(await edit(1, 'caption')).toMatchObject({ kind: 'changed', message: { text: 'caption' } })
      expect(await edit(1, '')).toMatchObject({ kind: 'changed', message: { text: '', attachments: [{}] } })
      await store.chat.appendMessage({
        widgetId,
        roomId,
        senderId: 'ann',
        clientId: crypto.randomUUID(),
        text: 'x',
        replyTo: null,
      })
      expect(await edit(2, '')).toEqual({ kind: 'refused', reason: 'message_empty' })
    })

    test('the same content is stored once in a widget, and counted once', async () => {
      const [first, second, third] = [await create(), await create(), await create()]
      await reserve('blob')
      expect(await settle(first.uploadId, stored(first.uploadId, 'blob', 'same'))).toEqual({ kind: 'settled' })
      await reserve('twin')
      const other_blob = { kind: 'other_blob', blobId: 'blob' }
      expect(await settle(second.uploadId, stored(second.uploadId, 'twin', 'same'))).toEqual(other_blob as never)
      await store.chat.forgetBlob(widgetId, 'twin')
      const attachment = attachmentOf({ uploadId: second.uploadId, wish }, facts)
      expect(await settle(second.uploadId, { kind: 'known', blobId: 'blob', attachment })).toEqual({ kind: 'settled' })
      expect(await settle(third.uploadId, { kind: 'known', blobId: 'gone', attachment })).toEqual({ kind: 'blob_gone' })
      expect(await store.chat.blobOf(widgetId, 'same')).toEqual({ blobId: 'blob', facts })
      expect(await store.chat.fileBytes(widgetId)).toBe(5)
      const other = await store.makeWidget()
      expect([await store.chat.blobOf(other, 'same'), await store.chat.fileBytes(other)]).toEqual([null, 0])
    })

    test("FILE-8 the widget's quota and the number of waiting uploads are counted by the store", async () => {
      expect([await reserve('one', 9), await reserve('two', 9)]).toEqual(['reserved', 'quota_exceeded'])
      expect(await store.chat.fileBytes(widgetId)).toBe(5)
      await store.chat.forgetBlob(widgetId, 'one')
      await store.chat.forgetBlob(widgetId, 'one')
      expect(await store.chat.fileBytes(widgetId)).toBe(0)
      const first = await create()
      expect(await settle(first.uploadId, stored(first.uploadId, 'one'))).toEqual({ kind: 'blob_gone' })
      await create({ userId: 'bob', expiresAt: 1 })
      expect((await create({ userId: 'bob', mostUploads: 1 })).created).toBe('created')
      const { uploadId, created } = await create({ userId: 'bob', mostUploads: 1 })
      expect([created, await store.chat.upload(widgetId, uploadId)]).toEqual(['too_many', null])
      await store.chat.removeUpload(widgetId, first.uploadId)
      expect(await store.chat.upload(widgetId, first.uploadId)).toBeNull()
    })

    test("PICTURE-1 PICTURE-2 a room takes its manager's upload as its picture, has one at a time, and lists it", async () => {
      const pictured = async (userId = 'ann') => {
        const { uploadId } = await create({ userId })
        await reserve(`blob of ${uploadId}`)
        const seen: BlobFacts = { ...facts, kind: 'image', blur: 'AAAA' }
        const attachment = attachmentOf({ uploadId, wish }, seen)
        await settle(uploadId, {
          kind: 'stored',
          blobId: `blob of ${uploadId}`,
          content: uploadId,
          facts: seen,
          attachment,
        })
        return uploadId
      }
      const edit = (picture: string | null, by = 'ann') =>
        store.chat.editRoom({ widgetId, roomId, by, siteAdmin: false, title: 'Boats', picture })
      const [first, second] = [await pictured(), await pictured()]
      expect(await edit(first, 'bob')).toMatchObject({ reason: 'forbidden' })
      expect(await edit(await pictured('bob'))).toMatchObject({ reason: 'upload_not_found' })
      expect(await edit(await ready())).toMatchObject({ reason: 'file_type_refused' })
      const picture = { file_id: first, blur: 'AAAA' }
      expect(await edit(first)).toMatchObject({ kind: 'done', changed: true, room: { picture } })
      expect(await edit(first)).toMatchObject({ reason: 'upload_not_found' })
      expect(await store.chat.file(widgetId, first)).toMatchObject({ roomId, seq: 0 })
      expect(await store.chat.listedRoom(widgetId, 'eve', roomId)).toMatchObject({ picture })
      expect((await store.chat.publicRoom(widgetId, roomId))?.picture).toEqual(picture)
      await edit(second)
      expect([await store.chat.file(widgetId, first), (await store.chat.file(widgetId, second))?.seq]).toEqual([
        null,
        0,
      ])
      expect(await edit(null)).toMatchObject({ changed: true, room: { picture: null } })
      expect(await edit(null)).toMatchObject({ changed: false })
      expect(await store.chat.file(widgetId, second)).toBeNull()
    })

    test('a hundred messages with files of many users in one commit each get their own', async () => {
      const users = Array.from({ length: 20 }, (_, n) => `u${n}`)
      const room = { widgetId, pipe: 'crowd', title: null, isPublic: true, ownerId: 'ann', userIds: users }
      roomId = (await store.chat.makeRoom(room)).roomId
      const uploads = await Promise.all(
        users.flatMap((userId) => [0, 1, 2, 3, 4].map(() => ready({ userId }).then((id) => ({ userId, id })))),
      )
      const outcomes = await Promise.all(uploads.map(({ userId, id }) => send([id], userId)))
      const seen = outcomes.map((outcome) => outcome.kind === 'appended' && outcome.message.attachments?.[0]?.file_id)
      expect(seen).toEqual(uploads.map(({ id }) => id))
    })
  })
}
