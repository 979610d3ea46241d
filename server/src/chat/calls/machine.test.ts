import { expect, test } from 'bun:test'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import type { CallAct, StoredCall } from '../ports/calls.ts'
import { dueAt, newCall, nextCall } from './machine.ts'

const TIMES = DEFAULT_LIMITS
const SENDS = { audio: true, video: false, screen: false }
const DEVICES = { ann: ['ann phone', 'ann tablet'], bob: ['bob phone', 'bob tablet', 'bob laptop'] }

const begin = (at: number): StoredCall =>
  newCall(
    {
      ...{ widget_id: 1, room_id: 1, call_id: 'c', user_id: 'ann', peer_id: 'bob', party: 'ann phone', video: false },
      ...{ takesCalls: true, hidden: false, hasRelay: false, sfu: null },
    },
    { relay: false, sfu: null, outcome: null },
    at,
    TIMES,
  )

/** The same numbers in each run: a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed + 1
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

function anyAct(random: (below: number) => number): CallAct {
  const user_id = random(2) === 0 ? 'ann' : 'bob'
  const party = DEVICES[user_id][random(DEVICES[user_id].length)] ?? ''
  const acts: CallAct[] = [
    { act: 'ring', user_id },
    { act: 'accept', user_id, party, video: random(2) === 0 },
    { act: 'decline', user_id },
    { act: 'cancel', user_id },
    { act: 'join', user_id, party, ...SENDS },
    { act: 'leave', user_id, party, lost: random(2) === 0 },
    { act: 'end', user_id },
    // the usual ones more often
    ...Array.from({ length: 5 }, () => ({
      ...{ act: 'renew' as const, user_id, party, connected: random(2) === 0, ...SENDS },
    })),
    ...(random(4) === 0 ? [{ act: 'stop' as const, user_id }] : []),
  ]
  return acts[random(acts.length)] ?? { act: 'stop', user_id }
}

test('CALL-21 in 10,000 random interleavings a call has one outcome, and time ends what people leave', () => {
  const seen = new Map<string, number>()
  for (let seed = 0; seed < 10_000; seed++) {
    const random = randomFrom(seed)
    let at = 1_000
    let call = begin(at)
    let ends = 0
    const change = (act: CallAct) => {
      const next = nextCall(call, act, at, TIMES)
      if (next !== call) expect(next.rev).toBeGreaterThanOrEqual(call.rev)
      if (call.outcome === null && next.outcome !== null) ends++
      // what has ended stays as it is
      if (call.outcome !== null) expect(next).toBe(call)
      // an answer is given once, and by one who was called
      if (call.answered_at !== null) expect(next.answered_at).toBe(call.answered_at)
      call = next
    }
    for (let step = 0; step < 12; step++) {
      at += random(9_000)
      change(anyAct(random))
      if (random(3) === 0) change({ act: 'due', leases: true })
      const [caller, callee] = call.members
      expect(callee.party === null).toBe(call.answered_at === null)
      expect(DEVICES.ann).toContain(caller.party ?? '')
      if (call.outcome === null) expect(dueAt(call, TIMES)).toBeLessThanOrEqual(at + TIMES.CALL_RING_MS)
    }
    // everybody goes away: each look at its time brings the end nearer
    for (let look = 0; call.outcome === null && look < 3; look++) {
      at = Math.max(at, dueAt(call, TIMES))
      change({ act: 'due', leases: true })
    }
    expect(ends).toBe(1)
    expect(call.state).toBe('ended')
    expect(call.ended_at).toBeGreaterThanOrEqual(call.started_at)
    const isAnswered = call.answered_at !== null
    expect(['answered', 'lost'].includes(call.outcome ?? '')).toBe(isAnswered)
    seen.set(call.outcome ?? '', (seen.get(call.outcome ?? '') ?? 0) + 1)
  }
  // every outcome but `busy`, with which a call begins
  expect([...seen.keys()].sort()).toEqual(['answered', 'cancelled', 'declined', 'lost', 'missed', 'unreachable'])
})

test('CALL-13 a page that was replaced changes nothing any more', () => {
  let call = nextCall(begin(0), { act: 'accept', user_id: 'bob', party: 'bob phone', video: false }, 1_000, TIMES)
  call = nextCall(call, { act: 'join', user_id: 'bob', party: 'bob laptop', ...SENDS }, 2_000, TIMES)
  expect(call.members[1]).toMatchObject({ party: 'bob laptop', connected: false })
  const old = { user_id: 'bob', party: 'bob phone' }
  expect(nextCall(call, { act: 'leave', ...old, lost: false }, 3_000, TIMES)).toBe(call)
  expect(nextCall(call, { act: 'renew', ...old, connected: true, ...SENDS }, 3_000, TIMES)).toBe(call)
  // before the answer, a callee takes part by accepting alone
  const ringing = begin(0)
  expect(nextCall(ringing, { act: 'join', user_id: 'bob', party: 'bob phone', ...SENDS }, 10, TIMES)).toBe(ringing)
})

test('CALL-72 neither user of a call takes the party of the other one', () => {
  const ringing = begin(0)
  const accept = { act: 'accept', user_id: 'bob', party: 'ann phone', video: false } as const
  expect(nextCall(ringing, accept, 10, TIMES)).toBe(ringing)
  const call = nextCall(ringing, { ...accept, party: 'bob phone' }, 1_000, TIMES)
  expect(nextCall(call, { act: 'join', user_id: 'bob', party: 'ann phone', ...SENDS }, 2_000, TIMES)).toBe(call)
  expect(nextCall(call, { act: 'join', user_id: 'ann', party: 'bob phone', ...SENDS }, 2_000, TIMES)).toBe(call)
})

test('CALL-14 a lease that nobody could renew ends no call until its time is over again', () => {
  const call = nextCall(begin(0), { act: 'accept', user_id: 'bob', party: 'bob phone', video: false }, 1_000, TIMES)
  const active = (['ann', 'bob'] as const).reduce(
    (before, user_id) =>
      nextCall(before, { act: 'renew', user_id, party: `${user_id} phone`, connected: true, ...SENDS }, 2_000, TIMES),
    call,
  )
  expect(active.state).toBe('active')
  expect(nextCall(active, { act: 'due', leases: false }, 600_000, TIMES)).toBe(active)
  expect(nextCall(active, { act: 'due', leases: true }, 600_000, TIMES)).toMatchObject({ outcome: 'lost' })
})
