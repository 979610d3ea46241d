import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { OpenedStore } from '../chat-store-contract.ts'

const EMOJIS = [...'😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔']

/** What every database behind the ChatStore port must do with reactions. */
export function reactionsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`reactions on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      const users = Array.from({ length: 30 }, (_, n) => `u${n}`)
      const room = {
        widget_id,
        pipe: 'room',
        title: null,
        is_public: true,
        ownerId: 'ann',
        user_ids: [...users, 'bob'],
      }
      room_id = (await store.chat.makeRoom(room)).room_id
      await say()
    })
    afterEach(() => store.close())

    const say = () =>
      store.chat.appendMessage({
        widget_id,
        room_id,
        sender_id: 'ann',
        client_id: crypto.randomUUID(),
        text: 'hi',
        reply_to: null,
      })
    const react = (user_id: string, emoji: string, on = true, seq = 1) =>
      store.chat.changeReactions({ widget_id, room_id, seq, changes: [{ user_id, emoji, on }] })
    const stored = async () => (await store.chat.messagesBefore(widget_id, room_id, null, 10))[0]

    test('REACT-1 a message has its reactions in the order of their first use; removing all leaves none', async () => {
      await react('bob', '👍')
      await react('ann', '❤️')
      await react('ann', '👍')
      expect((await stored())?.reactions).toEqual([
        { emoji: '👍', count: 2, user_ids: ['bob', 'ann'] },
        { emoji: '❤️', count: 1, user_ids: ['ann'] },
      ])
      for (const [user, emoji] of [
        ['bob', '👍'],
        ['ann', '❤️'],
        ['ann', '👍'],
      ] as const) {
        await react(user, emoji, false)
      }
      expect(await stored()).not.toHaveProperty('reactions')
    })

    test('REACT-2 each change takes one rev of the room; repeating a change takes none', async () => {
      const first = await react('bob', '👍')
      expect(first).toMatchObject({ changed: true, refused: [null], message: { rev: 2 } })
      expect(await react('bob', '👍')).toMatchObject({ changed: false, refused: [null], message: { rev: 2 } })
      expect(await react('bob', '😀', false)).toMatchObject({ changed: false, message: { rev: 2 } })
      expect((await store.chat.roomOf(widget_id, room_id, 'ann'))?.room.last_rev).toBe(2)
    })

    test('REACT-3 the changes of one write share one rev', async () => {
      const changes = Array.from({ length: 30 }, (_, n) => ({ user_id: `u${n}`, emoji: '👍', on: true }))
      const outcome = await store.chat.changeReactions({ widget_id, room_id, seq: 1, changes })
      expect(outcome).toMatchObject({ changed: true, message: { rev: 2 } })
      expect(outcome.message?.reactions?.[0]).toMatchObject({ count: 30, user_ids: { length: 20 } })
    })

    test('REACT-4 a message names the first 20 users of an emoji; if one goes, the next is named', async () => {
      for (let n = 0; n < 25; n++) await react(`u${n}`, '👍')
      await react('u3', '👍', false)
      const [thumb] = (await stored())?.reactions ?? []
      expect(thumb?.count).toBe(24)
      expect(thumb?.user_ids).toHaveLength(20)
      expect(new Set(thumb?.user_ids).size).toBe(20)
      expect(thumb?.user_ids).not.toContain('u3')
      const found: string[] = []
      for (let cursor: string | null = null; ; ) {
        const page = await store.chat.reactedWith(widget_id, { room_id, seq: 1, emoji: '👍' }, { cursor, limit: 7 })
        found.push(...page.user_ids)
        if (page.next === null) break
        cursor = page.next
      }
      expect(new Set(found).size).toBe(24)
      expect(found).toHaveLength(24)
    })

    test('REACT-4 if one of the first 20 goes in the same write in which another user comes, the 21st is named', async () => {
      for (let n = 0; n < 25; n++) await react(`u${n}`, '👍')
      const changes = [
        { user_id: 'u3', emoji: '👍', on: false },
        { user_id: 'bob', emoji: '👍', on: true },
      ]
      await store.chat.changeReactions({ widget_id, room_id, seq: 1, changes })
      const [thumb] = (await stored())?.reactions ?? []
      expect(thumb?.count).toBe(25)
      expect(thumb?.user_ids).toHaveLength(20)
      expect(thumb?.user_ids).toContain('u20')
      expect(thumb?.user_ids).not.toContain('bob')
    })

    test('REACT-5 a message has at most 20 different emojis; users may still add to those it has', async () => {
      for (const emoji of EMOJIS.slice(0, 20)) await react('bob', emoji)
      expect((await react('ann', EMOJIS[20] ?? '')).refused).toEqual(['too_many_reactions'])
      expect((await react('ann', EMOJIS[3] ?? '')).refused).toEqual([null])
    })

    test('REACT-6 only members react, and only to messages that exist and are not deleted', async () => {
      expect((await react('nobody', '👍')).refused).toEqual(['room_not_found'])
      expect((await react('bob', '👍', true, 9)).refused).toEqual(['message_not_found'])
      await react('bob', '👍')
      await store.chat.deleteMessage({ widget_id, room_id, seq: 1, sender_id: 'ann' })
      expect((await react('ann', '👍')).refused).toEqual(['message_not_found'])
      expect(await stored()).not.toHaveProperty('reactions')
      expect(await store.chat.hasReacted(widget_id, { room_id, seq: 1, emoji: '👍' }, 'bob')).toBe(false)
    })
  })
}
