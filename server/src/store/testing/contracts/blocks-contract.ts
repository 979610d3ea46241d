import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with blocked users. */
export function blocksContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`blocks on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widgetId: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widgetId = await store.makeWidget()
    })
    afterEach(() => store.close())

    const dialog = (userId: string, peerId: string) => chat.openDialog({ widgetId, userId, peerId, needAccess: false })
    const block = (userId: string, peerId: string, blocked = true) =>
      chat.putBlock({ widgetId, userId, peerId, blocked })
    const say = (roomId: number, senderId: string) =>
      chat.appendMessage({ widgetId, roomId, senderId, clientId: crypto.randomUUID(), text: 'hello', replyTo: null })
    const refused = { kind: 'refused', reason: 'blocked' }

    test('SAFE-1 neither of the two writes, edits or reacts in their dialog, until it is unblocked', async () => {
      const { roomId } = await dialog('ann', 'bob')
      await say(roomId, 'ann')
      expect(await block('bob', 'ann')).toMatchObject({ kind: 'put', changed: true, rooms: [roomId] })
      for (const user of ['ann', 'bob']) expect(await say(roomId, user)).toEqual(refused as never)
      const own = { widgetId, roomId, seq: 1, senderId: 'ann' }
      expect(await chat.editMessage({ ...own, text: 'changed' })).toEqual(refused as never)
      const changes = [{ userId: 'ann', emoji: '👍', on: true }]
      expect((await chat.changeReactions({ ...own, changes })).refused).toEqual(['blocked'])
      expect(await chat.deleteMessage(own)).toMatchObject({ kind: 'changed' })
      expect((await chat.roomOf(widgetId, roomId, 'ann'))?.room.blocked).toBe(true)
      await block('bob', 'ann', false)
      expect(await say(roomId, 'ann')).toMatchObject({ kind: 'appended' })
    })

    test('SAFE-1 where both block each other, a user who unblocks opens nothing', async () => {
      const { roomId } = await dialog('ann', 'bob')
      await Promise.all([block('ann', 'bob'), block('bob', 'ann')])
      expect(await block('ann', 'bob', false)).toMatchObject({ changed: true, rooms: [] })
      expect(await say(roomId, 'bob')).toEqual(refused as never)
      expect(await block('bob', 'ann', false)).toMatchObject({ changed: true, rooms: [roomId] })
      expect(await say(roomId, 'bob')).toMatchObject({ kind: 'appended' })
    })

    test('SAFE-2 no new dialog of the two is made, however near the block comes', async () => {
      const opens = (userId: string, peerId: string) =>
        dialog(userId, peerId).catch(({ code }: { code: string }) => code)
      const [, opened] = await Promise.all([block('bob', 'ann'), opens('ann', 'bob')])
      if (typeof opened === 'string') expect(opened).toBe('blocked')
      else expect(await say(opened.roomId, 'ann')).toEqual(refused as never)
      await block('cat', 'dan')
      expect(await opens('cat', 'dan')).toBe('blocked')
      expect(await opens('dan', 'cat')).toBe('blocked')
    })

    test('SAFE-1 a request of a blocked user can be declined, not accepted', async () => {
      const { roomId } = await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: true })
      await say(roomId, 'ann')
      await block('bob', 'ann')
      const answer = (accept: boolean) => chat.answerDialog({ widgetId, roomId, userId: 'bob', accept })
      expect(await answer(true)).toBe('blocked')
      expect(await dialog('bob', 'ann')).toMatchObject({ membersChanged: false })
      expect(await answer(false)).toBe('answered')
    })

    test('SAFE-1 groups, other users and other widgets are not concerned', async () => {
      const group = { widgetId, pipe: 'club', title: null, isPublic: false, ownerId: 'ann', userIds: ['bob'] }
      const { roomId } = await chat.makeRoom(group)
      const others = await dialog('ann', 'cat')
      await block('bob', 'ann')
      for (const user of ['ann', 'bob']) expect(await say(roomId, user)).toMatchObject({ kind: 'appended' })
      expect(await say(others.roomId, 'ann')).toMatchObject({ kind: 'appended' })
      const other = await store.makeWidget()
      expect(await chat.blocksBetween(other, 'ann', ['bob'])).toEqual([])
      expect(await chat.blocksOf(other, 'bob', { cursor: null, limit: 10 })).toEqual([])
    })

    test('SAFE-5 the list of blocked users comes in pages, the last blocked first', async () => {
      for (const peer of ['b', 'c', 'd', 'e']) await block('ann', peer)
      await block('ann', 'd', false)
      await block('b', 'ann')
      const first = await chat.blocksOf(widgetId, 'ann', { cursor: null, limit: 2 })
      expect(first.map(({ userId }) => userId)).toEqual(['e', 'c'])
      const second = await chat.blocksOf(widgetId, 'ann', { cursor: first[1]?.rev ?? 0, limit: 2 })
      expect(second.map(({ userId }) => userId)).toEqual(['b'])
      expect((await chat.blocksBetween(widgetId, 'ann', ['b', 'c', 'd', 'x'])).sort()).toEqual(['b', 'c'])
    })
  })
}
