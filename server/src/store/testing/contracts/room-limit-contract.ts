import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChatStore } from '../../../chat/ports.ts'
import type { Limits } from '../../../config/limits.ts'
import type { OpenedStore } from './chat-store-contract.ts'

const MOST = 5
const EMPTY = 3
/** Concurrent requests of one user. */
const AT_ONCE = 40

/** How every database behind the ChatStore port must limit the rooms of a user. */
export function roomLimitContract(name: string, open: (limits: Partial<Limits>) => Promise<OpenedStore>): void {
  describe(`the limit of rooms on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open({ ROOMS_PER_USER: MOST, EMPTY_DIALOGS_PER_PAIR: EMPTY })
      chat = store.chat
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const many = Array.from({ length: AT_ONCE }, (_, n) => n)
    const roomsOf = (user_id: string) => chat.roomCountOf(widget_id, user_id, 1_000)
    const room = (n: number, ownerId: string | null = `owner${n}`, user_ids: string[] = []) =>
      chat.makeRoom({ widget_id, pipe: `room ${ownerId} ${n}`, title: null, is_public: true, ownerId, user_ids })
    const dialog = (user_id: string, peer_id: string) =>
      chat.openDialog({ widget_id, user_id, peer_id, needAccess: false })
    const change = (room_id: number, act: 'join' | 'add' | 'leave', by: string, user_ids: string[]) =>
      chat.changeMembers({ widget_id, room_id, by, siteAdmin: false, act, user_ids })
    const outcomes = async (asked: Promise<unknown>[]) => {
      const settled = await Promise.allSettled(asked)
      const refused = settled.flatMap((one) =>
        one.status === 'rejected' ? [(one.reason as { code: string }).code] : [],
      )
      expect(new Set(refused)).toEqual(new Set(['forbidden']))
      return settled.length - refused.length
    }

    test('LIMIT-8 a user who opens 40 dialogs at once gets as many as allowed, and so does their peer', async () => {
      expect(await outcomes(many.map((n) => dialog('ann', `peer${n}`)))).toBe(MOST)
      expect(await outcomes(many.map((n) => dialog(`user${n}`, 'bob')))).toBe(MOST)
      expect([await roomsOf('ann'), await roomsOf('bob')]).toEqual([MOST, MOST])
    })

    const about = (n: number) => ({ id: `item ${n}`, title: 'Item', image: null, url: null, signed: false })

    test('DIALOG-12 users who open 40 contexts of a page at once get as many empty dialogs as allowed', async () => {
      const opening = { widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false }
      expect(await outcomes(many.map((n) => chat.openDialog({ ...opening, context: about(n) })))).toBe(EMPTY)
      const signed = { ...about(AT_ONCE), signed: true }
      expect(await chat.openDialog({ ...opening, context: signed })).toMatchObject({ created: true })
    })

    test('DIALOG-11 a user who asks 40 times at once, each time about another context, has one request', async () => {
      const asking = { widget_id, user_id: 'ann', peer_id: 'bob', needAccess: true }
      const asked = await Promise.allSettled(many.map((n) => chat.openDialog({ ...asking, context: about(n) })))
      const codes = asked.map((one) => (one.status === 'rejected' ? (one.reason as { code: string }).code : 'opened'))
      expect(codes.toSorted()).toEqual(['opened', ...Array(AT_ONCE - 1).fill('request_pending')])
      const permitted = { ...asking, mayRepeat: true, context: about(AT_ONCE) }
      expect(await chat.openDialog(permitted)).toMatchObject({ created: true })
    })

    test('LIMIT-8 a user who creates 40 rooms at once gets as many as allowed', async () => {
      expect(await outcomes(many.map((n) => room(n, 'ann')))).toBe(MOST)
      expect(await roomsOf('ann')).toBe(MOST)
    })

    test('LIMIT-8 a user who joins, or is added to, 40 rooms at once gets as many as allowed', async () => {
      const rooms = (await Promise.all(many.map((n) => room(n)))).map(({ room_id }) => room_id)
      const joined = await Promise.all(rooms.map((room_id) => change(room_id, 'join', 'ann', ['ann'])))
      const reasons = joined.map((outcome) => (outcome.kind === 'refused' ? outcome.reason : 'joined'))
      expect(reasons.filter((reason) => reason === 'joined')).toHaveLength(MOST)
      expect(reasons.filter((reason) => reason === 'too_many_rooms')).toHaveLength(AT_ONCE - MOST)
      const added = await Promise.all(
        rooms.map((room_id, n) => change(room_id, 'add', `owner${n}`, ['bob', `new${n}`])),
      )
      const full = added.flatMap((outcome) => (outcome.kind === 'changed' ? outcome.full : []))
      expect(full).toEqual(Array(AT_ONCE - MOST).fill('bob'))
      expect([await roomsOf('ann'), await roomsOf('bob'), await roomsOf('new1')]).toEqual([MOST, MOST, 1])
    })

    test('LIMIT-8 a new room is created without the users who are in as many rooms as allowed', async () => {
      for (let n = 0; n < MOST; n++) await room(n, 'ann')
      const { room_id } = await room(1, null, ['ann', 'bob'])
      const { members } = await chat.membersOf(widget_id, room_id, { cursor: null, limit: 10 })
      expect(members.map(({ user_id }) => user_id)).toEqual(['bob'])
      expect((await chat.roomOf(widget_id, room_id, 'bob'))?.room.member_count).toBe(1)
    })

    test('LIMIT-8 a user accepts a declined dialog later only if they are below the limit', async () => {
      const asked = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: true })
      const answer = (accept: boolean) =>
        chat.answerDialog({ widget_id, room_id: asked.room_id, user_id: 'bob', accept })
      expect(await answer(false)).toBe('answered')
      const rooms = (await Promise.all(many.slice(0, MOST).map((n) => room(n, 'bob')))).map(({ room_id }) => room_id)
      expect(await answer(true)).toBe('too_many_rooms')
      expect(await outcomes([dialog('bob', 'ann')])).toBe(0)
      await change(rooms[0] ?? 0, 'leave', 'bob', ['bob'])
      expect(await answer(true)).toBe('answered')
      expect(await roomsOf('bob')).toBe(MOST)
    })

    test('LIMIT-8 leaving a room makes place for another; at the limit a user can still open their own rooms', async () => {
      const rooms = (await Promise.all(many.slice(0, MOST).map((n) => room(n, 'ann')))).map(({ room_id }) => room_id)
      const [first = 0, second = 0] = rooms
      expect(await room(0, 'ann')).toMatchObject({ room_id: first, created: false })
      expect(await change(second, 'join', 'ann', ['ann'])).toMatchObject({ kind: 'changed', changed: [] })
      await change(first, 'leave', 'ann', ['ann'])
      const { room_id } = await dialog('ann', 'bob')
      expect(await dialog('ann', 'bob')).toMatchObject({ room_id, created: false })
      expect(await outcomes([dialog('ann', 'cat')])).toBe(0)
    })
  })
}
