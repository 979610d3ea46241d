import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { ChangeMembers } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

export const JOIN_LIMITS = { perRoom: 3, perUser: 2, cooldownMs: 3_600_000 }

/** What every database behind the ChatStore port must do with requests to join. */
export function joinRequestsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`requests to join on ${name}`, () => {
    let store: OpenedStore
    let widgetId: number
    let roomId: number

    beforeEach(async () => {
      store = await open()
      widgetId = await store.makeWidget()
      roomId = await make({ byRequest: true })
    })
    afterEach(() => store.close())

    const make = async (more: { isPublic?: boolean; byRequest?: boolean }) => {
      const room = { widgetId, pipe: crypto.randomUUID(), title: 'Club', isPublic: false, ...more }
      return (await store.chat.makeRoom({ ...room, ownerId: 'ann', userIds: ['bob'], withNotice: true })).roomId
    }
    const ask = (userId: string, more: { note?: string; invite?: string; roomId?: number; widgetId?: number } = {}) =>
      store.chat.changeJoinRequests({ act: 'ask', widgetId, roomId, userId, note: '', ...more })
    const cancel = (userId: string) =>
      store.chat.changeJoinRequests({ act: 'cancel', widgetId, roomId, userIds: [userId] })
    const decline = (by: string, userIds: string[]) =>
      store.chat.changeJoinRequests({ act: 'decline', widgetId, roomId, by, siteAdmin: false, userIds })
    const change = (act: ChangeMembers['act'], by: string, userIds: string[], more: Partial<ChangeMembers> = {}) =>
      store.chat.changeMembers({ widgetId, roomId, by, siteAdmin: false, act, userIds, ...more })
    const outcomeOf = (outcome: { kind: string; reason?: string }) => outcome.reason ?? outcome.kind
    const room = async () => (await store.chat.roomOf(widgetId, roomId, 'ann'))?.room
    const asking = async () => {
      const { requests } = await store.chat.joinRequestsOf(widgetId, roomId, { cursor: null, limit: 10 })
      return requests.map(({ userId }) => userId)
    }
    const own = async (userId: string) =>
      (await store.chat.ownItems(widgetId, userId, 0, 10)).map(({ key, value }) => [key, value])

    test('JOIN-1 a room by request is listed, and a request is stored once for its managers and for its user', async () => {
      const listed = await store.chat.listedRooms(widgetId, 'dan', { cursor: null, limit: 5 })
      expect(listed.rooms).toMatchObject([{ roomId, byRequest: true, joined: false }])
      expect(outcomeOf(await change('join', 'dan', ['dan']))).toBe('room_not_found')
      await Promise.all([ask('dan', { note: 'hi' }), ask('dan', { note: 'hi' })])
      await ask('dan', { note: 'please' })
      expect((await store.chat.joinRequestsOf(widgetId, roomId, { cursor: null, limit: 5 })).requests).toMatchObject([
        { userId: 'dan', note: 'please' },
      ])
      expect(await own('dan')).toEqual([[`ask/${roomId}`, '["Club",null]']])
      expect(await room()).toMatchObject({ joinRequests: 1, byRequest: true, memberCount: 2 })
      expect(outcomeOf(await ask('ann'))).toBe('joins_freely')
    })

    test('JOIN-1 nobody asks for a closed room, a public one, a dialog, or a room of another widget', async () => {
      expect(outcomeOf(await ask('dan', { roomId: await make({}) }))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { roomId: await make({ isPublic: true, byRequest: true }) }))).toBe(
        'joins_freely',
      )
      const { roomId: dialog } = await store.chat.openDialog({
        widgetId,
        userId: 'ann',
        peerId: 'bob',
        needAccess: false,
      })
      expect(outcomeOf(await ask('dan', { roomId: dialog }))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { widgetId: await store.makeWidget() }))).toBe('room_not_found')
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
      expect(await room()).toMatchObject({ memberCount: 4, joinRequests: 0 })
      expect(await asking()).toEqual([])
      expect(await own('dan')).toEqual([[`ask/${roomId}`, null]])
      const said = await store.chat.messagesBefore(widgetId, roomId, null, 5)
      expect(said.map(({ sender_id, system }) => [sender_id, system?.kind])).toEqual([
        ['ann', 'created'],
        ['dan', 'joined'],
      ])
    })

    test('JOIN-3 after a decline the user asks again only when the time is over; taking back leaves no wait', async () => {
      await ask('dan', { note: 'me' })
      expect(outcomeOf(await decline('bob', ['dan']))).toBe('forbidden')
      expect(await decline('ann', ['dan', 'eve'])).toMatchObject({ kind: 'done', items: [{ userId: 'dan' }] })
      expect(await room()).toMatchObject({ joinRequests: 0 })
      const refused = await ask('dan')
      if (refused.kind !== 'declined') throw new Error(outcomeOf(refused))
      expect(refused.until).toBeGreaterThan(Date.now() + 3_500_000)
      expect(await own('dan')).toEqual([[`ask/${roomId}`, JSON.stringify(['Club', refused.until])]])
      expect(await cancel('dan')).toMatchObject({ items: [] })
      expect(outcomeOf(await ask('dan'))).toBe('declined')
      await ask('eve')
      await cancel('eve')
      expect(outcomeOf(await ask('eve'))).toBe('done')
    })

    test('JOIN-4 a room and a user have only so many open requests', async () => {
      for (const userId of ['dan', 'eve', 'fay']) expect(outcomeOf(await ask(userId))).toBe('done')
      expect(outcomeOf(await ask('gus'))).toBe('room_has_too_many')
      expect(outcomeOf(await ask('dan', { note: 'still me' }))).toBe('done')
      expect(outcomeOf(await ask('eve', { roomId: await make({ byRequest: true }) }))).toBe('done')
      expect(outcomeOf(await ask('eve', { roomId: await make({ byRequest: true }) }))).toBe('user_has_too_many')
    })

    test('JOIN-5 pages miss nobody, and another widget has none of them', async () => {
      for (const userId of ['fay', 'dan', 'eve']) await ask(userId)
      const all: string[] = []
      for (let cursor: string | null = null; ; ) {
        const page = await store.chat.joinRequestsOf(widgetId, roomId, { cursor, limit: 1 })
        all.push(...page.requests.map(({ userId }) => userId))
        cursor = page.next
        if (cursor === null) break
      }
      expect(all.sort()).toEqual(['dan', 'eve', 'fay'])
      const other = await store.makeWidget()
      expect((await store.chat.joinRequestsOf(other, roomId, { cursor: null, limit: 5 })).requests).toEqual([])
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
      roomId = await make({})
      const link = { widgetId, roomId, by: 'ann', siteAdmin: false, createdAt: 1, expiresAt: null, mostUses: null }
      await store.chat.createInvite({ ...link, tokenHash: 'hash', approval: true })
      await store.chat.createInvite({ ...link, tokenHash: 'open', approval: false })
      expect(outcomeOf(await change('join', 'dan', ['dan'], { invite: 'hash' }))).toBe('join_request_needed')
      expect(outcomeOf(await ask('dan'))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { invite: 'guess' }))).toBe('invite_invalid')
      expect(outcomeOf(await ask('dan', { invite: 'hash' }))).toBe('done')
      expect(outcomeOf(await ask('dan', { invite: 'hash' }))).toBe('done')
      const [used] = (await store.chat.invitesOf(widgetId, roomId)).filter(({ approval }) => approval)
      expect(used).toMatchObject({ tokenHash: 'hash', uses: 1, works: true })
      expect(await store.chat.invitedRoom(widgetId, 'eve', 'hash')).toMatchObject({ byRequest: true, works: true })
      expect(await change('join', 'dan', ['dan'], { invite: 'open' })).toMatchObject({
        changed: ['dan'],
        asked: ['dan'],
      })
    })

    test('INVITE-4 the links of a manager who lost the role, left or was removed let nobody in', async () => {
      roomId = await make({})
      const role = (userId: string, wanted: 'admin' | 'member') =>
        store.chat.changeRole({ widgetId, roomId, by: 'ann', siteAdmin: false, userId, role: wanted })
      await role('bob', 'admin')
      const link = { widgetId, roomId, by: 'bob', siteAdmin: false, createdAt: 1, expiresAt: null, mostUses: null }
      await store.chat.createInvite({ ...link, tokenHash: 'hash', approval: false })
      await store.chat.createInvite({ ...link, tokenHash: 'asks', approval: true })
      await role('bob', 'member')
      expect(await store.chat.invitesOf(widgetId, roomId)).toMatchObject([{ works: false }, { works: false }])
      expect(outcomeOf(await change('join', 'dan', ['dan'], { invite: 'hash' }))).toBe('room_not_found')
      expect(outcomeOf(await ask('dan', { invite: 'asks' }))).toBe('invite_invalid')
      await role('bob', 'admin')
      expect(outcomeOf(await change('join', 'dan', ['dan'], { invite: 'hash' }))).toBe('changed')
      await change('leave', 'bob', ['bob'])
      expect(outcomeOf(await change('join', 'eve', ['eve'], { invite: 'hash' }))).toBe('room_not_found')
    })
  })
}
