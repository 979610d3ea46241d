import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChangeMembers, ChatStore, MembersOutcome } from '../../../chat/ports.ts'
import { type OpenedStore, siteUser } from './chat-store-contract.ts'

/** What every database behind the ChatStore port must do with groups and channels. */
export function roomsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`groups and channels on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
    })
    afterEach(() => store.close())

    const make = async (more: { pipe?: string; is_public?: boolean; user_ids?: string[] } = {}) =>
      (
        await chat.makeRoom({
          widget_id,
          pipe: more.pipe ?? crypto.randomUUID(),
          title: null,
          is_public: more.is_public ?? true,
          ownerId: 'ann',
          user_ids: more.user_ids ?? [],
        })
      ).room_id
    const change = (room_id: number, act: ChangeMembers['act'], by: string, user_ids: string[], siteAdmin = false) =>
      chat.changeMembers({ widget_id, room_id, by, siteAdmin, act, user_ids })
    const join = (room_id: number, user_id: string) => change(room_id, 'join', user_id, [user_id])
    const leave = (room_id: number, user_id: string) => change(room_id, 'leave', user_id, [user_id])
    const resultOf = (outcome: MembersOutcome) => (outcome.kind === 'refused' ? outcome.reason : outcome.changed)
    const say = async (room_id: number, sender_id: string) => {
      const client_id = crypto.randomUUID()
      const outcome = await chat.appendMessage({ widget_id, room_id, sender_id, client_id, text: 'hi', reply_to: null })
      return outcome.kind === 'refused' ? outcome.reason : outcome.kind
    }
    const countOf = async (room_id: number, user_id = 'ann') =>
      (await chat.roomOf(widget_id, room_id, user_id))?.room.member_count
    async function membersOf(room_id: number, limit = 100): Promise<string[]> {
      const found: string[] = []
      for (let cursor: string | null = null; ; ) {
        const { members, next } = await chat.membersOf(widget_id, room_id, { cursor, limit })
        found.push(...members.map(({ user_id }) => user_id))
        if (next === null) return found
        cursor = next
      }
    }

    test('ROOM-1 a pipe has one room, even if several users create it at once', async () => {
      const input = { widget_id, pipe: 'bikes', title: 'Bikes', is_public: true, user_ids: [] }
      const made = await Promise.all(['ann', 'bob', 'cat'].map((ownerId) => chat.makeRoom({ ...input, ownerId })))
      expect(new Set(made.map(({ room_id }) => room_id)).size).toBe(1)
      expect(made.filter(({ created }) => created)).toHaveLength(1)
      expect(made.filter(({ isOwner }) => isOwner)).toHaveLength(1)
      const other = await store.makeWidget()
      expect(await chat.roomOfPipe(other, 'bikes')).toBeNull()
      expect(await chat.roomOfPipe(widget_id, 'bikes')).toEqual({
        room_id: made[0]?.room_id ?? 0,
        title: 'Bikes',
        is_public: true,
      })
    })

    test('GUEST-1 a public room is found by its number in its widget; a private room and a dialog are not', async () => {
      const input = { widget_id, title: 'T', ownerId: 'ann', user_ids: [] }
      const open = await chat.makeRoom({ ...input, pipe: 'open to all', is_public: true })
      const closed = await chat.makeRoom({ ...input, pipe: 'closed to all', is_public: false })
      const dialog = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      const found = await chat.publicRoom(widget_id, open.room_id)
      expect(found).toEqual((await chat.roomOf(widget_id, open.room_id, 'ann'))?.room ?? null)
      expect(await chat.publicRoom(widget_id, closed.room_id)).toBeNull()
      expect(await chat.publicRoom(widget_id, dialog.room_id)).toBeNull()
      expect(await chat.publicRoom(await store.makeWidget(), open.room_id)).toBeNull()
    })

    test('ROOM-1 a new room has its creator as owner and the named users as members', async () => {
      const room_id = await make({ user_ids: ['bob', 'ann', 'bob'] })
      const { members } = await chat.membersOf(widget_id, room_id, { cursor: null, limit: 10 })
      expect(members.map(({ user_id, role, state }) => [user_id, role, state])).toEqual([
        ['ann', 'owner', 'joined'],
        ['bob', 'member', 'joined'],
      ])
      expect(await countOf(room_id)).toBe(2)
    })

    test('REST-4 a room of the site has no owner, and the site adds and removes members without being one', async () => {
      const input = { widget_id, pipe: 'site', title: null, is_public: false, ownerId: null, user_ids: ['bob'] }
      const { room_id, created } = await chat.makeRoom(input)
      expect(created).toBe(true)
      expect((await chat.makeRoom({ ...input, user_ids: ['cat'] })).created).toBe(false)
      const bySite = (act: ChangeMembers['act'], user_ids: string[], of = room_id) =>
        chat.changeMembers({ widget_id, room_id: of, by: null, siteAdmin: true, act, user_ids }).then(resultOf)
      expect(await bySite('add', ['cat', 'bob'])).toEqual(['cat'])
      expect(await bySite('remove', ['bob', 'dan'])).toEqual(['bob'])
      const { members } = await chat.membersOf(widget_id, room_id, { cursor: null, limit: 10 })
      expect(members.map(({ user_id, role }) => [user_id, role])).toEqual([['cat', 'member']])
      const dialog = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      expect(await bySite('remove', ['bob'], dialog.room_id)).toBe('room_not_found')
      expect(await bySite('add', ['bob'], 999)).toBe('room_not_found')
    })

    test('ROOM-2 ROOM-10 joining twice is joining once, and so is leaving; a private room is reported as missing', async () => {
      const [room_id, closed] = [await make(), await make({ is_public: false })]
      expect((await Promise.all([1, 2, 3].map(() => join(room_id, 'bob')))).map(resultOf)).toEqual([['bob'], [], []])
      expect(await countOf(room_id)).toBe(2)
      expect((await Promise.all([1, 2].map(() => leave(room_id, 'bob')))).map(resultOf)).toEqual([['bob'], []])
      expect(await countOf(room_id)).toBe(1)
      expect(resultOf(await join(closed, 'bob'))).toBe('room_not_found')
      expect(resultOf(await leave(closed, 'bob'))).toBe('room_not_found')
      expect(resultOf(await join(999, 'bob'))).toBe('room_not_found')
    })

    test('ROOM-2 messages from before a user joined are not unread, also when the user joins again', async () => {
      const room_id = await make()
      for (let n = 0; n < 3; n++) await say(room_id, 'ann')
      await join(room_id, 'bob')
      expect((await chat.roomOf(widget_id, room_id, 'bob'))?.member).toMatchObject({ read_seq: 3, delivered_seq: 3 })
      await leave(room_id, 'bob')
      await say(room_id, 'ann')
      expect((await chat.roomCounts(widget_id, 'bob')).unread).toBe(0)
      await join(room_id, 'bob')
      expect((await chat.roomCounts(widget_id, 'bob')).unread).toBe(0)
      await say(room_id, 'ann')
      expect((await chat.roomCounts(widget_id, 'bob')).unread).toBe(1)
    })

    test("ROOM-3 owners add, remove and ban; members and other users can't; the site may override this", async () => {
      const room_id = await make({ is_public: false, user_ids: ['bob', 'cat'] })
      expect(resultOf(await change(room_id, 'add', 'bob', ['dan']))).toBe('forbidden')
      expect(resultOf(await change(room_id, 'ban', 'bob', ['cat']))).toBe('forbidden')
      expect(resultOf(await change(room_id, 'add', 'eve', ['eve'], true))).toBe('room_not_found')
      expect(resultOf(await change(room_id, 'add', 'ann', ['dan', 'bob', 'dan']))).toEqual(['dan'])
      expect(resultOf(await change(room_id, 'remove', 'ann', ['dan']))).toEqual(['dan'])
      expect(resultOf(await change(room_id, 'remove', 'ann', ['never-was-in']))).toEqual([])
      expect(resultOf(await change(room_id, 'remove', 'ann', ['ann']))).toBe('forbidden')
      expect(resultOf(await change(room_id, 'ban', 'ann', ['cat', 'dan']))).toEqual(['cat', 'dan'])
      expect(resultOf(await change(room_id, 'remove', 'ann', ['cat']))).toEqual([])
      expect(resultOf(await change(room_id, 'remove', 'bob', ['ann']))).toBe('forbidden')
      expect(resultOf(await change(room_id, 'remove', 'bob', ['ann'], true))).toEqual(['ann'])
      expect(await membersOf(room_id)).toEqual(['bob'])
      expect(await countOf(room_id, 'bob')).toBe(1)
    })

    test('ROOM-11 a banned user stays out of a public room until they are added again', async () => {
      const room_id = await make({ user_ids: ['bob'] })
      await change(room_id, 'ban', 'ann', ['bob'])
      expect(resultOf(await join(room_id, 'bob'))).toBe('room_not_found')
      expect(await say(room_id, 'bob')).toBe('room_not_found')
      expect(resultOf(await change(room_id, 'add', 'ann', ['bob']))).toEqual(['bob'])
      expect(await say(room_id, 'bob')).toBe('appended')
    })

    test('ROOM-3 an owner who leaves an empty room and joins again is owner; a removed owner is not', async () => {
      const room_id = await make()
      await leave(room_id, 'ann')
      await join(room_id, 'ann')
      expect(resultOf(await change(room_id, 'add', 'ann', ['bob', 'cat']))).toEqual(['bob', 'cat'])
      await change(room_id, 'remove', 'bob', ['ann'], true)
      await join(room_id, 'ann')
      expect(resultOf(await change(room_id, 'add', 'ann', ['dan']))).toBe('forbidden')
    })

    test('ROOM-4 a message that waits in the queue behind its sender’s removal is refused', async () => {
      const room_id = await make({ user_ids: ['bob'] })
      const [before, , after, later] = await Promise.all([
        say(room_id, 'bob'),
        change(room_id, 'remove', 'ann', ['bob']),
        say(room_id, 'bob'),
        say(room_id, 'ann'),
      ])
      expect([before, after, later]).toEqual(['appended', 'room_not_found', 'appended'])
      expect(await chat.membershipsOf(widget_id, 'bob', [room_id])).toEqual([])
      expect(await chat.roomHeadsOf(widget_id, ['bob'])).toEqual([])
    })

    test('ROOM-15 of readers, those who are banned from the room are found', async () => {
      const room_id = await make({ user_ids: ['bob', 'cat'] })
      const other = await make({ user_ids: ['bob'] })
      await change(room_id, 'ban', 'ann', ['bob'])
      await change(room_id, 'remove', 'ann', ['cat'])
      const places = ['bob', 'cat', 'dan'].flatMap((user_id) => [
        { room_id, user_id },
        { room_id: other, user_id },
      ])
      expect(await chat.bannedFrom(widget_id, places)).toEqual([{ room_id, user_id: 'bob' }])
    })

    test("LIMIT-1 the user's rooms are counted, including dialogs, and only up to the given number", async () => {
      const before = await chat.roomCountOf(widget_id, 'gil', 100)
      const room_id = await make({ user_ids: ['gil'] })
      await make({ user_ids: ['gil'] })
      await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'gil', needAccess: false })
      expect(await chat.roomCountOf(widget_id, 'gil', 100)).toBe(before + 3)
      expect(await chat.roomCountOf(widget_id, 'gil', 2)).toBe(2)
      await leave(room_id, 'gil')
      expect(await chat.roomCountOf(widget_id, 'gil', 100)).toBe(before + 2)
    })

    test('PAGE-12 rooms have names to find them by: their title, their pipe, or the peer of a dialog', async () => {
      await chat.putUsers({ widget_id, users: [siteUser('bob', { name: 'Борис' })] })
      const dialogWith = async (peer_id: string) =>
        (await chat.openDialog({ widget_id, user_id: 'ann', peer_id, needAccess: false })).room_id
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
        widget_id: others,
        pipe: 'theirs',
        title: null,
        is_public: true,
        ownerId: 'ann',
        user_ids: [],
      })
      const names = await chat.roomNames(widget_id, 'ann')
      expect(new Map(names.map(({ room_id, name }) => [room_id, name]))).toEqual(
        new Map([
          [withBob, 'Борис'],
          [untitled, 'bikes'],
        ]),
      )
      expect(names.map(({ room_id }) => room_id)).not.toContain(silent)
    })

    test('ROOM-4 a dialog has no members to change', async () => {
      const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      expect(resultOf(await leave(room_id, 'ann'))).toBe('forbidden')
      expect(resultOf(await change(room_id, 'remove', 'ann', ['bob'], true))).toBe('forbidden')
      expect(resultOf(await join(room_id, 'eve'))).toBe('room_not_found')
      expect(resultOf(await change(room_id, 'add', 'eve', ['eve'], true))).toBe('room_not_found')
      expect(await countOf(room_id)).toBe(2)
      const asked = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'cat', needAccess: true })
      await chat.answerDialog({ widget_id, room_id: asked.room_id, user_id: 'cat', accept: false })
      expect(resultOf(await change(asked.room_id, 'remove', 'cat', ['ann'], true))).toBe('room_not_found')
    })

    test('ROOM-6 members come in the byte order of their ids, each once, even if others join or leave', async () => {
      const user_ids = ['Z', 'a', 'é', '10', '9', 'aa', 'A', '中', 'ß', 'z']
      const room_id = await make({ user_ids })
      const sorted = [...user_ids, 'ann'].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(await membersOf(room_id, 3)).toEqual(sorted)
      const { next } = await chat.membersOf(widget_id, room_id, { cursor: null, limit: 3 })
      await change(room_id, 'remove', 'ann', [next ?? ''])
      const rest = await chat.membersOf(widget_id, room_id, { cursor: next, limit: 100 })
      expect(rest.members.map(({ user_id }) => user_id)).toEqual(sorted.slice(3))
    })

    test('ROOM-6 a cursor that no page returned is refused, and the error names the field', async () => {
      const room_id = await make()
      for (const cursor of ['', '\0', 'ann\0', 'a b', '\ud800']) {
        const refused = await chat.membersOf(widget_id, room_id, { cursor, limit: 10 }).catch((error: unknown) => error)
        expect(refused).toMatchObject({ code: 'invalid_field', field: 'cursor' })
      }
    })

    test('ROOM-6 the number of members is right after a thousand changes that share commits', async () => {
      const rooms = [await make(), await make(), await make()]
      const expected = new Map(rooms.map((room_id) => [room_id, new Set(['ann'])]))
      const waiting: Promise<MembersOutcome>[] = []
      for (let n = 0; n < 1_000; n++) {
        const room_id = rooms[n % 3] ?? 0
        const user_id = `u${(n * 7919) % 61}`
        const isIn = expected.get(room_id)
        if ((n * 31) % 7 < 4) {
          waiting.push(join(room_id, user_id))
          isIn?.add(user_id)
        } else {
          waiting.push(n % 2 ? leave(room_id, user_id) : change(room_id, 'remove', 'ann', [user_id]))
          isIn?.delete(user_id)
        }
      }
      await Promise.all(waiting)
      for (const [room_id, isIn] of expected) {
        expect(await membersOf(room_id)).toEqual([...isIn].sort())
        expect(await countOf(room_id)).toBe(isIn.size)
      }
    })

    test('ROOM-8 changes report only users who are or were in the room', async () => {
      const room_id = await make({ user_ids: ['bob'] })
      await leave(room_id, 'bob')
      expect((await chat.everIn(widget_id, room_id, ['bob', 'eve', 'ann'])).sort()).toEqual(['ann', 'bob'])
      expect(await chat.everIn(await store.makeWidget(), room_id, ['ann'])).toEqual([])
    })
  })
}
