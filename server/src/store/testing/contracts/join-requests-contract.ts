import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChangeMembers } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

export const JOIN_LIMITS = { JOIN_REQUESTS_PER_ROOM: 3, JOIN_REQUESTS_PER_USER: 2, JOIN_COOLDOWN_HOURS: 1 }

/** What every database behind the ChatStore port must do with requests to join. */
export function joinRequestsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`requests to join on ${name}`, () => {
    let store: OpenedStore
    let widget_id: number
    let room_id: number

    beforeEach(async () => {
      store = await open()
      widget_id = await store.makeWidget()
      room_id = await make({ by_request: true })
    })
    afterEach(() => store.close())

    const make = async (more: { is_public?: boolean; by_request?: boolean }) => {
      const room = { widget_id, pipe: crypto.randomUUID(), title: 'Club', is_public: false, ...more }
      return (await store.chat.makeRoom({ ...room, ownerId: 'ann', user_ids: ['bob'], withNotice: true })).room_id
    }
    const ask = (
      user_id: string,
      more: { note?: string; invite?: string; room_id?: number; widget_id?: number } = {},
    ) => store.chat.changeJoinRequests({ act: 'ask', widget_id, room_id, user_id, note: '', ...more })
    const cancel = (user_id: string) =>
      store.chat.changeJoinRequests({ act: 'cancel', widget_id, room_id, user_ids: [user_id] })
    const decline = (by: string, user_ids: string[]) =>
      store.chat.changeJoinRequests({ act: 'decline', widget_id, room_id, by, siteAdmin: false, user_ids })
    const change = (act: ChangeMembers['act'], by: string, user_ids: string[], more: Partial<ChangeMembers> = {}) =>
      store.chat.changeMembers({ widget_id, room_id, by, siteAdmin: false, act, user_ids, ...more })
    const outcomeOf = (outcome: { kind: string; reason?: string }) => outcome.reason ?? outcome.kind
    const room = async () => (await store.chat.roomOf(widget_id, room_id, 'ann'))?.room
    const asking = async () => {
      const { requests } = await store.chat.joinRequestsOf(widget_id, room_id, { cursor: null, limit: 10 })
      return requests.map(({ user_id }) => user_id)
    }
    const own = async (user_id: string) =>
      (await store.chat.ownItems(widget_id, user_id, 0, 10)).map(({ key, value }) => [key, value])

    test('JOIN-1 a room by request is listed, and a request is stored once for its managers and for its user', async () => {
      const listed = await store.chat.listedRooms(widget_id, 'dan', { cursor: null, limit: 5 })
      expect(listed.rooms).toMatchObject([{ room_id, by_request: true, joined: false }])
      expect(outcomeOf(await change('join', 'dan', ['dan']))).toBe('room_not_found')
      await Promise.all([ask('dan', { note: 'hi' }), ask('dan', { note: 'hi' })])
      await ask('dan', { note: 'please' })
      expect((await store.chat.joinRequestsOf(widget_id, room_id, { cursor: null, limit: 5 })).requests).toMatchObject([
        { user_id: 'dan', note: 'please' },
      ])
      expect(await own('dan')).toEqual([[`ask/${room_id}`, '["Club",null]']])
      expect(await room()).toMatchObject({ join_requests: 1, by_request: true, member_count: 2 })
      expect(outcomeOf(await ask('ann'))).toBe('joins_freely')
    })

    test('JOIN-1 nobody asks for a closed room, a public one, a dialog, or a room of another widget', async () => {
      expect(outcomeOf(await ask('dan', { room_id: await make({}) }))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { room_id: await make({ is_public: true, by_request: true }) }))).toBe(
        'joins_freely',
      )
      const { room_id: dialog } = await store.chat.openDialog({
        widget_id,
        user_id: 'ann',
        peer_id: 'bob',
        needAccess: false,
      })
      expect(outcomeOf(await ask('dan', { room_id: dialog }))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { widget_id: await store.makeWidget() }))).toBe('room_not_found')
      await change('ban', 'ann', ['bob'])
      expect(outcomeOf(await ask('bob'))).toBe('room_not_found')
    })

    test('JOIN-2 accepting lets in those who still ask, once, with one notice, and ends their requests', async () => {
      await ask('dan')
      await ask('eve')
      await ask('fay')
      expect(outcomeOf(await change('accept', 'bob', ['dan']))).toBe('forbidden')
      expect(outcomeOf(await change('accept', 'gus', ['dan']))).toBe('room_not_found')
      await cancel('fay')
      const outcomes = await Promise.all([
        change('accept', 'ann', ['dan', 'eve', 'fay', 'gus']),
        change('accept', 'ann', ['dan']),
      ])
      const changed = outcomes.flatMap((outcome) => (outcome.kind === 'changed' ? outcome.changed : []))
      expect(changed.sort()).toEqual(['dan', 'eve'])
      expect(await room()).toMatchObject({ member_count: 4, join_requests: 0 })
      expect(await asking()).toEqual([])
      expect(await own('dan')).toEqual([[`ask/${room_id}`, null]])
      const messages = await store.chat.messagesBefore(widget_id, room_id, null, 5)
      expect(messages.map(({ sender_id, system }) => [sender_id, system?.kind])).toEqual([
        ['ann', 'created'],
        ['dan', 'joined'],
      ])
    })

    test('JOIN-3 after a decline the user asks again only when the time is over; taking back leaves no wait', async () => {
      await ask('dan', { note: 'me' })
      expect(outcomeOf(await decline('bob', ['dan']))).toBe('forbidden')
      expect(await decline('ann', ['dan', 'eve'])).toMatchObject({ kind: 'done', items: [{ user_id: 'dan' }] })
      expect(await room()).toMatchObject({ join_requests: 0 })
      const refused = await ask('dan')
      if (refused.kind !== 'declined') throw new Error(outcomeOf(refused))
      expect(refused.until).toBeGreaterThan(Date.now() + 3_500_000)
      expect(await own('dan')).toEqual([[`ask/${room_id}`, JSON.stringify(['Club', refused.until])]])
      expect(await cancel('dan')).toMatchObject({ items: [] })
      expect(outcomeOf(await ask('dan'))).toBe('declined')
      await ask('eve')
      await cancel('eve')
      expect(outcomeOf(await ask('eve'))).toBe('done')
    })

    test('JOIN-4 a room and a user have only so many open requests', async () => {
      for (const user_id of ['dan', 'eve', 'fay']) expect(outcomeOf(await ask(user_id))).toBe('done')
      expect(outcomeOf(await ask('gus'))).toBe('room_has_too_many')
      expect(outcomeOf(await ask('dan', { note: 'still me' }))).toBe('done')
      expect(outcomeOf(await ask('eve', { room_id: await make({ by_request: true }) }))).toBe('done')
      expect(outcomeOf(await ask('eve', { room_id: await make({ by_request: true }) }))).toBe('user_has_too_many')
    })

    test('JOIN-5 pages miss nobody, and another widget has none of them', async () => {
      for (const user_id of ['fay', 'dan', 'eve']) await ask(user_id)
      const all: string[] = []
      for (let cursor: string | null = null; ; ) {
        const page = await store.chat.joinRequestsOf(widget_id, room_id, { cursor, limit: 1 })
        all.push(...page.requests.map(({ user_id }) => user_id))
        cursor = page.next
        if (cursor === null) break
      }
      expect(all.sort()).toEqual(['dan', 'eve', 'fay'])
      const other = await store.makeWidget()
      expect((await store.chat.joinRequestsOf(other, room_id, { cursor: null, limit: 5 })).requests).toEqual([])
    })

    test('JOIN-6 a user who gets in by another way, or is banned, is reported as still asking', async () => {
      await ask('dan')
      await ask('eve')
      expect(await change('add', 'ann', ['dan', 'gus'])).toMatchObject({ changed: ['dan', 'gus'], asked: ['dan'] })
      expect(await change('ban', 'ann', ['eve'])).toMatchObject({ changed: [], asked: [] })
      await cancel('dan')
      expect(await asking()).toEqual(['eve'])
    })

    test('INVITE-3 a link that needs approval opens a request, which counts as its use', async () => {
      room_id = await make({})
      const link = { widget_id, room_id, by: 'ann', siteAdmin: false, created_at: 1, expires_at: null, most_uses: null }
      await store.chat.createInvite({ ...link, token_hash: 'hash', approval: true })
      await store.chat.createInvite({ ...link, token_hash: 'open', approval: false })
      expect(outcomeOf(await change('join', 'dan', ['dan'], { invite: 'hash' }))).toBe('join_request_needed')
      expect(outcomeOf(await ask('dan'))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { invite: 'guess' }))).toBe('invite_invalid')
      expect(outcomeOf(await ask('dan', { invite: 'hash' }))).toBe('done')
      expect(outcomeOf(await ask('dan', { invite: 'hash' }))).toBe('done')
      const [used] = (await store.chat.invitesOf(widget_id, room_id)).filter(({ approval }) => approval)
      expect(used).toMatchObject({ token_hash: 'hash', uses: 1, works: true })
      expect(await store.chat.invitedRoom(widget_id, 'eve', 'hash')).toMatchObject({ by_request: true, works: true })
      expect(await change('join', 'dan', ['dan'], { invite: 'open' })).toMatchObject({
        changed: ['dan'],
        asked: ['dan'],
      })
    })

    test('INVITE-4 the links of a manager who lost the role, left or was removed let nobody in', async () => {
      room_id = await make({})
      const role = (user_id: string, wanted: 'admin' | 'member') =>
        store.chat.changeRole({ widget_id, room_id, by: 'ann', siteAdmin: false, user_id, role: wanted })
      await role('bob', 'admin')
      const link = { widget_id, room_id, by: 'bob', siteAdmin: false, created_at: 1, expires_at: null, most_uses: null }
      await store.chat.createInvite({ ...link, token_hash: 'hash', approval: false })
      await store.chat.createInvite({ ...link, token_hash: 'asks', approval: true })
      await role('bob', 'member')
      expect(await store.chat.invitesOf(widget_id, room_id)).toMatchObject([{ works: false }, { works: false }])
      expect(outcomeOf(await change('join', 'dan', ['dan'], { invite: 'hash' }))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { invite: 'asks' }))).toBe('invite_invalid')
      await role('bob', 'admin')
      expect(outcomeOf(await change('join', 'dan', ['dan'], { invite: 'hash' }))).toBe('changed')
      await change('leave', 'bob', ['bob'])
      expect(outcomeOf(await change('join', 'eve', ['eve'], { invite: 'hash' }))).toBe('room_not_found')
    })
  })
}
