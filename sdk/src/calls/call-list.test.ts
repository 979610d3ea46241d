import { describe, expect, test } from 'bun:test'
import type { Call } from '@imbachat/protocol'
import { phaseOf, ringsInGroup, withCall, withList } from './call-list.ts'

const [ANNA, BORIS] = ['1', '2']
const [HERE, THERE, THEIRS] = ['a'.repeat(22), 'b'.repeat(22), 'c'.repeat(22)]

/** Anna calls Boris. */
function callOf(state: Call['state'], parties: [string | null, string | null], rev = 1): Call {
  const member = (user_id: string, party: string | null) => ({
    user_id,
    party,
    audio: true,
    video: false,
    screen: false,
  })
  return {
    call_id: '0190b0f0-0000-7000-8000-000000000001',
    room_id: 5,
    rev,
    state,
    video: false,
    started_by: ANNA,
    started_at: 0,
    ring_until: 45_000,
    members: [member(ANNA, parties[0]), member(BORIS, parties[1])],
    relay: false,
  }
}

describe('a call for a page', () => {
  test.each([
    ['its caller waits', callOf('ringing', [HERE, null]), ANNA, HERE, 'calling'],
    ['another page of the caller waits', callOf('ringing', [THERE, null]), ANNA, HERE, 'elsewhere'],
    ['the callee is rung', callOf('calling', [THEIRS, null]), BORIS, null, 'incoming'],
    ['the callee took it here', callOf('connecting', [THEIRS, HERE]), BORIS, HERE, 'here'],
    ['another device of the callee was faster', callOf('connecting', [THEIRS, THERE]), BORIS, HERE, 'elsewhere'],
    ['another device of the callee took it', callOf('active', [THEIRS, THERE]), BORIS, null, 'elsewhere'],
    ['another device took it over', callOf('active', [THERE, THEIRS]), ANNA, HERE, 'elsewhere'],
    ['it is over', callOf('ended', [HERE, THEIRS]), ANNA, HERE, 'ended'],
  ] as const)('the phase is told where %s', (_, call, user_id, party, phase) => {
    expect(phaseOf(call, user_id, party)).toBe(phase)
  })
})

describe('the list of calls', () => {
  test('an older state that comes later changes nothing', () => {
    const now = callOf('connecting', [HERE, THEIRS], 3)
    const known = withCall(new Map(), now)
    expect(withCall(known, callOf('ringing', [HERE, null], 2))).toBe(known)
    expect(withCall(known, { ...now })).toBe(known)
  })

  test('a call that the server no longer lists has ended, but not one that began after it was asked', () => {
    const old = callOf('active', [HERE, THEIRS], 4)
    const asked = withCall(new Map(), old)
    const young = { ...callOf('ringing', [HERE, null]), call_id: '0190b0f0-0000-7000-8000-000000000002' }
    const left = withList(withCall(asked, young), asked, [])
    expect(left.get(old.call_id)?.state).toBe('ended')
    expect(left.get(young.call_id)?.state).toBe('ringing')
  })

  test('a call that changed while the server was asked is kept', () => {
    const asked = withCall(new Map(), callOf('ringing', [HERE, null], 1))
    const now = withCall(asked, callOf('connecting', [HERE, THEIRS], 2))
    expect([...withList(now, asked, []).values()].map(({ state }) => state)).toEqual(['connecting'])
  })
})

test('CALL-50 the call of a group is open to members, and rings for those who neither came nor declined', () => {
  const members = [{ user_id: 'ann', party: 'a', audio: true, video: false, screen: false }]
  const call: Call = {
    ...{ call_id: 'c', room_id: 1, rev: 1, state: 'active', video: false, started_by: 'ann', started_at: 0 },
    ...{ ring_until: 45_000, members, relay: false, group: { most: 4, declined: ['cat'], removed: ['dan'] } },
  }
  expect(['ann', 'bob'].map((user_id) => phaseOf(call, user_id, 'a'))).toEqual(['here', 'open'])
  expect(phaseOf(call, 'ann', 'another page')).toBe('elsewhere')
  const rings = (now: number) => ['ann', 'bob', 'cat', 'dan'].filter((user_id) => ringsInGroup(call, user_id, now))
  expect(rings(44_999)).toEqual(['bob'])
  expect(rings(45_000)).toEqual([])
})
