import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore, RoomFlag } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with what users set for their conversations. */
export function roomFlagsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`flags of conversations on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    async function dialog(peer_id: string, messages = 1): Promise<number> {
      const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id, needAccess: false })
      for (let n = 0; n < messages; n++) await say(room_id, peer_id)
      return room_id
    }
    const say = (room_id: number, sender_id: string) =>
      chat.appendMessage({ widget_id, room_id, sender_id, client_id: crypto.randomUUID(), text: 'hi', reply_to: null })
    const set = (room_id: number, flag: RoomFlag, user_id = 'ann') =>
      chat.setRoomFlag({ widget_id, user_id, room_id, flag })
    async function listed(filter?: 'all' | 'unread' | 'requests' | 'archive', user_id = 'ann'): Promise<number[]> {
      const rooms: number[] = []
      let cursor: string | null = null
      do {
        const page = await chat.roomsOf(widget_id, user_id, { cursor, limit: 2, filter })
        rooms.push(...page.rooms.map(({ room }) => room.room_id))
        cursor = page.next
      } while (cursor !== null)
      return rooms
    }
    const itemsOf = async (user_id: string) =>
      (await chat.ownItems(widget_id, user_id, 0, 100)).map(({ key, value }) => [key, value])

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
      expect(await chat.roomCounts(widget_id, 'ann')).toEqual({ unread: 0, requests: 0, archived: 2 })
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
      await chat.moveWatermarks([{ widget_id, room_id: room, user_id: 'ann', delivered_seq: 1, read_seq: 1 }])
      expect([await listed('unread'), (await chat.roomCounts(widget_id, 'ann')).unread]).toEqual([[], 0])
      await set(room, { kind: 'unread', on: true })
      expect([await listed('unread'), (await chat.roomCounts(widget_id, 'ann')).unread]).toEqual([[room], 1])
      expect((await chat.roomOf(widget_id, room, 'ann'))?.member.read_seq).toBe(1)
      await set(room, { kind: 'unread', on: false })
      expect(await listed('unread')).toEqual([])
    })

    test('LIST-4 cleared messages are gone for the user, read, and there for the others', async () => {
      const room = await dialog('p1', 3)
      const outcome = await set(room, { kind: 'clear', up_to_seq: 2, hide: false })
      expect(outcome).toMatchObject({ kind: 'set', read: { read_seq: 2, delivered_seq: 2 } })
      const seqsOf = async (user_id: string) => {
        const row = await chat.roomOf(widget_id, room, user_id)
        const [page, changes] = [
          await chat.messagesBefore(widget_id, room, null, 10, row?.cleared_seq),
          await chat.messagesSince(widget_id, room, 0, 10, row?.cleared_seq),
        ]
        expect(changes.map(({ seq }) => seq)).toEqual(page.map(({ seq }) => seq))
        return [page.map(({ seq }) => seq), row?.last_message?.seq ?? null]
      }
      expect([await seqsOf('ann'), await seqsOf('p1')]).toEqual([
        [[3], 3],
        [[1, 2, 3], 3],
      ])
      await set(room, { kind: 'clear', up_to_seq: 1_000, hide: false })
      expect(await seqsOf('ann')).toEqual([[], null])
      await set(room, { kind: 'clear', up_to_seq: 1, hide: false })
      expect(await seqsOf('ann')).toEqual([[], null])
      expect((await chat.membershipsOf(widget_id, 'ann', [room]))[0]?.cleared_seq).toBe(3)
      expect(await listed('all')).toEqual([room])
    })

    test('LIST-5 a deleted dialog is not listed, found or pinned until its next message', async () => {
      const room = await dialog('p1')
      await set(room, { kind: 'pin', on: true })
      await set(room, { kind: 'clear', up_to_seq: 1, hide: true })
      expect([await listed('all'), await listed(), await chat.roomNames(widget_id, 'ann')]).toEqual([[], [], []])
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
      const foreign = { widget_id: other, user_id: 'ann', room_id: room, flag: { kind: 'pin', on: true } as const }
      expect(await chat.setRoomFlag(foreign)).toEqual({ kind: 'room_not_found' })
      expect(await itemsOf('eve')).toEqual([])
    })

    test('OWN-1 flags that are set in many rooms at once take one rev each', async () => {
      const rooms: number[] = []
      for (let n = 0; n < 10; n++) rooms.push(await dialog(`p${n}`))
      await Promise.all(rooms.map((room) => set(room, { kind: 'unread', on: true })))
      const revs = (await chat.ownItems(widget_id, 'ann', 0, 100)).map(({ rev }) => rev)
      expect(revs).toEqual(rooms.map((_, index) => index + 1))
    })
  })
}
