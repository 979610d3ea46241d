import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import { DEFAULT_ROOM_RIGHTS, type RoomRights } from '@imbachat/protocol'
import type { PinOutcome } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

/** What every database behind the ChatStore port must do with pinned messages. */
export function pinsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`pinned messages on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      room_id = await group()
      for (const text of ['one', 'two', 'three']) await say(text)
    })
    afterEach(() => store.close())

    async function group(rights: Partial<RoomRights> = {}): Promise<number> {
      const room = { widget_id, pipe: crypto.randomUUID(), title: null, is_public: false, ownerId: 'ann' }
      const given = { ...DEFAULT_ROOM_RIGHTS, ...rights }
      return (await store.chat.makeRoom({ ...room, user_ids: ['bob'], rights: given })).room_id
    }
    const say = (text: string, sender_id = 'ann', room = room_id) =>
      store.chat.appendMessage({
        widget_id,
        room_id: room,
        sender_id,
        client_id: crypto.randomUUID(),
        text,
        reply_to: null,
      })
    const pin = (seq: number, pinned = true, by = 'ann', room = room_id, siteAdmin = false) =>
      store.chat.pinMessage({ widget_id, room_id: room, seq, by, siteAdmin, pinned })
    const refused = async (asked: Promise<PinOutcome>) => {
      const outcome = await asked
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind
    }
    const listed = async (page: { before_seq?: number; afterSeq?: number; limit?: number } = {}) =>
      (await store.chat.pinnedMessages(widget_id, room_id, { before_seq: null, afterSeq: 0, limit: 10, ...page })).map(
        ({ seq }) => seq,
      )
    const pins = async () => (await store.chat.roomOf(widget_id, room_id, 'ann'))?.room.pins

    test('PIN-1 a pinned message has the time of its pin and the next rev; its notice has the one after', async () => {
      const outcome = await pin(2)
      expect(outcome).toMatchObject({
        kind: 'done',
        changed: true,
        message: { seq: 2, rev: 4, text: 'two', pinned_at: expect.any(Number) },
        notices: [{ seq: 4, rev: 5, sender_id: 'ann', system: { kind: 'pinned', user_ids: [], seq: 2 }, uncounted: 1 }],
      })
      const { messages } = { messages: await store.chat.messagesSince(widget_id, room_id, 3, 10) }
      expect(messages.map(({ seq, rev }) => [seq, rev])).toEqual([
        [2, 4],
        [4, 5],
      ])
      expect(await store.chat.roomOf(widget_id, room_id, 'bob')).toMatchObject({
        room: { last_seq: 4, last_rev: 5, uncounted: 1, pins: 1 },
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
      expect(await listed({ before_seq: 2 })).toEqual([1])
      expect(await listed({ afterSeq: 1 })).toEqual([3, 2])
      expect(await pins()).toBe(3)
    })

    test('PIN-3 a deleted message is no longer pinned', async () => {
      await pin(1)
      await pin(2)
      await store.chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })
      expect(await listed()).toEqual([2])
      expect(await pins()).toBe(1)
      expect(await refused(pin(1))).toBe('message_not_found')
    })

    test('PIN-4 the right `pin` says whether members pin; managers and the site’s admins always do', async () => {
      expect(await refused(pin(1, true, 'bob'))).toBe('forbidden')
      expect(await refused(pin(1, true, 'bob', room_id, true))).toBe('done')
      expect(await refused(pin(1, false, 'bob'))).toBe('forbidden')
      const open = await group({ pin: 'all' })
      await say('hi', 'ann', open)
      expect(await refused(pin(1, true, 'bob', open))).toBe('done')
    })

    test('PIN-4 both users of a dialog pin, after it is accepted and unless one blocks the other', async () => {
      const open = async (peer_id: string, needAccess: boolean) =>
        (await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id, needAccess })).room_id
      const dialog = await open('bob', false)
      await say('hi', 'ann', dialog)
      expect(await refused(pin(1, true, 'bob', dialog))).toBe('done')
      expect((await store.chat.roomOf(widget_id, dialog, 'ann'))?.last_message?.system).toMatchObject({
        kind: 'pinned',
      })
      await store.chat.putBlock({ widget_id, user_id: 'ann', peer_id: 'bob', blocked: true })
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
      const flag = { kind: 'clear' as const, up_to_seq: 2, hide: false }
      await store.chat.setRoomFlag({ widget_id, user_id: 'ann', room_id, flag })
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
      await chat.editMessage({ widget_id, room_id, seq: 2, sender_id: 'ann', text: 'two!', keepsVersion: true })
      await chat.changeReactions({ widget_id, room_id, seq: 3, changes: [{ user_id: 'bob', emoji: '👍', on: true }] })
      await say('four', 'bob')
      await chat.deleteMessage({ widget_id, room_id, seq: 3, sender_id: null, deletion_id: 'decision' })
      const before = (await chat.roomOf(widget_id, room_id, 'ann'))?.room.last_rev ?? 0
      const seqs = [5, 1, 2, 3]
      const erase = { widget_id, room_id, user_id: 'ann', alias: 'erased', part: 'messages', seqs } as const
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
      expect(await chat.messagesSince(widget_id, room_id, before, 10)).toEqual(messages)
      expect([await pins(), await listed()]).toEqual([0, []])
      for (const table of ['message_version', 'reaction'] as const) {
        expect(
          await store.control.selectFrom(table).select('seq').where('widget_id', '=', widget_id).execute(),
        ).toEqual([])
      }
      const restore = {
        widget_id,
        room_id,
        seq: 3,
        deletion_id: 'decision',
        text: 'three',
        edited_at: null,
        parts: null,
      }
      expect(await chat.restoreMessage(restore)).toMatchObject({ kind: 'unchanged' })
    })
  })
}
