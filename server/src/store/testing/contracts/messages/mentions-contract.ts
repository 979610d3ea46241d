import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Entity } from '@imbachat/protocol'
import type { MessageParts } from '../../../../chat/ports.ts'
import type { OpenedStore } from '../chat-store-contract.ts'

const mention = (user_id: string, offset = 0): Entity => ({ type: 'mention', offset, length: 1, user_id })
const ALL: Entity = { type: 'mention_all', offset: 0, length: 1 }

/** What every database behind the ChatStore port must do with mentions. */
export function mentionsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`mentions on ${name}`, () => {
    let store: OpenedStore
    let widgetId: number
    let roomId: number

    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
      const room = { widgetId, pipe: 'room', title: null, isPublic: true, ownerId: 'ann', userIds: ['bob', 'cat'] }
      roomId = (await store.chat.makeRoom(room)).roomId
    })
    afterEach(() => store.close())

    const say = (
      senderId: string,
      entities: Entity[] = [],
      more: { siteAdmin?: boolean; roomId?: number; replyTo?: number; text?: string; parts?: MessageParts } = {},
    ) =>
      store.chat.appendMessage({
        widgetId,
        roomId,
        senderId,
        clientId: crypto.randomUUID(),
        text: '@bob @cat',
        replyTo: null,
        ...(entities.length > 0 && { parts: { entities } }),
        ...more,
      })
    const edit = (seq: number, entities: Entity[], text = '@bob @cat', senderId = 'ann') =>
      store.chat.editMessage({ widgetId, roomId, seq, senderId, text, parts: { entities } })
    const called = async (userId: string, after = 0) =>
      (await store.chat.mentionsOf(widgetId, userId, [{ roomId, after }])).get(roomId) ?? []
    const reason = async (outcome: Promise<{ kind: string; reason?: string }>) => (await outcome).reason

    test('MENTION-1 a message calls the users that it names, once each, and not its sender', async () => {
      await say('ann', [mention('bob'), mention('bob', 5), mention('ann', 6)])
      await say('ann')
      await say('cat', [mention('bob')])
      expect(await called('bob')).toEqual([1, 3])
      expect(await called('bob', 1)).toEqual([3])
      expect(await called('ann')).toEqual([])
      expect(await called('cat')).toEqual([])
    })

    test('MENTION-2 a message that calls all calls each member but its sender; only managers may', async () => {
      await say('ann', [ALL, mention('bob', 5)])
      expect(await called('bob')).toEqual([1])
      expect(await called('cat')).toEqual([1])
      expect(await called('ann')).toEqual([])
      expect(await reason(say('bob', [ALL]))).toBe('mention_all_forbidden')
      expect(await say('bob', [ALL], { siteAdmin: true })).toMatchObject({ kind: 'appended', message: { seq: 2 } })
      const dialog = await store.chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })
      const inDialog = { roomId: dialog.roomId, siteAdmin: true }
      expect(await reason(say('ann', [ALL], inDialog))).toBe('mention_all_forbidden')
    })

    test('MENTION-3 a message names only users who are or were in the room; nothing of another is stored', async () => {
      expect(await reason(say('ann', [mention('bob'), mention('eve', 5)]))).toBe('mention_unknown')
      expect(await store.chat.messagesBefore(widgetId, roomId, null, 10)).toEqual([])
      expect(await called('bob')).toEqual([])
      const leave = { widgetId, roomId, by: 'cat', siteAdmin: false, act: 'leave' as const, userIds: ['cat'] }
      await store.chat.changeMembers(leave)
      expect(await say('ann', [mention('cat')])).toMatchObject({ kind: 'appended' })
      expect((await store.chat.joinedOf(widgetId, roomId, ['ann', 'bob', 'cat', 'eve'])).toSorted()).toEqual([
        'ann',
        'bob',
      ])
    })

    test('MENTION-4 an edit replaces the users that a message calls, and a deletion takes the call back', async () => {
      await say('ann', [mention('bob')])
      expect(await edit(1, [mention('cat')])).toMatchObject({ kind: 'changed' })
      expect([await called('bob'), await called('cat')]).toEqual([[], [1]])
      expect(await reason(edit(1, [mention('eve')]))).toBe('mention_unknown')
      expect(await edit(1, [], 'nobody')).toMatchObject({ kind: 'changed' })
      expect(await called('cat')).toEqual([])
      await edit(1, [ALL])
      await store.chat.deleteMessage({ widgetId, roomId, seq: 1, senderId: null })
      expect([await called('bob'), await called('cat')]).toEqual([[], []])
    })

    test('MENTION-16 a reply calls the author of what it replies to, once, and not its own author', async () => {
      await say('bob')
      expect(await say('ann', [], { replyTo: 1 })).toMatchObject({ message: { seq: 2, replied_user_id: 'bob' } })
      await say('ann', [mention('bob'), mention('cat', 5)], { replyTo: 1 })
      expect(await called('bob')).toEqual([2, 3])
      expect(await called('cat')).toEqual([3])
      const { message: own } = (await say('bob', [], { replyTo: 1 })) as { message: object }
      expect(own).not.toHaveProperty('replied_user_id')
      expect(await called('bob', 3)).toEqual([])
      const [newest] = await store.chat.messagesBefore(widgetId, roomId, 4, 1)
      expect(newest).toMatchObject({ reply_to: 1, replied_user_id: 'bob' })
    })

    test('MENTION-16 an edit keeps the call of a reply, and a deletion takes it back', async () => {
      await say('bob')
      await say('ann', [], { replyTo: 1 })
      expect(await edit(2, [mention('cat', 5)], 'hi, @cat')).toMatchObject({ message: { replied_user_id: 'bob' } })
      expect([await called('bob'), await called('cat')]).toEqual([[2], [2]])
      expect(await edit(2, [], 'hi')).toMatchObject({ message: { replied_user_id: 'bob' } })
      expect([await called('bob'), await called('cat')]).toEqual([[2], []])
      await store.chat.deleteMessage({ widgetId, roomId, seq: 2, senderId: null })
      expect(await called('bob')).toEqual([])
    })

    test('MENTION-16 MSG-7 an edit of a reply with a card that says the same changes nothing', async () => {
      await say('bob')
      const parts = { card: { title: 'A card' } }
      await say('ann', [], { replyTo: 1, parts })
      const { message } = (await store.chat.editMessage({
        widgetId,
        roomId,
        seq: 2,
        senderId: 'ann',
        text: '@bob @cat',
      })) as { message: object }
      expect(message).toMatchObject({ rev: 2, edited_at: null, ...parts, replied_user_id: 'bob' })
    })

    test('MENTION-16 a reply in a dialog, to a notice or to a deleted message calls nobody', async () => {
      const dialog = await store.chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })
      await say('bob', [], { roomId: dialog.roomId })
      const inDialog = await say('ann', [], { roomId: dialog.roomId, replyTo: 1 })
      await say('bob')
      await store.chat.deleteMessage({ widgetId, roomId, seq: 1, senderId: 'bob' })
      const toDeleted = await say('ann', [], { replyTo: 1 })
      const notice = { widgetId, roomId, clientId: crypto.randomUUID(), text: 'Closed on Monday' }
      expect(await store.chat.postNotice(notice)).toMatchObject({ message: { seq: 3 } })
      const toNotice = await say('ann', [], { replyTo: 3 })
      for (const outcome of [inDialog, toDeleted, toNotice]) {
        expect(outcome).toMatchObject({ kind: 'appended' })
        expect((outcome as { message: object }).message).not.toHaveProperty('replied_user_id')
      }
      expect([await called('bob'), await called('cat')]).toEqual([[], []])
    })

    test('MENTION-5 messages of one commit call their own users, and several rooms are read at once', async () => {
      const other = await store.chat.makeRoom({
        widgetId,
        pipe: 'other',
        title: null,
        isPublic: true,
        ownerId: 'ann',
        userIds: ['bob'],
      })
      await Promise.all([
        say('ann', [mention('bob')]),
        say('ann', [mention('cat')]),
        say('ann'),
        say('ann', [mention('bob')], { roomId: other.roomId }),
      ])
      const found = await store.chat.mentionsOf(widgetId, 'bob', [
        { roomId, after: 0 },
        { roomId: other.roomId, after: 0 },
        { roomId: 9_999, after: 0 },
      ])
      expect([...found.keys()].sort()).toEqual([roomId, other.roomId].sort())
      expect(found.get(other.roomId)).toEqual([1])
      expect(await store.chat.mentionsOf(await store.makeWidget(), 'bob', [{ roomId, after: 0 }])).toEqual(new Map())
    })
  })
}
