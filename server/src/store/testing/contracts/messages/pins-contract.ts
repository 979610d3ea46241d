import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DEFAULT_ROOM_RIGHTS, type RoomRights } from '@imbachat/protocol'
import type { PinOutcome } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** What every database behind the ChatStore port must do with pinned messages. */
export function pinsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`pinned messages on ${name}`, () => {
    let store: OpenedStore
    let widgetId: number
    let roomId: number

    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
      roomId = await group()
      for (const text of ['one', 'two', 'three']) await say(text)
    })
    afterEach(() => store.close())

    async function group(rights: Partial<RoomRights> = {}): Promise<number> {
      const room = { widgetId, pipe: crypto.randomUUID(), title: null, isPublic: false, ownerId: 'ann' }
      const given = { ...DEFAULT_ROOM_RIGHTS, ...rights }
      return (await store.chat.makeRoom({ ...room, userIds: ['bob'], rights: given })).roomId
    }
    const say = (text: string, senderId = 'ann', room = roomId) =>
      store.chat.appendMessage({
        widgetId,
        roomId: room,
        senderId,
        clientId: crypto.randomUUID(),
        text,
        replyTo: null,
      })
    const pin = (seq: number, pinned = true, by = 'ann', room = roomId, siteAdmin = false) =>
      store.chat.pinMessage({ widgetId, roomId: room, seq, by, siteAdmin, pinned })
    const refused = async (asked: Promise<PinOutcome>) => {
      const outcome = await asked
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind
    }
    const listed = async (page: { beforeSeq?: number; afterSeq?: number; limit?: number } = {}) =>
      (await store.chat.pinnedMessages(widgetId, roomId, { beforeSeq: null, afterSeq: 0, limit: 10, ...page })).map(
        ({ seq }) => seq,
      )
    const pins = async () => (await store.chat.roomOf(widgetId, roomId, 'ann'))?.room.pins

    test('PIN-1 a pinned message has the time of its pin and the next rev; its notice has the one after', async () => {
      const outcome = await pin(2)
      expect(outcome).toMatchObject({
        kind: 'done',
        changed: true,
        message: { seq: 2, rev: 4, text: 'two', pinned_at: expect.any(Number) },
        notices: [{ seq: 4, rev: 5, sender_id: 'ann', system: { kind: 'pinned', user_ids: [], seq: 2 }, uncounted: 1 }],
      })
      const { messages } = { messages: await store.chat.messagesSince(widgetId, roomId, 3, 10) }
      expect(messages.map(({ seq, rev }) => [seq, rev])).toEqual([
        [2, 4],
        [4, 5],
      ])
      expect(await store.chat.roomOf(widgetId, roomId, 'bob')).toMatchObject({
        room: { lastSeq: 4, lastRev: 5, uncounted: 1, pins: 1 },
      })
    })

    test('PIN-1 pinning twice is pinning once; taking the pin away adds no notice', async () => {
      await pin(1)
      expect(await pin(1)).toMatchObject({ kind: 'done', changed: false, notices: [], message: { rev: 4 } })
      const off = await pin(1, false)
      expect(off).toMatchObject({ kind: 'done', changed: true, notices: [], message: { seq: 1, rev: 6 } })
      expect(off.kind === 'done' && off.message).not.toHaveProperty('pinned_at')
      expect(await pins()).toBe(0)
      expect(await listed()).toEqual([])
    })

    test('PIN-2 the list has pinned messages alone, newest message first, page by page', async () => {
      for (const seq of [3, 1, 2]) await pin(seq)
      expect(await listed()).toEqual([3, 2, 1])
      expect(await listed({ limit: 2 })).toEqual([3, 2])
      expect(await listed({ beforeSeq: 2 })).toEqual([1])
      expect(await listed({ afterSeq: 1 })).toEqual([3, 2])
      expect(await pins()).toBe(3)
    })

    test('PIN-3 a deleted message is no longer pinned', async () => {
      await pin(1)
      await pin(2)
      await store.chat.deleteMessage({ widgetId, roomId, seq: 1, senderId: 'ann' })
      expect(await listed()).toEqual([2])
      expect(await pins()).toBe(1)
      expect(await refused(pin(1))).toBe('message_not_found')
    })

    test('PIN-4 the right `pin` says whether members pin; managers and the site’s admins always do', async () => {
      expect(await refused(pin(1, true, 'bob'))).toBe('forbidden')
      expect(await refused(pin(1, true, 'bob', roomId, true))).toBe('done')
      expect(await refused(pin(1, false, 'bob'))).toBe('forbidden')
      const open = await group({ pin: 'all' })
      await say('hi', 'ann', open)
      expect(await refused(pin(1, true, 'bob', open))).toBe('done')
    })

    test('PIN-4 both users of a dialog pin, after it is accepted and unless one blocks the other', async () => {
      const open = async (peerId: string, needAccess: boolean) =>
        (await store.chat.openDialog({ widgetId, userId: 'ann', peerId, needAccess })).roomId
      const dialog = await open('bob', false)
      await say('hi', 'ann', dialog)
      expect(await refused(pin(1, true, 'bob', dialog))).toBe('done')
      expect((await store.chat.roomOf(widgetId, dialog, 'ann'))?.lastMessage?.system).toMatchObject({ kind: 'pinned' })
      await store.chat.putBlock({ widgetId, userId: 'ann', peerId: 'bob', blocked: true })
      expect(await refused(pin(1, false, 'bob', dialog))).toBe('blocked')
      const asked = await open('cat', true)
      await say('please', 'ann', asked)
      expect(await refused(pin(1, true, 'cat', asked))).toBe('request_pending')
    })

    test('PIN-5 no notice, missing message, cleared message or user outside the room pins anything', async () => {
      await pin(1)
      expect(await refused(pin(4))).toBe('message_not_found')
      expect(await refused(pin(9))).toBe('message_not_found')
      expect(await refused(pin(2, true, 'cat'))).toBe('room_not_found')
      const flag = { kind: 'clear' as const, upToSeq: 2, hide: false }
      await store.chat.setRoomFlag({ widgetId, userId: 'ann', roomId, flag })
      expect(await refused(pin(2))).toBe('message_not_found')
      expect(await listed()).toEqual([1])
    })

    test('PIN-6 a room has at most as many pinned messages as the server allows', async () => {
      for (let n = 0; n < 98; n++) await say('more')
      for (let seq = 1; seq <= 100; seq++) expect((await pin(seq)).kind).toBe('done')
      expect(await pin(101)).toEqual({ kind: 'too_many', most: 100 })
      expect(await pins()).toBe(100)
    })

    test('ERASE-9 erasing changes each message of the user once, with all that it has, and keeps notices', async () => {
      const { chat } = store
      await pin(1)
      await pin(2)
      await chat.editMessage({ widgetId, roomId, seq: 2, senderId: 'ann', text: 'two!', keepsVersion: true })
      await chat.changeReactions({ widgetId, roomId, seq: 3, changes: [{ userId: 'bob', emoji: '👍', on: true }] })
      await say('four', 'bob')
      await chat.deleteMessage({ widgetId, roomId, seq: 3, senderId: null, deletionId: 'decision' })
      const before = (await chat.roomOf(widgetId, roomId, 'ann'))?.room.lastRev ?? 0
      const seqs = [5, 1, 2, 3]
      const erase = { widgetId, roomId, userId: 'ann', alias: 'erased', part: 'messages', seqs } as const
      const { messages } = await chat.eraseFromRoom(erase)
      const change = ({ seq, rev, sender_id, text }: (typeof messages)[number]) => [seq, rev - before, sender_id, text]
      expect(messages.map(change)).toEqual([
        [1, 1, 'erased', null],
        [2, 2, 'erased', null],
        [3, 3, 'erased', null],
        [5, 4, 'erased', ''],
      ])
      expect(messages.map(({ deleted_at }) => deleted_at !== null)).toEqual([true, true, true, false])
      expect(messages.map(({ system }) => system?.kind)).toEqual([undefined, undefined, undefined, 'pinned'])
      expect(await chat.messagesSince(widgetId, roomId, before, 10)).toEqual(messages)
      expect([await pins(), await listed()]).toEqual([0, []])
      for (const table of ['message_version', 'reaction'] as const) {
        expect(await store.control.selectFrom(table).select('seq').where('widget_id', '=', widgetId).execute()).toEqual(
          [],
        )
      }
      const restore = { widgetId, roomId, seq: 3, deletionId: 'decision', text: 'three', editedAt: null, parts: null }
      expect(await chat.restoreMessage(restore)).toMatchObject({ kind: 'unchanged' })
    })
  })
}
