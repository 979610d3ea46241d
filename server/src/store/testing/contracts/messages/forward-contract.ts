import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { attachmentOf, type BlobFacts } from '../../../../chat/attachments/file.ts'
import type { ForwardedMessage } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

const facts: BlobFacts = { kind: 'file', variants: { original: { type: 'text/plain', size: 5 } } }
const wish = { name: 'notes.txt', type: 'text/plain', kind: null }

/** What every database behind the ChatStore port must do with forwarded messages. */
export function forwardContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`forwarding on ${name}`, () => {
    let store: OpenedStore
    let widgetId: number
    let from: number
    let to: number

    const makeRoom = async (pipe: string, ownerId: string, userIds: string[], rights = {}) => {
      const room = { widgetId, pipe, title: null, isPublic: false, ownerId, userIds }
      const { roomId } = await store.chat.makeRoom(room)
      await store.chat.editRoom({ widgetId, roomId, by: ownerId, siteAdmin: false, rights })
      return roomId
    }
    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
      from = await makeRoom('from', 'ann', ['bob'])
      to = await makeRoom('to', 'bob', ['cat'])
      await say(from, 'ann', 'the words')
    })
    afterEach(() => store.close())

    const say = (roomId: number, senderId: string, text: string, uploads: string[] = []) =>
      store.chat.appendMessage({
        widgetId,
        roomId,
        senderId,
        clientId: crypto.randomUUID(),
        text,
        replyTo: null,
        uploads: uploads.map((uploadId) => ({ uploadId, posterId: null })),
      })
    const origin = { user_id: 'ann', name: 'Ann' }
    const forward = (
      forwarded: Partial<ForwardedMessage> = {},
      { senderId = 'bob', roomId = to, clientId = crypto.randomUUID() as string } = {},
    ) =>
      store.chat.appendMessage({
        widgetId,
        roomId,
        senderId,
        clientId,
        text: 'the words',
        replyTo: null,
        parts: { forward: origin },
        forwarded: { roomId: from, seq: 1, editedAt: null, fileIds: [], ...forwarded },
      })
    const upload = async (uploadId: string) => {
      await store.chat.createUpload({
        widgetId,
        uploadId,
        roomId: from,
        userId: 'ann',
        size: 5,
        wish,
        expiresAt: Date.now() + 3_600_000,
        mostUploads: 0,
      })
      const blobId = `blob of ${uploadId}`
      await store.chat.reserveBlob({ widgetId, blobId, size: 5, mostBytes: 0 })
      const attachment = attachmentOf({ uploadId, wish }, facts)
      const outcome = { kind: 'stored', blobId, content: blobId, facts, attachment } as const
      await store.chat.settleUpload({ widgetId, uploadId, outcome })
      return uploadId
    }
    const edit = (text: string) => store.chat.editMessage({ widgetId, roomId: from, seq: 1, senderId: 'ann', text })

    test('FWD-1 a forwarded message is a message of its sender, with the origin', async () => {
      const sent = await forward()
      expect(sent).toMatchObject({ kind: 'appended', message: { seq: 1, sender_id: 'bob', forward: origin } })
      expect((await store.chat.messagesBefore(widgetId, to, null, 1))[0]).toMatchObject({
        text: 'the words',
        forward: origin,
      })
    })

    test('FWD-2 only a message that its forwarder may read now is forwarded', async () => {
      const gone = { kind: 'refused', reason: 'origin_not_found' }
      const toAnn = await makeRoom('of cat', 'cat', [])
      expect(await forward({}, { senderId: 'cat', roomId: toAnn })).toMatchObject(gone)
      expect(await forward({ seq: 2 })).toMatchObject(gone)
      const by = { widgetId, roomId: from, by: 'ann', siteAdmin: false }
      await store.chat.changeMembers({ ...by, act: 'remove', userIds: ['bob'] })
      expect(await forward()).toMatchObject(gone)
      await store.chat.changeMembers({ ...by, act: 'add', userIds: ['bob'] })
      expect(await forward()).toMatchObject({ kind: 'appended' })
      await store.chat.setRoomFlag({
        widgetId,
        userId: 'bob',
        roomId: from,
        flag: { kind: 'clear', upToSeq: 1, hide: false },
      })
      expect(await forward()).toMatchObject(gone)
    })

    test('FWD-2 a deleted message is not forwarded, nor an edited one as it was before', async () => {
      await edit('other words')
      expect(await forward()).toMatchObject({ kind: 'refused', reason: 'origin_edited' })
      await store.chat.deleteMessage({ widgetId, roomId: from, seq: 1, senderId: 'ann' })
      expect(await forward()).toMatchObject({ kind: 'refused', reason: 'origin_not_found' })
    })

    test('FWD-3 the rights of the target hold, for files too', async () => {
      const sent = await say(from, 'ann', '', [await upload('u1')])
      expect(sent.kind).toBe('appended')
      const quiet = await makeRoom('quiet', 'cat', ['bob'], { send: 'managers' })
      expect(await forward({}, { roomId: quiet })).toMatchObject({ kind: 'refused', reason: 'managers_only' })
      const bare = await makeRoom('bare', 'cat', ['bob'], { media: 'managers' })
      expect(await forward({}, { roomId: bare })).toMatchObject({ kind: 'appended' })
      const withFile = { seq: 2, fileIds: ['f1'] }
      expect(await forward(withFile, { roomId: bare })).toMatchObject({ kind: 'refused', reason: 'managers_only' })
      const elsewhere = await makeRoom('elsewhere', 'ann', [])
      expect(await forward({}, { roomId: elsewhere })).toMatchObject({ kind: 'refused', reason: 'room_not_found' })
    })

    test('FWD-5 a forwarded file is a file of the new room, and outlives the deletion of the first', async () => {
      await say(from, 'ann', '', [await upload('u1')])
      const sent = await forward({ seq: 2, fileIds: ['copy'] })
      expect(sent).toMatchObject({
        kind: 'appended',
        message: { attachments: [{ file_id: 'copy', name: 'notes.txt' }] },
      })
      expect(await store.chat.file(widgetId, 'copy')).toMatchObject({ roomId: to, blobId: 'blob of u1' })
      await store.chat.deleteMessage({ widgetId, roomId: from, seq: 2, senderId: 'ann' })
      expect(await store.chat.file(widgetId, 'u1')).toBeNull()
      expect(await store.chat.file(widgetId, 'copy')).toMatchObject({ roomId: to })
    })

    test('FWD-6 a repeated client id is the message that was stored, also when the origin is gone', async () => {
      const clientId = crypto.randomUUID()
      await forward({}, { clientId })
      await store.chat.deleteMessage({ widgetId, roomId: from, seq: 1, senderId: 'ann' })
      expect(await forward({ editedAt: -1 }, { clientId })).toMatchObject({ kind: 'repeated', message: { seq: 1 } })
      expect((await store.chat.roomOf(widgetId, to, 'bob'))?.room.lastSeq).toBe(1)
    })

    test('FWD-7 a forwarded message is not edited; it is deleted like any other', async () => {
      await forward()
      const own = { widgetId, roomId: to, seq: 1, senderId: 'bob' }
      expect(await store.chat.editMessage({ ...own, text: 'mine' })).toMatchObject({ reason: 'forwarded' })
      const { message } = (await store.chat.deleteMessage(own)) as never
      expect(message).not.toHaveProperty('forward')
    })

    test('ACCESS-1 a room of the same number in another widget gives nothing away', async () => {
      const other = await store.makeWidget()
      const { roomId } = await store.chat.makeRoom({
        widgetId: other,
        pipe: 'from',
        title: null,
        isPublic: false,
        ownerId: 'bob',
        userIds: [],
      })
      expect(roomId).toBe(from)
      const sent = await store.chat.appendMessage({
        widgetId: other,
        roomId,
        senderId: 'bob',
        clientId: crypto.randomUUID(),
        text: 'the words',
        replyTo: null,
        forwarded: { roomId: from, seq: 1, editedAt: null, fileIds: [] },
      })
      expect(sent).toMatchObject({ kind: 'refused', reason: 'origin_not_found' })
    })

    test('CHANGE-1 after its time a message is neither edited nor deleted by its sender; a moderator deletes it', async () => {
      const since = Date.now() + 60_000
      const own = { widgetId, roomId: from, seq: 1, senderId: 'ann' }
      const late = { kind: 'refused', reason: 'too_late' }
      expect(await store.chat.editMessage({ ...own, text: 'late', since })).toMatchObject(late)
      expect(await store.chat.deleteMessage({ ...own, since })).toMatchObject(late)
      expect(await store.chat.deleteMessage({ ...own, senderId: null, since })).toMatchObject({ kind: 'changed' })
    })

    test('CHANGE-2 earlier versions are kept where the widget says so, the newest 50, and go with the message', async () => {
      const own = { widgetId, roomId: from, seq: 1, senderId: 'ann' }
      const parts = { entities: [{ type: 'bold' as const, offset: 0, length: 3 }] }
      await store.chat.editMessage({ ...own, text: 'unkept' })
      await store.chat.editMessage({ ...own, text: 'second', parts, keepsVersion: true })
      await store.chat.editMessage({ ...own, text: 'third', keepsVersion: true })
      const versions = await store.chat.versionsOf(widgetId, from, 1)
      expect(versions).toMatchObject([
        { text: 'second', parts },
        { text: 'unkept', parts: {} },
      ])
      expect(versions[0]?.at).toBeGreaterThanOrEqual(versions[1]?.at ?? Number.NaN)
      for (let n = 0; n < 55; n++) await store.chat.editMessage({ ...own, text: `edit ${n}`, keepsVersion: true })
      const kept = await store.chat.versionsOf(widgetId, from, 1)
      expect(kept).toHaveLength(50)
      expect(kept[0]?.text).toBe('edit 53')
      await store.chat.deleteMessage(own)
      expect(await store.chat.versionsOf(widgetId, from, 1)).toEqual([])
    })
  })
}
