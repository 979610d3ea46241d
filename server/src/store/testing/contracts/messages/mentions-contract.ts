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
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      const room = { widget_id, pipe: 'room', title: null, is_public: true, ownerId: 'ann', user_ids: ['bob', 'cat'] }
      room_id = (await store.chat.makeRoom(room)).room_id
    })
    afterEach(() => store.close())

    const say = (
      sender_id: string,
      entities: Entity[] = [],
      more: { siteAdmin?: boolean; room_id?: number; reply_to?: number; text?: string; parts?: MessageParts } = {},
    ) =>
      store.chat.appendMessage({
        widget_id,
        room_id,
        sender_id,
        client_id: crypto.randomUUID(),
        text: '@bob @cat',
        reply_to: null,
        ...(entities.length > 0 && { parts: { entities } }),
        ...more,
      })
    const edit = (seq: number, entities: Entity[], text = '@bob @cat', sender_id = 'ann') =>
      store.chat.editMessage({ widget_id, room_id, seq, sender_id, text, parts: { entities } })
    const called = async (user_id: string, after = 0) =>
      (await store.chat.mentionsOf(widget_id, user_id, [{ room_id, after }])).get(room_id) ?? []
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
      const dialog = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      const inDialog = { room_id: dialog.room_id, siteAdmin: true }
      expect(await reason(say('ann', [ALL], inDialog))).toBe('mention_all_forbidden')
    })

    test('MENTION-3 a message names only users who are or were in the room; nothing of another is stored', async () => {
      expect(await reason(say('ann', [mention('bob'), mention('eve', 5)]))).toBe('mention_unknown')
      expect(await store.chat.messagesBefore(widget_id, room_id, null, 10)).toEqual([])
      expect(await called('bob')).toEqual([])
      const leave = { widget_id, room_id, by: 'cat', siteAdmin: false, act: 'leave' as const, user_ids: ['cat'] }
      await store.chat.changeMembers(leave)
      expect(await say('ann', [mention('cat')])).toMatchObject({ kind: 'appended' })
      expect((await store.chat.joinedOf(widget_id, room_id, ['ann', 'bob', 'cat', 'eve'])).toSorted()).toEqual([
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
      await store.chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: null })
      expect([await called('bob'), await called('cat')]).toEqual([[], []])
    })

    test('MENTION-16 a reply calls the author of what it replies to, once, and not its own author', async () => {
      await say('bob')
      expect(await say('ann', [], { reply_to: 1 })).toMatchObject({ message: { seq: 2, replied_user_id: 'bob' } })
      await say('ann', [mention('bob'), mention('cat', 5)], { reply_to: 1 })
      expect(await called('bob')).toEqual([2, 3])
      expect(await called('cat')).toEqual([3])
      const { message: own } = (await say('bob', [], { reply_to: 1 })) as { message: object }
      expect(own).not.toHaveProperty('replied_user_id')
      expect(await called('bob', 3)).toEqual([])
      const [newest] = await store.chat.messagesBefore(widget_id, room_id, 4, 1)
      expect(newest).toMatchObject({ reply_to: 1, replied_user_id: 'bob' })
    })

    test('MENTION-16 an edit keeps the call of a reply, and a deletion takes it back', async () => {
      await say('bob')
      await say('ann', [], { reply_to: 1 })
      expect(await edit(2, [mention('cat', 5)], 'hi, @cat')).toMatchObject({ message: { replied_user_id: 'bob' } })
      expect([await called('bob'), await called('cat')]).toEqual([[2], [2]])
      expect(await edit(2, [], 'hi')).toMatchObject({ message: { replied_user_id: 'bob' } })
      expect([await called('bob'), await called('cat')]).toEqual([[2], []])
      await store.chat.deleteMessage({ widget_id, room_id, seq: 2, sender_id: null })
      expect(await called('bob')).toEqual([])
    })

    test('MENTION-16 MSG-7 an edit of a reply with a card that says the same changes nothing', async () => {
      await say('bob')
      const parts = { card: { title: 'A card' } }
      await say('ann', [], { reply_to: 1, parts })
      const { message } = (await store.chat.editMessage({
        widget_id,
        room_id,
        seq: 2,
        sender_id: 'ann',
        text: '@bob @cat',
      })) as { message: object }
      expect(message).toMatchObject({ rev: 2, edited_at: null, ...parts, replied_user_id: 'bob' })
    })

    test('MENTION-16 a reply in a dialog, to a notice or to a deleted message calls nobody', async () => {
      const dialog = await store.chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      await say('bob', [], { room_id: dialog.room_id })
      const inDialog = await say('ann', [], { room_id: dialog.room_id, reply_to: 1 })
      await say('bob')
      await store.chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'bob' })
      const toDeleted = await say('ann', [], { reply_to: 1 })
      const notice = { widget_id, room_id, client_id: crypto.randomUUID(), text: 'Closed on Monday' }
      expect(await store.chat.postNotice(notice)).toMatchObject({ message: { seq: 3 } })
      const toNotice = await say('ann', [], { reply_to: 3 })
      for (const outcome of [inDialog, toDeleted, toNotice]) {
        expect(outcome).toMatchObject({ kind: 'appended' })
        expect((outcome as { message: object }).message).not.toHaveProperty('replied_user_id')
      }
      expect([await called('bob'), await called('cat')]).toEqual([[], []])
    })

    test('MENTION-5 messages of one commit call their own users, and several rooms are read at once', async () => {
      const other = await store.chat.makeRoom({
        widget_id,
        pipe: 'other',
        title: null,
        is_public: true,
        ownerId: 'ann',
        user_ids: ['bob'],
      })
      await Promise.all([
        say('ann', [mention('bob')]),
        say('ann', [mention('cat')]),
        say('ann'),
        say('ann', [mention('bob')], { room_id: other.room_id }),
      ])
      const found = await store.chat.mentionsOf(widget_id, 'bob', [
        { room_id, after: 0 },
        { room_id: other.room_id, after: 0 },
        { room_id: 9_999, after: 0 },
      ])
      expect([...found.keys()].sort()).toEqual([room_id, other.room_id].sort())
      expect(found.get(other.room_id)).toEqual([1])
      expect(await store.chat.mentionsOf(await store.makeWidget(), 'bob', [{ room_id, after: 0 }])).toEqual(new Map())
    })
  })
}
