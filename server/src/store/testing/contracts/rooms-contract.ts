import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChangeMembers, ChatStore, MembersOutcome } from '../../../chat/ports.ts'
import { type OpenedStore, siteUser } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with groups and channels. */
export function roomsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`groups and channels on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widgetId: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widgetId = await store.makeWidget()
    })
    afterEach(() => store.close())

    const make = async (more: { pipe?: string; isPublic?: boolean; userIds?: string[] } = {}) =>
      (
        await chat.makeRoom({
          widgetId,
          pipe: more.pipe ?? crypto.randomUUID(),
          title: null,
          isPublic: more.isPublic ?? true,
          ownerId: 'ann',
          userIds: more.userIds ?? [],
        })
      ).roomId
    const change = (roomId: number, act: ChangeMembers['act'], by: string, userIds: string[], siteAdmin = false) =>
      chat.changeMembers({ widgetId, roomId, by, siteAdmin, act, userIds })
    const join = (roomId: number, userId: string) => change(roomId, 'join', userId, [userId])
    const leave = (roomId: number, userId: string) => change(roomId, 'leave', userId, [userId])
    const told = (outcome: MembersOutcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.changed)
    const say = async (roomId: number, senderId: string) => {
      const clientId = crypto.randomUUID()
      const outcome = await chat.appendMessage({ widgetId, roomId, senderId, clientId, text: 'hi', replyTo: null })
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind
    }
    const countOf = async (roomId: number, userId = 'ann') =>
      (await chat.roomOf(widgetId, roomId, userId))?.room.memberCount
    async function membersOf(roomId: number, limit = 100): Promise<string[]> {
      const found: string[] = []
      for (let cursor: string | null = null; ; ) {
        const { members, next } = await chat.membersOf(widgetId, roomId, { cursor, limit })
        found.push(...members.map(({ userId }) => userId))
        if (next === null) return found
        cursor = next
      }
    }

    test('ROOM-1 a pipe has one room, even if several users create it at once', async () => {
      const input = { widgetId, pipe: 'bikes', title: 'Bikes', isPublic: true, userIds: [] }
      const made = await Promise.all(['ann', 'bob', 'cat'].map((ownerId) => chat.makeRoom({ ...input, ownerId })))
      expect(new Set(made.map(({ roomId }) => roomId)).size).toBe(1)
      expect(made.filter(({ created }) => created)).toHaveLength(1)
      expect(made.filter(({ isOwner }) => isOwner)).toHaveLength(1)
      const other = await store.makeWidget()
      expect(await chat.roomOfPipe(other, 'bikes')).toBeNull()
      expect(await chat.roomOfPipe(widgetId, 'bikes')).toEqual({
        roomId: made[0]?.roomId ?? 0,
        title: 'Bikes',
        isPublic: true,
      })
    })

    test('GUEST-1 a public room is found by its number in its widget; a private room and a dialog are not', async () => {
      const input = { widgetId, title: 'T', ownerId: 'ann', userIds: [] }
      const open = await chat.makeRoom({ ...input, pipe: 'open to all', isPublic: true })
      const closed = await chat.makeRoom({ ...input, pipe: 'closed to all', isPublic: false })
      const dialog = await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })
      const found = await chat.publicRoom(widgetId, open.roomId)
      expect(found).toEqual((await chat.roomOf(widgetId, open.roomId, 'ann'))?.room ?? null)
      expect(await chat.publicRoom(widgetId, closed.roomId)).toBeNull()
      expect(await chat.publicRoom(widgetId, dialog.roomId)).toBeNull()
      expect(await chat.publicRoom(await store.makeWidget(), open.roomId)).toBeNull()
    })

    test('ROOM-1 a new room has its creator as owner and the named users as members', async () => {
      const roomId = await make({ userIds: ['bob', 'ann', 'bob'] })
      const { members } = await chat.membersOf(widgetId, roomId, { cursor: null, limit: 10 })
      expect(members.map(({ userId, role, state }) => [userId, role, state])).toEqual([
        ['ann', 'owner', 'joined'],
        ['bob', 'member', 'joined'],
      ])
      expect(await countOf(roomId)).toBe(2)
    })

    test('REST-4 a room of the site has no owner, and the site adds and removes members without being one', async () => {
      const input = { widgetId, pipe: 'site', title: null, isPublic: false, ownerId: null, userIds: ['bob'] }
      const { roomId, created } = await chat.makeRoom(input)
      expect(created).toBe(true)
      expect((await chat.makeRoom({ ...input, userIds: ['cat'] })).created).toBe(false)
      const bySite = (act: ChangeMembers['act'], userIds: string[], of = roomId) =>
        chat.changeMembers({ widgetId, roomId: of, by: null, siteAdmin: true, act, userIds }).then(told)
      expect(await bySite('add', ['cat', 'bob'])).toEqual(['cat'])
      expect(await bySite('remove', ['bob', 'dan'])).toEqual(['bob'])
      const { members } = await chat.membersOf(widgetId, roomId, { cursor: null, limit: 10 })
      expect(members.map(({ userId, role }) => [userId, role])).toEqual([['cat', 'member']])
      const dialog = await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })
      expect(await bySite('remove', ['bob'], dialog.roomId)).toBe('room_not_found')
      expect(await bySite('add', ['bob'], 999)).toBe('room_not_found')
    })

    test('ROOM-2 ROOM-10 joining twice is joining once, and so is leaving; a private room is reported as missing', async () => {
      const [roomId, closed] = [await make(), await make({ isPublic: false })]
      expect((await Promise.all([1, 2, 3].map(() => join(roomId, 'bob')))).map(told)).toEqual([['bob'], [], []])
      expect(await countOf(roomId)).toBe(2)
      expect((await Promise.all([1, 2].map(() => leave(roomId, 'bob')))).map(told)).toEqual([['bob'], []])
      expect(await countOf(roomId)).toBe(1)
      expect(told(await join(closed, 'bob'))).toBe('room_not_found')
      expect(told(await leave(closed, 'bob'))).toBe('room_not_found')
      expect(told(await join(999, 'bob'))).toBe('room_not_found')
    })

    test('ROOM-2 messages from before a user joined are not unread, also when the user joins again', async () => {
      const roomId = await make()
      for (let n = 0; n < 3; n++) await say(roomId, 'ann')
      await join(roomId, 'bob')
      expect((await chat.roomOf(widgetId, roomId, 'bob'))?.member).toMatchObject({ readSeq: 3, deliveredSeq: 3 })
      await leave(roomId, 'bob')
      await say(roomId, 'ann')
      expect((await chat.roomCounts(widgetId, 'bob')).unread).toBe(0)
      await join(roomId, 'bob')
      expect((await chat.roomCounts(widgetId, 'bob')).unread).toBe(0)
      await say(roomId, 'ann')
      expect((await chat.roomCounts(widgetId, 'bob')).unread).toBe(1)
    })

    test("ROOM-3 owners add, remove and ban; members and other users can't; the site may override this", async () => {
      const roomId = await make({ isPublic: false, userIds: ['bob', 'cat'] })
      expect(told(await change(roomId, 'add', 'bob', ['dan']))).toBe('forbidden')
      expect(told(await change(roomId, 'ban', 'bob', ['cat']))).toBe('forbidden')
      expect(told(await change(roomId, 'add', 'eve', ['eve'], true))).toBe('room_not_found')
      expect(told(await change(roomId, 'add', 'ann', ['dan', 'bob', 'dan']))).toEqual(['dan'])
      expect(told(await change(roomId, 'remove', 'ann', ['dan']))).toEqual(['dan'])
      expect(told(await change(roomId, 'remove', 'ann', ['never-was-in']))).toEqual([])
      expect(told(await change(roomId, 'remove', 'ann', ['ann']))).toBe('forbidden')
      expect(told(await change(roomId, 'ban', 'ann', ['cat', 'dan']))).toEqual(['cat', 'dan'])
      expect(told(await change(roomId, 'remove', 'ann', ['cat']))).toEqual([])
      expect(told(await change(roomId, 'remove', 'bob', ['ann']))).toBe('forbidden')
      expect(told(await change(roomId, 'remove', 'bob', ['ann'], true))).toEqual(['ann'])
      expect(await membersOf(roomId)).toEqual(['bob'])
      expect(await countOf(roomId, 'bob')).toBe(1)
    })

    test('ROOM-11 a banned user stays out of a public room until they are added again', async () => {
      const roomId = await make({ userIds: ['bob'] })
      await change(roomId, 'ban', 'ann', ['bob'])
      expect(told(await join(roomId, 'bob'))).toBe('room_not_found')
      expect(await say(roomId, 'bob')).toBe('room_not_found')
      expect(told(await change(roomId, 'add', 'ann', ['bob']))).toEqual(['bob'])
      expect(await say(roomId, 'bob')).toBe('appended')
    })

    test('ROOM-3 an owner who leaves an empty room and joins again is owner; a removed owner is not', async () => {
      const roomId = await make()
      await leave(roomId, 'ann')
      await join(roomId, 'ann')
      expect(told(await change(roomId, 'add', 'ann', ['bob', 'cat']))).toEqual(['bob', 'cat'])
      await change(roomId, 'remove', 'bob', ['ann'], true)
      await join(roomId, 'ann')
      expect(told(await change(roomId, 'add', 'ann', ['dan']))).toBe('forbidden')
    })

    test('ROOM-4 a message that waits in the queue behind its sender’s removal is refused', async () => {
      const roomId = await make({ userIds: ['bob'] })
      const [before, , after, later] = await Promise.all([
        say(roomId, 'bob'),
        change(roomId, 'remove', 'ann', ['bob']),
        say(roomId, 'bob'),
        say(roomId, 'ann'),
      ])
      expect([before, after, later]).toEqual(['appended', 'room_not_found', 'appended'])
      expect(await chat.membershipsOf(widgetId, 'bob', [roomId])).toEqual([])
      expect(await chat.roomHeadsOf(widgetId, ['bob'])).toEqual([])
    })

    test("LIMIT-1 the user's rooms are counted, including dialogs, and only up to the given number", async () => {
      const before = await chat.roomCountOf(widgetId, 'gil', 100)
      const roomId = await make({ userIds: ['gil'] })
      await make({ userIds: ['gil'] })
      await chat.openDialog({ widgetId, userId: 'ann', peerId: 'gil', needAccess: false })
      expect(await chat.roomCountOf(widgetId, 'gil', 100)).toBe(before + 3)
      expect(await chat.roomCountOf(widgetId, 'gil', 2)).toBe(2)
      await leave(roomId, 'gil')
      expect(await chat.roomCountOf(widgetId, 'gil', 100)).toBe(before + 2)
    })

    test('PAGE-12 rooms have names to find them by: their title, their pipe, or the peer of a dialog', async () => {
      await chat.putUsers(widgetId, [siteUser('bob', { name: 'Борис' })])
      const dialogWith = async (peerId: string) =>
        (await chat.openDialog({ widgetId, userId: 'ann', peerId, needAccess: false })).roomId
      const [withBob, silent, untitled] = [
        await dialogWith('bob'),
        await dialogWith('cat'),
        await make({ pipe: 'bikes' }),
      ]
      await say(withBob, 'ann')
      const left = await make({ pipe: 'left' })
      await leave(left, 'ann')
      const others = await store.makeWidget()
      await chat.makeRoom({
        widgetId: others,
        pipe: 'theirs',
        title: null,
        isPublic: true,
        ownerId: 'ann',
        userIds: [],
      })
      const names = await chat.roomNames(widgetId, 'ann')
      expect(new Map(names.map(({ roomId, name }) => [roomId, name]))).toEqual(
        new Map([
          [withBob, 'Борис'],
          [untitled, 'bikes'],
        ]),
      )
      expect(names.map(({ roomId }) => roomId)).not.toContain(silent)
    })

    test('ROOM-4 a dialog has no members to change', async () => {
      const { roomId } = await chat.openDialog({ widgetId, userId: 'ann', peerId: 'bob', needAccess: false })
      expect(told(await leave(roomId, 'ann'))).toBe('forbidden')
      expect(told(await change(roomId, 'remove', 'ann', ['bob'], true))).toBe('forbidden')
      expect(told(await join(roomId, 'eve'))).toBe('room_not_found')
      expect(told(await change(roomId, 'add', 'eve', ['eve'], true))).toBe('room_not_found')
      expect(await countOf(roomId)).toBe(2)
      const asked = await chat.openDialog({ widgetId, userId: 'ann', peerId: 'cat', needAccess: true })
      await chat.answerDialog({ widgetId, roomId: asked.roomId, userId: 'cat', accept: false })
      expect(told(await change(asked.roomId, 'remove', 'cat', ['ann'], true))).toBe('room_not_found')
    })

    test('ROOM-6 members come in the byte order of their ids, each once, even if others join or leave', async () => {
      const userIds = ['Z', 'a', 'é', '10', '9', 'aa', 'A', '中', 'ß', 'z']
      const roomId = await make({ userIds })
      const sorted = [...userIds, 'ann'].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(await membersOf(roomId, 3)).toEqual(sorted)
      const { next } = await chat.membersOf(widgetId, roomId, { cursor: null, limit: 3 })
      await change(roomId, 'remove', 'ann', [next ?? ''])
      const rest = await chat.membersOf(widgetId, roomId, { cursor: next, limit: 100 })
      expect(rest.members.map(({ userId }) => userId)).toEqual(sorted.slice(3))
    })

    test('ROOM-6 a cursor that no page returned is refused, and the error names the field', async () => {
      const roomId = await make()
      for (const cursor of ['', '\0', 'ann\0', 'a b', '\ud800']) {
        const refused = await chat.membersOf(widgetId, roomId, { cursor, limit: 10 }).catch((error: unknown) => error)
        expect(refused).toMatchObject({ code: 'invalid_field', field: 'cursor' })
      }
    })

    test('ROOM-6 the number of members is right after a thousand changes that share commits', async () => {
      const rooms = [await make(), await make(), await make()]
      const expected = new Map(rooms.map((roomId) => [roomId, new Set(['ann'])]))
      const waiting: Promise<MembersOutcome>[] = []
      for (let n = 0; n < 1_000; n++) {
        const roomId = rooms[n % 3] ?? 0
        const userId = `u${(n * 7919) % 61}`
        const isIn = expected.get(roomId)
        if ((n * 31) % 7 < 4) {
          waiting.push(join(roomId, userId))
          isIn?.add(userId)
        } else {
          waiting.push(n % 2 ? leave(roomId, userId) : change(roomId, 'remove', 'ann', [userId]))
          isIn?.delete(userId)
        }
      }
      await Promise.all(waiting)
      for (const [roomId, isIn] of expected) {
        expect(await membersOf(roomId)).toEqual([...isIn].sort())
        expect(await countOf(roomId)).toBe(isIn.size)
      }
    })

    test('ROOM-8 changes report only users who are or were in the room', async () => {
      const roomId = await make({ userIds: ['bob'] })
      await leave(roomId, 'bob')
      expect((await chat.everIn(widgetId, roomId, ['bob', 'eve', 'ann'])).sort()).toEqual(['ann', 'bob'])
      expect(await chat.everIn(await store.makeWidget(), roomId, ['ann'])).toEqual([])
    })
  })
}
