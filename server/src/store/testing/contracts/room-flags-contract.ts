import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore, RoomFlag } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with what users set for their conversations. */
export function roomFlagsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`flags of conversations on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widgetId: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widgetId = await store.makeWidget()
    })
    afterEach(() => store.close())

    async function dialog(peerId: string, messages = 1): Promise<number> {
      const { roomId } = await chat.openDialog({ widgetId, userId: 'ann', peerId, needAccess: false })
      for (let n = 0; n < messages; n++) await say(roomId, peerId)
      return roomId
    }
    const say = (roomId: number, senderId: string) =>
      chat.appendMessage({ widgetId, roomId, senderId, clientId: crypto.randomUUID(), text: 'hi', replyTo: null })
    const set = (roomId: number, flag: RoomFlag, userId = 'ann') => chat.setRoomFlag({ widgetId, userId, roomId, flag })
    async function listed(filter?: 'all' | 'unread' | 'requests' | 'archive', userId = 'ann'): Promise<number[]> {
      const rooms: number[] = []
      let cursor: string | null = null
      do {
        const page = await chat.roomsOf(widgetId, userId, { cursor, limit: 2, filter })
        rooms.push(...page.rooms.map(({ room }) => room.roomId))
        cursor = page.next
      } while (cursor !== null)
      return rooms
    }
    const itemsOf = async (userId: string) =>
      (await chat.ownItems(widgetId, userId, 0, 100)).map(({ key, value }) => [key, value])

    test('LIST-1 pinned rooms come first, the last pinned on top, and on the first page alone', async () => {
      const rooms = [await dialog('p1'), await dialog('p2'), await dialog('p3'), await dialog('p4'), await dialog('p5')]
      const [first = 0, second = 0] = rooms
      await set(first, { kind: 'pin', on: true })
      await set(second, { kind: 'pin', on: true })
      const others = (await listed()).filter((room) => room !== first && room !== second)
      expect(await listed('all')).toEqual([second, first, ...others])
      expect(await set(first, { kind: 'pin', on: true })).toMatchObject({ kind: 'set', changed: [] })
      await set(second, { kind: 'pin', on: false })
      expect((await listed('all'))[0]).toBe(first)
      expect(await listed('all', 'p1')).toEqual([first])
    })

    test('LIST-1 a user pins as many rooms as allowed, and a room that is left makes place', async () => {
      const rooms: number[] = []
      for (let n = 0; n < 11; n++) rooms.push(await dialog(`p${n}`))
      const last = rooms.pop() ?? 0
      for (const room of rooms) expect((await set(room, { kind: 'pin', on: true })).kind).toBe('set')
      expect(await set(last, { kind: 'pin', on: true })).toEqual({ kind: 'too_many_pins', most: 10 })
      await set(rooms[0] ?? 0, { kind: 'archive', on: true })
      expect((await set(last, { kind: 'pin', on: true })).kind).toBe('set')
    })

    test('LIST-2 an archived room comes back with its next message, a muted one when it is unmuted', async () => {
      const [loud, quiet] = [await dialog('p1'), await dialog('p2')]
      await set(quiet, { kind: 'mute', until: Number.MAX_SAFE_INTEGER })
      for (const room of [loud, quiet]) await set(room, { kind: 'archive', on: true })
      expect([await listed('all'), await listed('unread')]).toEqual([[], []])
      expect((await listed('archive')).sort()).toEqual([loud, quiet].sort())
      expect(await chat.roomCounts(widgetId, 'ann')).toEqual({ unread: 0, requests: 0, archived: 2 })
      await say(loud, 'p1')
      await say(quiet, 'p2')
      expect([await listed('all'), await listed('archive')]).toEqual([[loud], [quiet]])
      expect(await listed()).toHaveLength(2)
      await set(quiet, { kind: 'mute', until: null })
      expect(await listed('archive')).toEqual([])
      await set(loud, { kind: 'archive', on: true })
      await set(loud, { kind: 'pin', on: true })
      expect([await listed('all'), await listed('archive')]).toEqual([[loud, quiet], []])
      expect(await itemsOf('ann')).toContainEqual([`archive/${loud}`, null])
    })

    test('LIST-3 a room that is marked as unread counts as unread until the mark is taken away', async () => {
      const room = await dialog('p1')
      await chat.moveWatermarks([{ widgetId, roomId: room, userId: 'ann', deliveredSeq: 1, readSeq: 1 }])
      expect([await listed('unread'), (await chat.roomCounts(widgetId, 'ann')).unread]).toEqual([[], 0])
      await set(room, { kind: 'unread', on: true })
      expect([await listed('unread'), (await chat.roomCounts(widgetId, 'ann')).unread]).toEqual([[room], 1])
      expect((await chat.roomOf(widgetId, room, 'ann'))?.member.readSeq).toBe(1)
      await set(room, { kind: 'unread', on: false })
      expect(await listed('unread')).toEqual([])
    })

    test('LIST-4 cleared messages are gone for the user, read, and there for the others', async () => {
      const room = await dialog('p1', 3)
      const outcome = await set(room, { kind: 'clear', upToSeq: 2, hide: false })
      expect(outcome).toMatchObject({ kind: 'set', read: { readSeq: 2, deliveredSeq: 2 } })
      const seqsOf = async (userId: string) => {
        const row = await chat.roomOf(widgetId, room, userId)
        const [page, changes] = [
          await chat.messagesBefore(widgetId, room, null, 10, row?.clearedSeq),
          await chat.messagesSince(widgetId, room, 0, 10, row?.clearedSeq),
        ]
        expect(changes.map(({ seq }) => seq)).toEqual(page.map(({ seq }) => seq))
        return [page.map(({ seq }) => seq), row?.lastMessage?.seq ?? null]
      }
      expect([await seqsOf('ann'), await seqsOf('p1')]).toEqual([
        [[3], 3],
        [[1, 2, 3], 3],
      ])
      await set(room, { kind: 'clear', upToSeq: 1_000, hide: false })
      expect(await seqsOf('ann')).toEqual([[], null])
      await set(room, { kind: 'clear', upToSeq: 1, hide: false })
      expect(await seqsOf('ann')).toEqual([[], null])
      expect((await chat.membershipsOf(widgetId, 'ann', [room]))[0]?.clearedSeq).toBe(3)
      expect(await listed('all')).toEqual([room])
    })

    test('LIST-5 a deleted dialog is not listed, found or pinned until its next message', async () => {
      const room = await dialog('p1')
      await set(room, { kind: 'pin', on: true })
      await set(room, { kind: 'clear', upToSeq: 1, hide: true })
      expect([await listed('all'), await listed(), await chat.roomNames(widgetId, 'ann')]).toEqual([[], [], []])
      expect(await listed('all', 'p1')).toEqual([room])
      await say(room, 'p1')
      expect(await listed('all')).toEqual([room])
      expect(await itemsOf('ann')).toEqual([
        [`pin/${room}`, null],
        [`cleared/${room}`, '[1,1]'],
      ])
    })

    test('OWN-3 nothing is set in a room that the user is not in, nor from another widget', async () => {
      const room = await dialog('p1')
      expect(await set(room, { kind: 'archive', on: true }, 'eve')).toEqual({ kind: 'room_not_found' })
      const other = await store.makeWidget()
      const foreign = { widgetId: other, userId: 'ann', roomId: room, flag: { kind: 'pin', on: true } as const }
      expect(await chat.setRoomFlag(foreign)).toEqual({ kind: 'room_not_found' })
      expect(await itemsOf('eve')).toEqual([])
    })

    test('OWN-1 flags that are set in many rooms at once take one rev each', async () => {
      const rooms: number[] = []
      for (let n = 0; n < 10; n++) rooms.push(await dialog(`p${n}`))
      await Promise.all(rooms.map((room) => set(room, { kind: 'unread', on: true })))
      const revs = (await chat.ownItems(widgetId, 'ann', 0, 100)).map(({ rev }) => rev)
      expect(revs).toEqual(rooms.map((_, index) => index + 1))
    })
  })
}
