import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { CallAct, ChatStore, EnterCall, GroupCall } from '../../../chat/ports.ts'
import type { OpenedStore } from './chat-store-contract.ts'

const party = (name: string) => name.padEnd(22, '_')
const SENDS = { audio: true, video: false, screen: false }

/** What every database behind the ChatStore port must do for calls of groups. */
export function groupCallsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`calls of groups on ${name}`, () => {
    let store: OpenedStore
    let chat: ChatStore
    let widget_id: number

    beforeEach(async () => {
      store = await open()
      chat = store.chat
      widget_id = await store.makeWidget()
      await chat.keepEvents({ widget_id, keep: true })
    })
    afterEach(() => store.close())

    async function group(user_ids: string[], more: { pipe?: string; is_public?: boolean } = {}): Promise<number> {
      const room = { widget_id, pipe: 'club', title: 'Club', is_public: false, ownerId: 'ann', user_ids, ...more }
      return (await chat.makeRoom(room)).room_id
    }
    const enter = (room_id: number, user_id: string, more: Partial<EnterCall> = {}) =>
      chat.enterCall({
        ...{ widget_id, room_id, call_id: crypto.randomUUID(), user_id, party: party(user_id), starts: 'all' },
        ...{ siteAdmin: false, hidden: false, hasRelay: false, sfu: null, ...SENDS, ...more },
      })
    async function entered(...given: Parameters<typeof enter>) {
      const outcome = await enter(...given)
      if (outcome.kind === 'refused') throw new Error(outcome.reason)
      return outcome.call
    }
    const act = async (room_id: number, call_id: string, change: CallAct) => {
      const outcome = await chat.changeCall({ widget_id, room_id, call_id, change })
      if (!outcome) throw new Error('no call')
      return outcome
    }
    const present = (call: unknown) =>
      (call as GroupCall).members.filter((member) => member.party !== null).map(({ user_id }) => user_id)

    test('CALL-30 of members who start a call at once, the first one starts it and the others join, up to the limit', async () => {
      const users = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay']
      const room_id = await group(users.slice(1))
      const outcomes = await Promise.all(users.map((user_id) => enter(room_id, user_id)))
      const calls = outcomes.flatMap((outcome) => (outcome.kind === 'entered' ? [outcome.call.call] : []))
      expect(new Set(calls.map(({ call_id }) => call_id)).size).toBe(1)
      expect(calls).toHaveLength(4)
      expect(outcomes.filter((outcome) => outcome.kind === 'refused' && outcome.reason === 'call_full')).toHaveLength(2)
      const call = await chat.roomCall(widget_id, room_id)
      expect(present(call)).toHaveLength(4)
      const one = present(call)[0] ?? ''
      await act(room_id, call?.call_id ?? '', { act: 'leave', user_id: one, party: party(one), lost: false })
      const late = users.find((user_id) => !present(call).includes(user_id)) ?? ''
      expect(present((await entered(room_id, late)).call)).toHaveLength(4)
    })

    test('CALL-3 a user is in one call at a time, be it of a group or of a dialog', async () => {
      const [room_id, other] = [await group(['bob']), await group(['bob'], { pipe: 'other' })]
      await entered(room_id, 'bob')
      expect(await enter(other, 'bob')).toEqual({ kind: 'refused', reason: 'call_elsewhere', due: null })
      const dialog = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'bob', needAccess: false })
      const start = { widget_id, room_id: dialog.room_id, call_id: crypto.randomUUID(), user_id: 'ann', peer_id: 'bob' }
      const more = { party: party('ann'), video: false, takesCalls: true, hidden: false, hasRelay: true, sfu: null }
      expect(await chat.startCall({ ...start, ...more })).toMatchObject({ call: { call: { outcome: 'busy' } } })
      // a user who left is free
      await act(room_id, (await chat.roomCall(widget_id, room_id))?.call_id ?? '', { act: 'end', user_id: 'bob' })
      expect((await entered(other, 'bob')).call.state).toBe('active')
    })

    test('CALL-14 after the server was away, a user who joins removes nobody whose lease ran out', async () => {
      const room_id = await group(['bob', 'cat'])
      const { call } = await entered(room_id, 'ann')
      await entered(room_id, 'bob')
      await store.control
        .updateTable('call_member')
        .set({ lease_until: 1 })
        .where('widget_id', '=', widget_id)
        .execute()
      expect(await enter(room_id, 'cat')).toMatchObject({ kind: 'entered', due: null })
      const now = await chat.roomCall(widget_id, room_id)
      expect(now?.call_id).toBe(call.call_id)
      expect(present(now)).toEqual(['ann', 'bob', 'cat'])
    })

    test('CALL-33 the entry names who took part, has the length, and is unread for nobody', async () => {
      const room_id = await group(['bob', 'cat', 'dan'])
      const { call } = await entered(room_id, 'ann', { video: true })
      const { call_id } = call
      await entered(room_id, 'bob')
      await act(room_id, call_id, { act: 'decline', user_id: 'dan' })
      await act(room_id, call_id, { act: 'end', user_id: 'bob' })
      await entered(room_id, 'cat')
      await act(room_id, call_id, { act: 'end', user_id: 'cat' })
      const { entry, call: ended } = await act(room_id, call_id, { act: 'end', user_id: 'ann' })
      expect(ended).toMatchObject({ state: 'ended', outcome: 'answered' })
      expect(entry).toMatchObject({ sender_id: 'ann', client_id: call_id, text: '' })
      expect(entry?.call).toEqual({
        ...{ call_id, outcome: 'answered', video: true, duration_ms: expect.any(Number) },
        ...{ members: ['ann', 'bob', 'cat'], member_count: 3 },
      })
      const room = (await chat.roomOf(widget_id, room_id, 'dan'))?.room
      expect(entry?.uncounted).toBe(room?.uncounted)
      expect(room?.last_seq).toBe(entry?.seq ?? 0)
      // nobody came: no member is told that they missed it
      const { call: alone } = await entered(room_id, 'ann')
      const lonely = await act(room_id, alone.call_id, { act: 'end', user_id: 'ann' })
      expect(lonely.entry?.call).toMatchObject({ outcome: 'missed', members: ['ann'] })
      expect(lonely.entry?.uncounted).toBe((entry?.uncounted ?? 0) + 1)
      expect(await chat.roomCall(widget_id, room_id)).toBeNull()
    })

    test('CALL-34 a call is refused to outsiders, in a frozen group, and to members where managers alone start one', async () => {
      const room_id = await group(['bob'])
      expect(await enter(room_id, 'eve')).toEqual({ kind: 'refused', reason: 'room_not_found', due: null })
      expect(await enter(room_id, 'bob', { starts: 'managers' })).toEqual({
        kind: 'refused',
        reason: 'forbidden',
        due: null,
      })
      expect(await enter(room_id, 'bob', { starts: 'managers', siteAdmin: true })).toMatchObject({ kind: 'entered' })
      await act(room_id, (await chat.roomCall(widget_id, room_id))?.call_id ?? '', { act: 'end', user_id: 'bob' })
      const { call } = await entered(room_id, 'ann', { starts: 'managers' })
      // a call that runs is open to each member
      expect((await entered(room_id, 'bob', { starts: 'managers' })).call.call_id).toBe(call.call_id)
      await act(room_id, call.call_id, { act: 'end', user_id: 'bob' })
      await chat.moderateRoom({ widget_id, room_id, frozen: true })
      expect(await enter(room_id, 'bob')).toEqual({ kind: 'refused', reason: 'frozen', due: null })
    })

    test('CALL-36 a call of a public group, and a user who hides the address, need a relay', async () => {
      const open = await group(['bob'], { pipe: 'open', is_public: true })
      expect(await enter(open, 'bob')).toEqual({ kind: 'refused', reason: 'call_needs_relay', due: null })
      expect((await entered(open, 'bob', { hasRelay: true })).call.relay).toBe(true)
      const room_id = await group(['dan', 'eve'], { pipe: 'closed' })
      expect((await entered(room_id, 'ann')).call.relay).toBe(false)
      expect(await enter(room_id, 'dan', { hidden: true })).toEqual({
        kind: 'refused',
        reason: 'call_needs_relay',
        due: null,
      })
      const { call } = await entered(room_id, 'dan', { hidden: true, hasRelay: true })
      expect(call).toMatchObject({ relay: false, members: [{ hidden: false }, { user_id: 'dan', hidden: true }] })
    })

    test('CALL-36 a call of a group that has become public needs a relay from then on', async () => {
      const room_id = await group(['bob', 'cat'])
      const { call } = await entered(room_id, 'ann')
      expect(call.relay).toBe(false)
      await store.control
        .updateTable('room')
        .set({ is_public: 1 })
        .where('widget_id', '=', widget_id)
        .where('id', '=', room_id)
        .execute()
      expect(await enter(room_id, 'bob')).toMatchObject({ kind: 'refused', reason: 'call_needs_relay' })
      expect((await entered(room_id, 'bob', { hasRelay: true })).call.relay).toBe(true)
      expect((await chat.roomCall(widget_id, room_id))?.relay).toBe(true)
    })

    test('CALL-30 a user who is no longer in the group is taken out of its call by the next sign of life', async () => {
      const room_id = await group(['bob', 'cat'])
      const { call } = await entered(room_id, 'ann')
      await entered(room_id, 'bob')
      await chat.changeMembers({ widget_id, room_id, by: 'ann', siteAdmin: false, act: 'ban', user_ids: ['bob'] })
      const renew = { act: 'renew' as const, user_id: 'bob', party: party('bob'), connected: true, ...SENDS }
      expect(present((await act(room_id, call.call_id, renew)).call)).toEqual(['ann'])
    })

    test('CALL-37 members of the group find its call, and nobody else does', async () => {
      const room_id = await group(['bob'])
      const { call } = await entered(room_id, 'ann')
      const around = async (user_id: string, widget = widget_id) =>
        (await chat.callsAround(widget, user_id)).map(({ call_id }) => call_id)
      expect(await around('bob')).toEqual([call.call_id])
      expect(await around('eve')).toEqual([])
      expect(await around('bob', await store.makeWidget())).toEqual([])
      await act(room_id, call.call_id, { act: 'end', user_id: 'ann' })
      expect(await around('bob')).toEqual([])
    })

    test('CALL-38 the log has who starts, joins and leaves a call of a group, and its end, in order', async () => {
      const room_id = await group(['bob'])
      const { call } = await entered(room_id, 'ann')
      const { call_id } = call
      await entered(room_id, 'bob')
      // another device goes on
      await entered(room_id, 'bob', { party: party('tablet') })
      await act(room_id, call_id, { act: 'end', user_id: 'ann' })
      await act(room_id, call_id, { act: 'end', user_id: 'bob' })
      const { events } = await chat.eventsAfter(widget_id, { after: 0, limit: 1_000 })
      const ofCalls = events.filter(({ type }) => type.startsWith('call.'))
      expect(ofCalls.map(({ type, data }) => [type, 'user_id' in data ? data.user_id : null])).toEqual([
        ['call.started', 'ann'],
        ['call.joined', 'ann'],
        ['call.joined', 'bob'],
        ['call.left', 'ann'],
        ['call.left', 'bob'],
        ['call.ended', null],
      ])
      expect(ofCalls[0]?.data).toEqual({ call_id, room_id, user_id: 'ann', peer_id: null, video: false })
    })
  })
}
