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
    let widget_id: number
    let from: number
    let to: number

    const makeRoom = async (pipe: string, ownerId: string, user_ids: string[], rights = {}) => {
      const room = { widget_id, pipe, title: null, is_public: false, ownerId, user_ids }
      const { room_id } = await store.chat.makeRoom(room)
      await store.chat.editRoom({ widget_id, room_id, by: ownerId, siteAdmin: false, rights })
      return room_id
    }
    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      from = await makeRoom('from', 'ann', ['bob'])
      to = await makeRoom('to', 'bob', ['cat'])
      await say(from, 'ann', 'the words')
    })
    afterEach(() => store.close())

    const say = (room_id: number, sender_id: string, text: string, uploads: string[] = []) =>
      store.chat.appendMessage({
        widget_id,
        room_id,
        sender_id,
        client_id: crypto.randomUUID(),
        text,
        reply_to: null,
        uploads: uploads.map((upload_id) => ({ upload_id, poster_id: null })),
      })
    const origin = { user_id: 'ann', name: 'Ann' }
    const forward = (
      forwarded: Partial<ForwardedMessage> = {},
      { sender_id = 'bob', room_id = to, client_id = crypto.randomUUID() as string } = {},
    ) =>
      store.chat.appendMessage({
        widget_id,
        room_id,
        sender_id,
        client_id,
        text: 'the words',
        reply_to: null,
        parts: { forward: origin },
        forwarded: { room_id: from, seq: 1, edited_at: null, file_ids: [], ...forwarded },
      })
    const upload = async (upload_id: string) => {
      await store.chat.createUpload({
        widget_id,
        upload_id,
        room_id: from,
        user_id: 'ann',
        size: 5,
        wish,
        expires_at: Date.now() + 3_600_000,
        anyNumber: true,
      })
      const blob_id = `blob of ${upload_id}`
      await store.chat.reserveBlob({ widget_id, blob_id, size: 5, mostBytes: 0 })
      const attachment = attachmentOf({ upload_id, wish }, facts)
      const outcome = { kind: 'stored', blob_id, content: blob_id, facts, attachment } as const
      await store.chat.settleUpload({ widget_id, upload_id, outcome })
      return upload_id
    }
    const edit = (text: string) => store.chat.editMessage({ widget_id, room_id: from, seq: 1, sender_id: 'ann', text })

    test('FWD-1 a forwarded message is a message of its sender, with the origin', async () => {
      const sent = await forward()
      expect(sent).toMatchObject({ kind: 'appended', message: { seq: 1, sender_id: 'bob', forward: origin } })
      expect((await store.chat.messagesBefore(widget_id, to, null, 1))[0]).toMatchObject({
        text: 'the words',
        forward: origin,
      })
    })

    test('FWD-2 only a message that its forwarder may read now is forwarded', async () => {
      const gone = { kind: 'refused', reason: 'origin_not_found' }
      const toAnn = await makeRoom('of cat', 'cat', [])
      expect(await forward({}, { sender_id: 'cat', room_id: toAnn })).toMatchObject(gone)
      expect(await forward({ seq: 2 })).toMatchObject(gone)
      const by = { widget_id, room_id: from, by: 'ann', siteAdmin: false }
      await store.chat.changeMembers({ ...by, act: 'remove', user_ids: ['bob'] })
      expect(await forward()).toMatchObject(gone)
      await store.chat.changeMembers({ ...by, act: 'add', user_ids: ['bob'] })
      expect(await forward()).toMatchObject({ kind: 'appended' })
      await store.chat.setRoomFlag({
        widget_id,
        user_id: 'bob',
        room_id: from,
        flag: { kind: 'clear', up_to_seq: 1, hide: false },
      })
      expect(await forward()).toMatchObject(gone)
    })

    test('FWD-2 a deleted message is not forwarded, nor an edited one as it was before', async () => {
      await edit('other words')
      expect(await forward()).toMatchObject({ kind: 'refused', reason: 'origin_edited' })
      await store.chat.deleteMessage({ widget_id, room_id: from, seq: 1, sender_id: 'ann' })
      expect(await forward()).toMatchObject({ kind: 'refused', reason: 'origin_not_found' })
    })

    test('FWD-3 the rights of the target hold, for files too', async () => {
      const sent = await say(from, 'ann', '', [await upload('u1')])
      expect(sent.kind).toBe('appended')
      const quiet = await makeRoom('quiet', 'cat', ['bob'], { send: 'managers' })
      expect(await forward({}, { room_id: quiet })).toMatchObject({ kind: 'refused', reason: 'managers_only' })
      const bare = await makeRoom('bare', 'cat', ['bob'], { media: 'managers' })
      expect(await forward({}, { room_id: bare })).toMatchObject({ kind: 'appended' })
      const withFile = { seq: 2, file_ids: ['f1'] }
      expect(await forward(withFile, { room_id: bare })).toMatchObject({ kind: 'refused', reason: 'managers_only' })
      const elsewhere = await makeRoom('elsewhere', 'ann', [])
      expect(await forward({}, { room_id: elsewhere })).toMatchObject({ kind: 'refused', reason: 'room_not_found' })
    })

    test('FWD-5 a forwarded file is a file of the new room, and outlives the deletion of the first', async () => {
      await say(from, 'ann', '', [await upload('u1')])
      const sent = await forward({ seq: 2, file_ids: ['copy'] })
      expect(sent).toMatchObject({
        kind: 'appended',
        message: { attachments: [{ file_id: 'copy', name: 'notes.txt' }] },
      })
      expect(await store.chat.file(widget_id, 'copy')).toMatchObject({ room_id: to, blob_id: 'blob of u1' })
      await store.chat.deleteMessage({ widget_id, room_id: from, seq: 2, sender_id: 'ann' })
      expect(await store.chat.file(widget_id, 'u1')).toBeNull()
      expect(await store.chat.file(widget_id, 'copy')).toMatchObject({ room_id: to })
    })

    test('FWD-6 a repeated client id is the message that was stored, also when the origin is gone', async () => {
      const client_id = crypto.randomUUID()
      await forward({}, { client_id })
      await store.chat.deleteMessage({ widget_id, room_id: from, seq: 1, sender_id: 'ann' })
      expect(await forward({ edited_at: -1 }, { client_id })).toMatchObject({ kind: 'repeated', message: { seq: 1 } })
      expect((await store.chat.roomOf(widget_id, to, 'bob'))?.room.last_seq).toBe(1)
    })

    test('FWD-7 a forwarded message is not edited; it is deleted like any other', async () => {
      await forward()
      const own = { widget_id, room_id: to, seq: 1, sender_id: 'bob' }
      expect(await store.chat.editMessage({ ...own, text: 'mine' })).toMatchObject({ reason: 'forwarded' })
      const { message } = (await store.chat.deleteMessage(own)) as never
      expect(message).not.toHaveProperty('forward')
    })

    test('ACCESS-1 a room of the same number in another widget gives nothing away', async () => {
      const other = await store.makeWidget()
      const { room_id } = await store.chat.makeRoom({
        widget_id: other,
        pipe: 'from',
        title: null,
        is_public: false,
        ownerId: 'bob',
        user_ids: [],
      })
      expect(room_id).toBe(from)
      const sent = await store.chat.appendMessage({
        widget_id: other,
        room_id,
        sender_id: 'bob',
        client_id: crypto.randomUUID(),
        text: 'the words',
        reply_to: null,
        forwarded: { room_id: from, seq: 1, edited_at: null, file_ids: [] },
      })
      expect(sent).toMatchObject({ kind: 'refused', reason: 'origin_not_found' })
    })

    test('CHANGE-1 after its time a message is neither edited nor deleted by its sender; a moderator deletes it', async () => {
      const since = Date.now() + 60_000
      const own = { widget_id, room_id: from, seq: 1, sender_id: 'ann' }
      const late = { kind: 'refused', reason: 'too_late' }
      expect(await store.chat.editMessage({ ...own, text: 'late', since })).toMatchObject(late)
      expect(await store.chat.deleteMessage({ ...own, since })).toMatchObject(late)
      expect(await store.chat.deleteMessage({ ...own, sender_id: null, since })).toMatchObject({ kind: 'changed' })
    })

    test('CHANGE-2 earlier versions are kept where the widget says so, the newest 50, and go with the message', async () => {
      const own = { widget_id, room_id: from, seq: 1, sender_id: 'ann' }
      const parts = { entities: [{ type: 'bold' as const, offset: 0, length: 3 }] }
      await store.chat.editMessage({ ...own, text: 'unkept' })
      await store.chat.editMessage({ ...own, text: 'second', parts, keepsVersion: true })
      await store.chat.editMessage({ ...own, text: 'third', keepsVersion: true })
      const versions = await store.chat.versionsOf(widget_id, from, 1)
      expect(versions).toMatchObject([
        { text: 'second', parts },
        { text: 'unkept', parts: {} },
      ])
      expect(versions[0]?.at).toBeGreaterThanOrEqual(versions[1]?.at ?? Number.NaN)
      for (let n = 0; n < 55; n++) await store.chat.editMessage({ ...own, text: `edit ${n}`, keepsVersion: true })
      const kept = await store.chat.versionsOf(widget_id, from, 1)
      expect(kept).toHaveLength(50)
      expect(kept[0]?.text).toBe('edit 53')
      await store.chat.deleteMessage(own)
      expect(await store.chat.versionsOf(widget_id, from, 1)).toEqual([])
    })
  })
}
