import { afterEach, beforeEach, describe, expect, test } from 'bun:test'
import type { CallAct, ChatStore, StartCall } from '../../../chat/ports.ts'
import { dueCalls } from '../../due-calls.ts'
import type { OpenedStore } from './chat-store-contract.ts'

const party = (name: string) => name.padEnd(22, '_')
const SENDS = { audio: true, video: false, screen: false }

/** What every database behind the ChatStore port must do for calls. */
export function callsContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`calls on ${name}`, () => {
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

    async function dialog(user_id = 'ann', peer_id = 'bob'): Promise<number> {
      const { room_id } = await chat.openDialog({ widget_id, user_id, peer_id, needAccess: false })
      const message = { widget_id, room_id, reply_to: null, text: 'Hello' }
      await chat.appendMessage({ ...message, sender_id: user_id, client_id: crypto.randomUUID() })
      await chat.appendMessage({ ...message, sender_id: peer_id, client_id: crypto.randomUUID() })
      return room_id
    }
    const start = (room_id: number, user_id = 'ann', peer_id = 'bob', more: Partial<StartCall> = {}) =>
      chat.startCall({
        ...{ widget_id, room_id, call_id: crypto.randomUUID(), user_id, peer_id, party: party(user_id), video: false },
        ...{ takesCalls: true, hidden: false, hasRelay: false, sfu: null, ...more },
      })
    async function started(...given: Parameters<typeof start>) {
      const outcome = await start(...given)
      if (outcome.kind === 'refused') throw new Error(outcome.reason)
      return outcome.call
    }
    const act = (room_id: number, call_id: string, change: CallAct) =>
      chat.changeCall({ widget_id, room_id, call_id, change })
    const entriesIn = async (room_id: number) =>
      (await chat.messagesBefore(widget_id, room_id, null, 100)).filter((message) => message.call !== undefined)

    test('CALL-2 of 200 pairs who call each other at once, each has one call, accepted', async () => {
      const pairs = Array.from({ length: 200 }, (_, n) => [`a${n}`, `b${n}`] as const)
      const rooms = await Promise.all(pairs.map(([a, b]) => dialog(a, b)))
      const outcomes = await Promise.all(
        pairs.flatMap(([a, b], n) => [started(rooms[n] ?? 0, a, b), started(rooms[n] ?? 0, b, a)]),
      )
      for (const [n, [a, b]] of pairs.entries()) {
        const [one, other] = outcomes.slice(2 * n, 2 * n + 2)
        expect(one?.call.call_id).toBe(other?.call.call_id ?? '')
        const call = await chat.liveCall(widget_id, a)
        expect(call).toMatchObject({ room_id: rooms[n], state: 'connecting' })
        expect(call?.members.map((member) => member.party).sort()).toEqual([party(a), party(b)])
      }
    })

    test('CALL-3 of many users who call one at once, one rings and the others get busy', async () => {
      const callers = Array.from({ length: 12 }, (_, n) => `c${n}`)
      const rooms = await Promise.all(callers.map((caller) => dialog(caller, 'bob')))
      const calls = await Promise.all(callers.map((caller, n) => started(rooms[n] ?? 0, caller, 'bob')))
      expect(calls.filter(({ call }) => call.outcome === null)).toHaveLength(1)
      expect(calls.filter(({ call }) => call.outcome === 'busy')).toHaveLength(11)
      for (const [n, { call, entry }] of calls.entries()) {
        expect((await entriesIn(rooms[n] ?? 0)).length).toBe(call.outcome === null ? 0 : 1)
        if (call.outcome !== null) expect(entry?.call).toMatchObject({ outcome: 'busy' })
      }
    })

    test('CALL-1 of several devices that accept at once, the first one committed has the call', async () => {
      const room_id = await dialog()
      const { call } = await started(room_id)
      const devices = ['b1', 'b2', 'b3', 'b4'].map(party)
      const accepted = await Promise.all(
        devices.map((device) =>
          act(room_id, call.call_id, { act: 'accept', user_id: 'bob', party: device, video: true }),
        ),
      )
      expect(accepted.filter((outcome) => outcome?.changed)).toHaveLength(1)
      expect(new Set(accepted.map((outcome) => outcome?.call.members[1].party)).size).toBe(1)
    })

    test('CALL-6 the entry is stored with the end, once, and moves the read mark of a caller who had read all', async () => {
      const room_id = await dialog()
      await chat.moveWatermarks([
        { widget_id, room_id, user_id: 'ann', delivered_seq: 2, read_seq: 2 },
        { widget_id, room_id, user_id: 'bob', delivered_seq: 2, read_seq: 2 },
      ])
      const { call } = await started(room_id)
      const ends: CallAct[] = [
        { act: 'decline', user_id: 'bob' },
        { act: 'cancel', user_id: 'ann' },
        { act: 'due', leases: true },
      ]
      const outcomes = await Promise.all([...ends, ...ends].map((change) => act(room_id, call.call_id, change)))
      expect(outcomes.filter((outcome) => outcome?.changed)).toHaveLength(1)
      const [entry, ...more] = await entriesIn(room_id)
      expect(more).toEqual([])
      expect(entry).toMatchObject({ seq: 3, sender_id: 'ann', client_id: call.call_id, text: '' })
      expect(await chat.liveCall(widget_id, 'ann')).toBeNull()
      const [ann, bob] = [await chat.roomOf(widget_id, room_id, 'ann'), await chat.roomOf(widget_id, room_id, 'bob')]
      expect(ann?.member.read_seq).toBe(3)
      expect(bob?.member.read_seq).toBe(2)
      // what counts is unread: a call that was declined was seen
      const counts = entry?.call?.outcome === 'declined' ? 0 : 1
      expect((bob?.room.last_seq ?? 0) - (bob?.room.uncounted ?? 0) - 2).toBe(counts)
    })

    test('CALL-11 after three calls without an answer, the next one does not ring and its entry is silent', async () => {
      const room_id = await dialog()
      for (let n = 0; n < 3; n++) {
        const { call } = await started(room_id)
        expect(call.outcome).toBeNull()
        await act(room_id, call.call_id, { act: 'cancel', user_id: 'ann' })
      }
      const { call, entry } = await started(room_id)
      expect(call).toMatchObject({ state: 'ended', outcome: 'unreachable' })
      expect(entry).toMatchObject({ silent: true, call: { outcome: 'unreachable' } })
      expect((await started(room_id, 'bob', 'ann')).call.state).toBe('calling')
    })

    test('CALL-10 a call is direct only where both wrote and neither hides the address', async () => {
      const { room_id } = await chat.openDialog({ widget_id, user_id: 'ann', peer_id: 'cat', needAccess: false })
      const message = { widget_id, room_id, reply_to: null, text: 'Hello' }
      await chat.appendMessage({ ...message, sender_id: 'ann', client_id: crypto.randomUUID() })
      expect(await start(room_id, 'ann', 'cat')).toEqual({ kind: 'refused', reason: 'call_needs_relay', due: null })
      expect((await started(room_id, 'ann', 'cat', { hasRelay: true })).call.relay).toBe(true)
      const other = await dialog('dan', 'eve')
      expect(await start(other, 'dan', 'eve', { hidden: true })).toMatchObject({ reason: 'call_needs_relay' })
      expect((await started(other, 'dan', 'eve')).call.relay).toBe(false)
    })

    test('CALL-8 a call of two is refused in a group, to outsiders, and until a request is accepted', async () => {
      const group = await chat.makeRoom({
        ...{ widget_id, pipe: 'club', title: 'Club', is_public: false, ownerId: 'ann', user_ids: ['bob'] },
      })
      expect(await start(group.room_id)).toMatchObject({ reason: 'forbidden' })
      const room_id = await dialog()
      expect(await start(room_id, 'eve', 'bob')).toMatchObject({ reason: 'room_not_found' })
      const asked = await chat.openDialog({ widget_id, user_id: 'dan', peer_id: 'eve', needAccess: true })
      expect(await start(asked.room_id, 'dan', 'eve')).toMatchObject({ reason: 'request_pending' })
      expect(await start(room_id, 'ann', 'bob', { takesCalls: false })).toMatchObject({ reason: 'call_not_accepted' })
    })

    test('CALL-15 the log has the start, the answer and the end of a call, in order', async () => {
      const room_id = await dialog()
      const { call } = await started(room_id)
      const { call_id } = call
      await act(room_id, call_id, { act: 'ring', user_id: 'bob' })
      await act(room_id, call_id, { act: 'accept', user_id: 'bob', party: party('bob'), video: false })
      await act(room_id, call_id, { act: 'renew', user_id: 'ann', party: party('ann'), connected: true, ...SENDS })
      await act(room_id, call_id, { act: 'leave', user_id: 'ann', party: party('ann'), lost: false })
      const { events } = await chat.eventsAfter(widget_id, { after: 0, limit: 1_000 })
      const ofCalls = events.filter(
        ({ type, data }) => type.startsWith('call.') || ('message' in data && data.message.call),
      )
      expect(ofCalls.map(({ type }) => type)).toEqual([
        'call.started',
        'call.answered',
        'call.ended',
        'message.created',
      ])
      expect(ofCalls[0]?.data).toEqual({ call_id, room_id, user_id: 'ann', peer_id: 'bob', video: false })
      expect(ofCalls[2]?.data).toMatchObject({ call_id, outcome: 'answered', duration_ms: expect.any(Number) })
    })

    test('CALL-14 what time ends is found by its time, in all widgets', async () => {
      const room_id = await dialog()
      const { call } = await started(room_id)
      const due = (at: number) => dueCalls(store.control, at)
      expect((await due(Date.now())).filter((one) => one.widget_id === widget_id)).toEqual([])
      await store.control.updateTable('call').set({ due_at: 1 }).where('widget_id', '=', widget_id).execute()
      expect(await due(Date.now())).toContainEqual({ widget_id, room_id, call_id: call.call_id })
      // looking at it does not end what is not over
      expect(await act(room_id, call.call_id, { act: 'due', leases: true })).toMatchObject({ changed: false })
    })

    test('CALL-14 after the server was away, a user who calls ends no call whose leases ran out', async () => {
      const room_id = await dialog()
      const { call } = await started(room_id)
      await started(room_id, 'bob', 'ann')
      await store.control
        .updateTable('call_member')
        .set({ lease_until: 1 })
        .where('widget_id', '=', widget_id)
        .execute()
      expect(await start(room_id)).toMatchObject({
        due: null,
        call: { call: { call_id: call.call_id, outcome: null } },
      })
    })

    test('CALL-14 a call whose time is over ends with the next one, even if that is refused', async () => {
      const room_id = await dialog()
      const { call } = await started(room_id)
      await store.control.updateTable('call').set({ started_at: 1 }).where('widget_id', '=', widget_id).execute()
      const refused = await start(room_id, 'ann', 'bob', { hidden: true })
      expect(refused).toMatchObject({
        ...{ kind: 'refused', reason: 'call_needs_relay' },
        due: { changed: true, call: { call_id: call.call_id, outcome: 'unreachable' }, entry: { seq: 3 } },
      })
      const { events } = await chat.eventsAfter(widget_id, { after: 0, limit: 1_000 })
      expect(events.map(({ type }) => type).filter((type) => type.startsWith('call.'))).toEqual([
        'call.started',
        'call.ended',
      ])
    })

    test('CALL-4 a user of another widget finds no call', async () => {
      const room_id = await dialog()
      const { call } = await started(room_id)
      const other = await store.makeWidget()
      expect(await chat.callOf(other, call.call_id)).toBeNull()
      expect(
        await chat.changeCall({
          widget_id: other,
          room_id,
          call_id: call.call_id,
          change: { act: 'stop', user_id: 'ann' },
        }),
      ).toBeNull()
      expect(await chat.liveCall(other, 'ann')).toBeNull()
    })
  })
}
