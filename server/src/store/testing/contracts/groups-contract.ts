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
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      room_id = await create(['bob', 'cat'])
    })
    afterEach(() => store.close())

    async function create(user_ids: string[], rights: Partial<RoomRights> = {}): Promise<number> {
      const room = { widget_id, pipe: crypto.randomUUID(), title: 'Club', description: 'For us', is_public: true }
      const given = { ...DEFAULT_ROOM_RIGHTS, ...rights }
      const made = await store.chat.makeRoom({ ...room, ownerId: 'ann', user_ids, rights: given, withNotice: true })
      return made.room_id
    }
    const change = (act: ChangeMembers['act'], by: string, user_ids: string[], more: Partial<ChangeMembers> = {}) =>
      store.chat.changeMembers({ widget_id, room_id, by, siteAdmin: false, act, user_ids, ...more })
    const role = (by: string, user_id: string, wanted: 'owner' | 'admin' | 'member', siteAdmin = false) =>
      store.chat.changeRole({ widget_id, room_id, by, siteAdmin, user_id, role: wanted })
    const edit = (by: string, input: { title?: string; description?: string; rights?: Partial<RoomRights> }) =>
      store.chat.editRoom({ widget_id, room_id, by, siteAdmin: false, ...input })
    const say = (sender_id: string, more: { siteAdmin?: boolean } = {}) =>
      store.chat.appendMessage({
        widget_id,
        room_id,
        sender_id,
        client_id: crypto.randomUUID(),
        text: 'hi',
        reply_to: null,
        ...more,
      })
    const seen = async (user_id: string) => (await store.chat.roomOf(widget_id, room_id, user_id))?.member
    const room = async () => (await store.chat.roomOf(widget_id, room_id, 'ann'))?.room
    const stored = () => store.chat.messagesBefore(widget_id, room_id, null, 100)
    const notices = async (): Promise<[string, Notice][]> =>
      (await stored()).flatMap((message): [string, Notice][] =>
        message.system ? [[message.sender_id, message.system]] : [],
      )
    const read = async (user_id: string, read_seq: number) =>
      (await store.chat.moveWatermarks([{ widget_id, room_id, user_id, delivered_seq: read_seq, read_seq }]))[0]
    const unread = async (user_id: string) => {
      const row = await store.chat.roomOf(widget_id, room_id, user_id)
      if (!row) throw new Error('no row')
      return row.room.last_seq - row.room.uncounted - (row.member.read_seq - row.member.read_uncounted)
    }
    const unreadRooms = async (user_id: string) => (await store.chat.roomCounts(widget_id, user_id)).unread
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
      expect(await room()).toMatchObject({ title: 'Choir', description: null, last_seq: 9, last_rev: 9, uncounted: 8 })
      expect((await store.chat.messagesSince(widget_id, room_id, 7, 10)).map(({ seq }) => seq)).toEqual([8, 9])
    })

    test('GROUP-2 what changes nothing has no notice', async () => {
      await change('add', 'ann', ['bob'])
      expect(await edit('ann', { title: 'Club', description: 'For us' })).toMatchObject({ changed: false, notices: [] })
      expect(await role('ann', 'bob', 'member')).toMatchObject({ changed: [], notices: [] })
      expect(await notices()).toHaveLength(1)
    })

    test('GROUP-2 users who join at once share a notice, and a quiet join or one by the site has none', async () => {
      await Promise.all(['dan', 'eve'].map((user_id) => change('join', user_id, [user_id])))
      const named = (await notices()).slice(1).flatMap(([, notice]) => notice.user_ids)
      expect(named.sort()).toEqual(['dan', 'eve'])
      await change('leave', 'eve', ['eve'], { quiet: true })
      await store.chat.changeMembers({ widget_id, room_id, by: null, siteAdmin: true, act: 'add', user_ids: ['eve'] })
      expect((await notices()).filter(([, { kind }]) => kind === 'left' || kind === 'added')).toEqual([])
    })

    test('GROUP-2 in a large room joins and leaves have no notices, changes of roles have', async () => {
      room_id = await create(['b', 'c', 'd', 'e'])
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
      expect(await read('bob', 2)).toMatchObject({ read_seq: 2, read_uncounted: 1 })
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
      expect(await seen('ann')).toMatchObject({ read_seq: 4, read_uncounted: 2 })
      await say('cat')
      expect(await unread('cat')).toBe(3)
    })

    test('GROUP-8 a notice is not edited, deleted or reacted to, not even by its sender', async () => {
      const place = { widget_id, room_id, seq: 1, sender_id: 'ann' }
      expect(outcomeOf(await store.chat.editMessage({ ...place, text: 'ho' }))).toBe('message_not_found')
      expect(outcomeOf(await store.chat.deleteMessage(place))).toBe('message_not_found')
      const changes = [{ user_id: 'ann', emoji: '👍', on: true }]
      const reacted = await store.chat.changeReactions({ widget_id, room_id, seq: 1, changes })
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
      expect((await store.chat.managersOf(widget_id, room_id, 10)).map(({ user_id }) => user_id)).toEqual([
        'bob',
        'ann',
      ])
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
      const mine = { widget_id, room_id, seq: 2, sender_id: 'bob' }
      expect(outcomeOf(await store.chat.editMessage({ ...mine, text: 'ho' }))).toBe('managers_only')
      expect(outcomeOf(await store.chat.deleteMessage(mine))).toBe('changed')
    })

    test('DIRECTORY-1 public rooms with a title are listed, the largest first, page by page', async () => {
      const make = async (title: string | null, is_public: boolean, user_ids: string[]) => {
        const room = { widget_id, pipe: crypto.randomUUID(), title, is_public, ownerId: 'eve' }
        return (await store.chat.makeRoom({ ...room, user_ids })).room_id
      }
      const large = await make('Large', true, ['ann', 'bob', 'cat', 'dan'])
      await make('Closed', false, ['ann'])
      await make(null, true, ['ann'])
      const small = await make('Small', true, [])
      const first = await store.chat.listedRooms(widget_id, 'ann', { cursor: null, limit: 2 })
      expect(first.rooms.map((listed) => [listed.room_id, listed.member_count, listed.joined])).toEqual([
        [large, 5, true],
        [room_id, 3, true],
      ])
      const second = await store.chat.listedRooms(widget_id, 'ann', { cursor: first.next, limit: 2 })
      expect(second).toMatchObject({ rooms: [{ room_id: small, title: 'Small', joined: false }], next: null })
      expect((await store.chat.listedTitles(widget_id, 'ann', null)).map(({ title }) => title)).toEqual([
        'Large',
        'Club',
        'Small',
      ])
      await change('ban', 'ann', ['bob'])
      expect(await store.chat.listedRoom(widget_id, 'bob', room_id)).toBeNull()
      expect(await store.chat.listedRooms(await store.makeWidget(), 'ann', { cursor: null, limit: 2 })).toMatchObject({
        rooms: [],
      })
    })

    test('INVITE-1 a link lets in as many users as it says, also at once, and nobody once it is revoked', async () => {
      const room = { widget_id, pipe: crypto.randomUUID(), title: 'Closed', is_public: false, ownerId: 'ann' }
      room_id = (await store.chat.makeRoom({ ...room, user_ids: ['bob'] })).room_id
      const link = {
        widget_id,
        room_id,
        by: 'ann',
        siteAdmin: false,
        token_hash: 'hash',
        created_at: 1,
        expires_at: null,
        most_uses: 2,
        approval: false,
      }
      expect(outcomeOf(await store.chat.createInvite({ ...link, by: 'bob' }))).toBe('forbidden')
      expect(outcomeOf(await store.chat.createInvite(link))).toBe('done')
      const join = (user_id: string, invite = 'hash') => change('join', user_id, [user_id], { invite })
      expect(outcomeOf(await join('dan', 'other'))).toBe('room_not_found')
      const joined = await Promise.all(['dan', 'eve', 'fay'].map((user_id) => join(user_id)))
      expect(joined.map(outcomeOf).sort()).toEqual(['changed', 'changed', 'room_not_found'])
      expect(outcomeOf(await join('dan'))).toBe('changed')
      expect(await store.chat.invitesOf(widget_id, room_id)).toMatchObject([
        { token_hash: 'hash', uses: 2, most_uses: 2 },
      ])
      await store.chat.createInvite({ ...link, token_hash: 'more', most_uses: null })
      await change('ban', 'ann', ['bob'])
      expect(outcomeOf(await join('bob', 'more'))).toBe('room_not_found')
      expect(outcomeOf(await store.chat.revokeInvite({ ...link, token_hash: 'more' }))).toBe('done')
      expect(outcomeOf(await join('gus', 'more'))).toBe('room_not_found')
      await store.chat.createInvite({ ...link, token_hash: 'late', expires_at: 1 })
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
