import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with blocked users. */
export function blocksContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`blocks on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const dialog = (user_id: string, peer_id: string) =>
      chat.openDialog({ widget_id, user_id, peer_id, needAccess: false })
    const block = (user_id: string, peer_id: string, blocked = true) =>
      chat.putBlock({ widget_id, user_id, peer_id, blocked })
    const say = (room_id: number, sender_id: string) =>
      chat.appendMessage({
        widget_id,
        room_id,
        sender_id,
        client_id: crypto.randomUUID(),
        text: 'hello',
        reply_to: null,
      })
    const refused = { kind: 'refused', reason: 'blocked' }

    test('SAFE-1 neither of the two writes, edits or reacts in their dialog, until it is unblocked', async () => {
      const { room_id } = await dialog('ann', 'bob')
      await say(room_id, 'ann')
      expect(await block('bob', 'ann')).toMatchObject({ kind: 'put', changed: true, rooms: [room_id] })
      for (const user of ['ann', 'bob']) expect(await say(room_id, user)).toEqual(refused as never)
      const own = { widget_id, room_id, seq: 1, sender_id: 'ann' }
      expect(await chat.editMessage({ ...own, text: 'changed' })).toEqual(refused as never)
      const changes = [{ user_id: 'ann', emoji: '👍', on: true }]
      expect((await chat.changeReactions({ ...own, changes })).refused).toEqual(['blocked'])
      expect(await chat.deleteMessage(own)).toMatchObject({ kind: 'changed' })
      expect((await chat.roomOf(widget_id, room_id, 'ann'))?.room.closedBy).toBe('blocked')
      await block('bob', 'ann', false)
      expect(await say(room_id, 'ann')).toMatchObject({ kind: 'appended' })
    })

    test('SAFE-1 where both block each other, a user who unblocks opens nothing', async () => {
      const { room_id } = await dialog('ann', 'bob')
      await Promise.all([block('ann', 'bob'), block('bob', 'ann')])
      expect(await block('ann', 'bob', false)).toMatchObject({ changed: true, rooms: [] })
      expect(await say(room_id, 'bob')).toEqual(refused as never)
      expect(await block('bob', 'ann', false)).toMatchObject({ changed: true, rooms: [room_id] })
      expect(await say(room_id, 'bob')).toMatchObject({ kind: 'appended' })
    })

    test('SAFE-2 no new dialog of the two is made, however near the block comes', async () => {
      const opens = (user_id: string, peer_id: string) =>
        dialog(user_id, peer_id).catch(({ code }: { code: string }) => code)
      const [, opened] = await Promise.all([block('bob', 'ann'), opens('ann', 'bob')])
      if (typeof opened === 'string') expect(opened).toBe('blocked')
      else expect(await say(opened.room_id, 'ann')).toEqual(refused as never)
      await block('cat', 'dan')
      expect(await opens('cat', 'dan')).toBe('blocked')
      expect(await opens('dan', 'cat')).toBe('blocked')
    })

    test('SAFE-1 a request of a blocked user can be declined, not accepted', async () => {
      const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: true })
      await say(room_id, 'ann')
      await block('bob', 'ann')
      const answer = (accept: boolean) => chat.answerDialog({ widget_id, room_id, user_id: 'bob', accept })
      expect(await answer(true)).toBe('blocked')
      expect(await dialog('bob', 'ann')).toMatchObject({ membersChanged: false })
      expect(await answer(false)).toBe('answered')
    })

    test('SAFE-1 groups, other users and other widgets are not concerned', async () => {
      const group = { widget_id, pipe: 'club', title: null, is_public: false, ownerId: 'ann', user_ids: ['bob'] }
      const { room_id } = await chat.makeRoom(group)
      const others = await dialog('ann', 'cat')
      await block('bob', 'ann')
      for (const user of ['ann', 'bob']) expect(await say(room_id, user)).toMatchObject({ kind: 'appended' })
      expect(await say(others.room_id, 'ann')).toMatchObject({ kind: 'appended' })
      const other = await store.makeWidget()
      expect(await chat.blocksBetween(other, 'ann', ['bob'])).toEqual([])
      expect(await chat.blocksOf(other, 'bob', { cursor: null, limit: 10 })).toEqual([])
    })

    test('SAFE-5 the list of blocked users comes in pages, the last blocked first', async () => {
      for (const peer of ['b', 'c', 'd', 'e']) await block('ann', peer)
      await block('ann', 'd', false)
      await block('b', 'ann')
      const first = await chat.blocksOf(widget_id, 'ann', { cursor: null, limit: 2 })
      expect(first.map(({ user_id }) => user_id)).toEqual(['e', 'c'])
      const second = await chat.blocksOf(widget_id, 'ann', { cursor: first[1]?.rev ?? 0, limit: 2 })
      expect(second.map(({ user_id }) => user_id)).toEqual(['b'])
      expect((await chat.blocksBetween(widget_id, 'ann', ['b', 'c', 'd', 'x'])).sort()).toEqual(['b', 'c'])
    })
  })
}
