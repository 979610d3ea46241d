import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { Notice, RoomRights } from '@imbachat/protocol'
import { DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol'
import type { ChangeMembers } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

/** In rooms with more members than this, joins and leaves have no notices. */
export const NOTICES_UP_TO = 5

/** What every database behind the ChatStore port must do with notices, roles and rights. */
export function groupsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`notices, roles and rights on ${name}`, () => {
    let store: OpenedStore
    let widgetId: number
    let roomId: number

    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
      roomId = await create(['bob', 'cat'])
    })
    afterEach(() => store.close())

    async function create(userIds: string[], rights: Partial<RoomRights> = {}): Promise<number> {
      const room = { widgetId, pipe: crypto.randomUUID(), title: 'Club', description: 'For us', isPublic: true }
      const given = { ...DEFAULT_ROOM_RIGHTS, ...rights }
      const made = await store.chat.makeRoom({ ...room, ownerId: 'ann', userIds, rights: given, withNotice: true })
      return made.roomId
    }
    const change = (act: ChangeMembers['act'], by: string, userIds: string[], more: Partial<ChangeMembers> = {}) =>
      store.chat.changeMembers({ widgetId, roomId, by, siteAdmin: false, act, userIds, ...more })
    const role = (by: string, userId: string, wanted: 'owner' | 'admin' | 'member', siteAdmin = false) =>
      store.chat.changeRole({ widgetId, roomId, by, siteAdmin, userId, role: wanted })
    const edit = (by: string, input: { title?: string; description?: string; rights?: Partial<RoomRights> }) =>
      store.chat.editRoom({ widgetId, roomId, by, siteAdmin: false, ...input })
    const say = (senderId: string, more: { siteAdmin?: boolean } = {}) =>
      store.chat.appendMessage({
        widgetId,
        roomId,
        senderId,
        clientId: crypto.randomUUID(),
        text: 'hi',
        replyTo: null,
        ...more,
      })
    const seen = async (userId: string) => (await store.chat.roomOf(widgetId, roomId, userId))?.member
    const room = async () => (await store.chat.roomOf(widgetId, roomId, 'ann'))?.room
    const stored = () => store.chat.messagesBefore(widgetId, roomId, null, 100)
    const notices = async (): Promise<[string, Notice][]> =>
      (await stored()).flatMap((message): [string, Notice][] =>
        message.system ? [[message.sender_id, message.system]] : [],
      )
    const read = async (userId: string, readSeq: number) =>
      (await store.chat.moveWatermarks([{ widgetId, roomId, userId, deliveredSeq: readSeq, readSeq }]))[0]
    const unread = async (userId: string) => {
      const row = await store.chat.roomOf(widgetId, roomId, userId)
      if (!row) throw new Error('no row')
      return row.room.lastSeq - row.room.uncounted - (row.member.readSeq - row.member.readUncounted)
    }
    const unreadRooms = async (userId: string) => (await store.chat.roomCounts(widgetId, userId)).unread
    const outcomeOf = (outcome: { kind: string; reason?: string }) => outcome.reason ?? outcome.kind

    test('GROUP-2 each change has a notice of the same transaction, dense in seq and rev', async () => {
      await change('add', 'ann', ['dan'])
      await edit('ann', { title: 'Choir', description: '' })
      await role('ann', 'bob', 'admin')
      await change('remove', 'bob', ['dan'])
      await change('leave', 'cat', ['cat'])
      await change('join', 'cat', ['cat'])
      await say('cat')
      expect(await notices()).toEqual([
        ['ann', { kind: 'created', user_ids: [], title: 'Club' }],
        ['ann', { kind: 'added', user_ids: ['dan'] }],
        ['ann', { kind: 'title', user_ids: [], title: 'Choir' }],
        ['ann', { kind: 'description', user_ids: [] }],
        ['ann', { kind: 'role', user_ids: ['bob'], role: 'admin' }],
        ['bob', { kind: 'removed', user_ids: ['dan'] }],
        ['cat', { kind: 'left', user_ids: ['cat'] }],
        ['cat', { kind: 'joined', user_ids: ['cat'] }],
      ])
      const messages = await stored()
      expect(messages.map(({ seq, rev, uncounted }) => [seq, rev, uncounted])).toEqual(
        [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => [n, n, Math.min(n, 8)]),
      )
      expect(await room()).toMatchObject({ title: 'Choir', description: null, lastSeq: 9, lastRev: 9, uncounted: 8 })
      expect((await store.chat.messagesSince(widgetId, roomId, 7, 10)).map(({ seq }) => seq)).toEqual([8, 9])
    })

    test('GROUP-2 what changes nothing has no notice', async () => {
      await change('add', 'ann', ['bob'])
      expect(await edit('ann', { title: 'Club', description: 'For us' })).toMatchObject({ changed: false, notices: [] })
      expect(await role('ann', 'bob', 'member')).toMatchObject({ changed: [], notices: [] })
      expect(await notices()).toHaveLength(1)
    })

    test('GROUP-2 users who join at once share a notice, and a quiet join or one by the site has none', async () => {
      await Promise.all(['dan', 'eve'].map((userId) => change('join', userId, [userId])))
      const named = (await notices()).slice(1).flatMap(([, notice]) => notice.user_ids)
      expect(named.sort()).toEqual(['dan', 'eve'])
      await change('leave', 'eve', ['eve'], { quiet: true })
      await store.chat.changeMembers({ widgetId, roomId, by: null, siteAdmin: true, act: 'add', userIds: ['eve'] })
      expect((await notices()).filter(([, { kind }]) => kind === 'left' || kind === 'added')).toEqual([])
    })

    test('GROUP-2 in a large room joins and leaves have no notices, changes of roles have', async () => {
      roomId = await create(['b', 'c', 'd', 'e'])
      await change('join', 'f', ['f'])
      await change('remove', 'ann', ['f'])
      await change('join', 'g', ['g'])
      await change('join', 'h', ['h'])
      await role('ann', 'b', 'admin')
      expect((await notices()).map(([, { kind }]) => kind)).toEqual(['created', 'removed', 'role'])
    })

    test('GROUP-7 notices do not count as unread, wherever the reader is', async () => {
      await say('ann')
      await say('ann')
      await role('ann', 'cat', 'admin')
      await say('ann')
      expect([await unread('ann'), await unread('bob'), await unread('cat')]).toEqual([0, 3, 3])
      expect(await read('bob', 2)).toMatchObject({ readSeq: 2, readUncounted: 1 })
      expect(await unread('bob')).toBe(2)
      await read('bob', 4)
      expect(await unread('bob')).toBe(1)
      expect(await unreadRooms('bob')).toBe(1)
      await read('bob', 99)
      expect(await unread('bob')).toBe(0)
      await edit('ann', { title: 'Choir' })
      expect([await unread('bob'), await unreadRooms('bob')]).toEqual([0, 0])
      await change('join', 'dan', ['dan'])
      expect(await unread('dan')).toBe(0)
    })

    test('READ-1 a sender who had read all but notices has read the own message too', async () => {
      await say('bob')
      await edit('ann', { title: 'Choir' })
      await read('ann', 2)
      await say('ann')
      expect(await seen('ann')).toMatchObject({ readSeq: 4, readUncounted: 2 })
      await say('cat')
      expect(await unread('cat')).toBe(3)
    })

    test('GROUP-8 a notice is not edited, deleted or reacted to, not even by its sender', async () => {
      const place = { widgetId, roomId, seq: 1, senderId: 'ann' }
      expect(outcomeOf(await store.chat.editMessage({ ...place, text: 'ho' }))).toBe('message_not_found')
      expect(outcomeOf(await store.chat.deleteMessage(place))).toBe('message_not_found')
      const changes = [{ userId: 'ann', emoji: '👍', on: true }]
      const reacted = await store.chat.changeReactions({ widgetId, roomId, seq: 1, changes })
      expect(reacted).toMatchObject({ changed: false, refused: ['message_not_found'] })
    })

    test('GROUP-3 owners and admins edit the room, members do not', async () => {
      expect(outcomeOf(await edit('bob', { title: 'Mine' }))).toBe('forbidden')
      expect(outcomeOf(await edit('eve', { title: 'Mine' }))).toBe('room_not_found')
      await role('ann', 'bob', 'admin')
      expect(await edit('bob', { rights: { send: 'managers' } })).toMatchObject({
        changed: true,
        notices: [],
        room: { title: 'Club', rights: { ...DEFAULT_ROOM_RIGHTS, send: 'managers' } },
      })
      expect((await room())?.rights.send).toBe('managers')
    })

    test('GROUP-4 only the owner gives roles; passing the room on makes the owner an admin', async () => {
      expect(outcomeOf(await role('bob', 'cat', 'admin'))).toBe('forbidden')
      await role('ann', 'bob', 'admin')
      expect(outcomeOf(await role('bob', 'cat', 'admin'))).toBe('forbidden')
      expect(outcomeOf(await role('ann', 'ann', 'member'))).toBe('forbidden')
      expect(outcomeOf(await role('ann', 'eve', 'admin'))).toBe('user_unknown')
      expect(await role('ann', 'bob', 'owner')).toMatchObject({ changed: ['ann', 'bob'] })
      expect([(await seen('ann'))?.role, (await seen('bob'))?.role]).toEqual(['admin', 'owner'])
      expect((await store.chat.managersOf(widgetId, roomId, 10)).map(({ userId }) => userId)).toEqual(['bob', 'ann'])
      expect(outcomeOf(await role('ann', 'cat', 'admin'))).toBe('forbidden')
      expect(await role('cat', 'cat', 'owner', true)).toMatchObject({ changed: ['bob', 'cat'] })
    })

    test('GROUP-4 an admin removes members, but neither the owner nor another admin', async () => {
      await role('ann', 'bob', 'admin')
      await role('ann', 'cat', 'admin')
      await change('add', 'bob', ['dan'])
      expect(outcomeOf(await change('remove', 'bob', ['ann']))).toBe('forbidden')
      expect(outcomeOf(await change('ban', 'bob', ['cat']))).toBe('forbidden')
      expect(outcomeOf(await change('ban', 'bob', ['dan']))).toBe('changed')
      expect(outcomeOf(await change('remove', 'ann', ['cat']))).toBe('changed')
    })

    test('GROUP-5 the room of an owner who leaves goes to its oldest admin, else to its oldest member', async () => {
      await change('add', 'ann', ['dan'])
      await role('ann', 'dan', 'admin')
      expect(await change('leave', 'ann', ['ann'])).toMatchObject({ heir: 'dan' })
      expect((await seen('dan'))?.role).toBe('owner')
      await change('leave', 'bob', ['bob'])
      expect(await change('leave', 'dan', ['dan'])).toMatchObject({ heir: 'cat' })
      expect((await notices()).at(-1)).toEqual(['dan', { kind: 'owner', user_ids: ['cat'] }])
      expect(await change('leave', 'cat', ['cat'])).toMatchObject({ heir: null })
      await change('join', 'dan', ['dan'])
      await change('join', 'cat', ['cat'])
      expect([(await seen('cat'))?.role, (await seen('dan'))?.role]).toEqual(['owner', 'member'])
    })

    test('GROUP-6 where only managers send, others neither send nor edit; the rule binds within one commit', async () => {
      const before = await say('bob')
      const [, refused, allowed] = await Promise.all([
        edit('ann', { rights: { send: 'managers' } }),
        say('bob'),
        say('ann'),
      ])
      expect([outcomeOf(before), outcomeOf(refused), outcomeOf(allowed)]).toEqual([
        'appended',
        'managers_only',
        'appended',
      ])
      expect(outcomeOf(await say('bob', { siteAdmin: true }))).toBe('appended')
      const mine = { widgetId, roomId, seq: 2, senderId: 'bob' }
      expect(outcomeOf(await store.chat.editMessage({ ...mine, text: 'ho' }))).toBe('managers_only')
      expect(outcomeOf(await store.chat.deleteMessage(mine))).toBe('changed')
    })

    test('DIRECTORY-1 public rooms with a title are listed, the largest first, page by page', async () => {
      const make = async (title: string | null, isPublic: boolean, userIds: string[]) => {
        const room = { widgetId, pipe: crypto.randomUUID(), title, isPublic, ownerId: 'eve' }
        return (await store.chat.makeRoom({ ...room, userIds })).roomId
      }
      const large = await make('Large', true, ['ann', 'bob', 'cat', 'dan'])
      await make('Closed', false, ['ann'])
      await make(null, true, ['ann'])
      const small = await make('Small', true, [])
      const first = await store.chat.listedRooms(widgetId, 'ann', { cursor: null, limit: 2 })
      expect(first.rooms.map((listed) => [listed.roomId, listed.memberCount, listed.joined])).toEqual([
        [large, 5, true],
        [roomId, 3, true],
      ])
      const second = await store.chat.listedRooms(widgetId, 'ann', { cursor: first.next, limit: 2 })
      expect(second).toMatchObject({ rooms: [{ roomId: small, title: 'Small', joined: false }], next: null })
      expect((await store.chat.listedTitles(widgetId, 'ann', null)).map(({ title }) => title)).toEqual([
        'Large',
        'Club',
        'Small',
      ])
      await change('ban', 'ann', ['bob'])
      expect(await store.chat.listedRoom(widgetId, 'bob', roomId)).toBeNull()
      expect(await store.chat.listedRooms(await store.makeWidget(), 'ann', { cursor: null, limit: 2 })).toMatchObject({
        rooms: [],
      })
    })

    test('INVITE-1 a link lets in as many users as it says, also at once, and nobody once it is revoked', async () => {
      const room = { widgetId, pipe: crypto.randomUUID(), title: 'Closed', isPublic: false, ownerId: 'ann' }
      roomId = (await store.chat.makeRoom({ ...room, userIds: ['bob'] })).roomId
      const link = {
        widgetId,
        roomId,
        by: 'ann',
        siteAdmin: false,
        tokenHash: 'hash',
        createdAt: 1,
        expiresAt: null,
        mostUses: 2,
        approval: false,
      }
      expect(outcomeOf(await store.chat.createInvite({ ...link, by: 'bob' }))).toBe('forbidden')
      expect(outcomeOf(await store.chat.createInvite(link))).toBe('done')
      const join = (userId: string, invite = 'hash') => change('join', userId, [userId], { invite })
      expect(outcomeOf(await join('dan', 'other'))).toBe('room_not_found')
      const joined = await Promise.all(['dan', 'eve', 'fay'].map((userId) => join(userId)))
      expect(joined.map(outcomeOf).sort()).toEqual(['changed', 'changed', 'room_not_found'])
      expect(outcomeOf(await join('dan'))).toBe('changed')
      expect(await store.chat.invitesOf(widgetId, roomId)).toMatchObject([{ tokenHash: 'hash', uses: 2, mostUses: 2 }])
      await store.chat.createInvite({ ...link, tokenHash: 'more', mostUses: null })
      await change('ban', 'ann', ['bob'])
      expect(outcomeOf(await join('bob', 'more'))).toBe('room_not_found')
      expect(outcomeOf(await store.chat.revokeInvite({ ...link, tokenHash: 'more' }))).toBe('done')
      expect(outcomeOf(await join('gus', 'more'))).toBe('room_not_found')
      await store.chat.createInvite({ ...link, tokenHash: 'late', expiresAt: 1 })
      expect(outcomeOf(await join('gus', 'late'))).toBe('room_not_found')
      expect(await store.chat.invitedRoom(await store.makeWidget(), 'gus', 'hash')).toBeNull()
    })

    test('GROUP-6 where all add others, a member adds them', async () => {
      expect(outcomeOf(await change('add', 'bob', ['dan']))).toBe('forbidden')
      await edit('ann', { rights: { add: 'all' } })
      expect(outcomeOf(await change('add', 'bob', ['dan']))).toBe('changed')
      expect(outcomeOf(await change('remove', 'bob', ['dan']))).toBe('forbidden')
    })

    test('GROUP-6 where all add others, only a manager lifts a ban', async () => {
      await edit('ann', { rights: { add: 'all' } })
      await change('ban', 'ann', ['cat'])
      expect(await change('add', 'bob', ['cat', 'dan'])).toMatchObject({ changed: ['dan'] })
      expect(await seen('cat')).toMatchObject({ state: 'banned' })
      expect(await change('add', 'ann', ['cat'])).toMatchObject({ changed: ['cat'] })
    })

    test('GROUP-4 an admin who leaves comes back as a member', async () => {
      await role('ann', 'bob', 'admin')
      await change('leave', 'bob', ['bob'])
      await change('join', 'bob', ['bob'])
      expect(await seen('bob')).toMatchObject({ state: 'joined', role: 'member' })
    })
  })
}
