import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { OpenedStore } from '../chat-store-contract.ts'

/** Limits that a test reaches soon. */
export const FEW_MARKS = { STARRED_PER_USER: 5, HIDDEN_PER_ROOM: 3 }

/** What every database behind the ChatStore port must do with stars, hidden messages and drafts. */
export function marksContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`marks and drafts on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number
    let room_id: number

    const makeRoom = async (pipe: string, ownerId: string) =>
      (await store.chat.makeRoom({ widget_id, pipe, title: null, is_public: false, ownerId, user_ids: [] })).room_id
    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      room_id = await makeRoom('room', 'ann')
      for (let n = 1; n <= 9; n++) await say(`message ${n}`)
    })
    afterEach(() => store.close())

    const say = (text: string, draftRev?: number, client_id: string = crypto.randomUUID()) =>
      store.chat.appendMessage({ widget_id, room_id, sender_id: 'ann', client_id, text, reply_to: null, draftRev })
    const mark = (kind: 'star' | 'hidden', seqs: number[], on = true, user_id = 'ann', room = room_id) =>
      store.chat.markMessages({ widget_id, user_id, room_id: room, kind, seqs, on })
    const draft = (text: string, rev: number, user_id = 'ann') =>
      store.chat.putDraft({ widget_id, user_id, room_id, text, reply_to: null, rev })
    const stored = async (key: string) =>
      (await store.chat.ownItems(widget_id, 'ann', 0, 100)).find((item) => item.key === key)?.value

    test('STAR-1 stars of a room are one item; starring twice is starring once', async () => {
      expect(await mark('star', [7, 3])).toMatchObject({ kind: 'put', changed: true, item: { rev: 1 } })
      expect(await mark('star', [3])).toMatchObject({ kind: 'put', changed: false, item: { rev: 1 } })
      expect((await store.chat.starred(widget_id, 'ann')).map(({ seq }) => seq)).toEqual([3, 7])
      await mark('star', [3, 4], false)
      expect((await store.chat.starred(widget_id, 'ann')).map(({ seq }) => seq)).toEqual([7])
      expect(await mark('star', [7], false)).toMatchObject({ item: { value: null } })
      expect(await mark('star', [5], false, 'ann', await makeRoom('empty', 'ann'))).toMatchObject({
        kind: 'message_not_found',
      })
    })

    test('STAR-2 a user stars only messages of their rooms, and at most as many as the server allows', async () => {
      expect(await mark('star', [1], true, 'bob')).toEqual({ kind: 'room_not_found' })
      expect(await mark('star', [10])).toEqual({ kind: 'message_not_found' })
      expect(await mark('star', [1, 2, 3, 4, 5])).toMatchObject({ kind: 'put' })
      expect(await mark('star', [6])).toEqual({ kind: 'full', most: 5 })
      expect(await mark('star', [5])).toMatchObject({ kind: 'put', changed: false })
      const flag = { kind: 'clear', up_to_seq: 2, hide: false } as const
      await store.chat.setRoomFlag({ widget_id, user_id: 'ann', room_id, flag })
      expect(await mark('star', [2], true)).toEqual({ kind: 'message_not_found' })
    })

    test('HIDE-1 hidden messages of a room are one item of ranges', async () => {
      await mark('hidden', [5, 2])
      expect(await stored(`hidden/${room_id}`)).toBe('[[2,2],[5,5]]')
      await mark('hidden', [4, 3])
      expect(await stored(`hidden/${room_id}`)).toBe('[[2,5]]')
      expect(await mark('hidden', [3])).toMatchObject({ changed: false })
      expect(await mark('hidden', [9, 7])).toMatchObject({ kind: 'put' })
      expect(await store.chat.ownItemsAt(widget_id, 'ann', [`hidden/${room_id}`, 'hidden/77'])).toMatchObject([
        { value: '[[2,5],[7,7],[9,9]]' },
      ])
    })

    test('HIDE-2 a room has at most as many hidden stretches as the server allows', async () => {
      await mark('hidden', [1, 3, 5])
      expect(await mark('hidden', [7])).toEqual({ kind: 'full', most: 3 })
      expect(await mark('hidden', [2])).toMatchObject({ kind: 'put' })
    })

    test('DRAFT-1 a draft replaces the one that its writer knew, and no other', async () => {
      expect(await draft('one', 0)).toMatchObject({ kind: 'put', changed: true, item: { rev: 1 } })
      expect(await draft('other', 0)).toEqual({ kind: 'stale' })
      expect(await draft('two', 1)).toMatchObject({ item: { rev: 2 } })
      expect(await draft('', 2)).toMatchObject({ item: { rev: 3, value: null } })
      expect(await draft('late', 2)).toEqual({ kind: 'stale' })
      expect(await draft('hers', 0, 'bob')).toEqual({ kind: 'room_not_found' })
      expect(await stored(`draft/${room_id}`)).toBeNull()
    })

    test('DRAFT-2 the message that a draft became removes it in the same commit, once, and no newer one', async () => {
      await draft('hel', 0)
      const client_id = crypto.randomUUID()
      expect(await say('hello', 1, client_id)).toMatchObject({ kind: 'appended', draft: { rev: 2, value: null } })
      await draft('next', 2)
      expect(await say('hello', 3, client_id)).toMatchObject({ kind: 'repeated' })
      const late = await say('written before', 1)
      expect(late).toMatchObject({ kind: 'appended' })
      expect(late).not.toHaveProperty('draft')
      expect(await stored(`draft/${room_id}`)).toContain('next')
    })
  })
}
