import { expect, test } from 'bun:test'
import { DEFAULT_LIMITS } from '../../config/limits.ts'
import type { CallAct, GroupCall } from '../ports/calls.ts'
import { dueAtOfGroup, entered, isPresent, moves, newGroupCall, nextGroupCall, presentIn } from './group-machine.ts'

const TIMES = DEFAULT_LIMITS
const SENDS = { audio: true, video: false, screen: false }
const USERS = ['ann', 'bob', 'cat', 'dan', 'eve', 'fay']

const enter = (call: GroupCall, user_id: string, at: number, party = `${user_id} phone`) =>
  entered(call, { user_id, party, hidden: false, ...SENDS }, at, TIMES)
const begin = (at: number, rings = true): GroupCall =>
  enter(
    newGroupCall(
      { call_id: 'c', room_id: 1, user_id: 'ann', video: false },
      { relay: false, sfu: null, most: 4, rings },
      at,
      TIMES,
    ),
    'ann',
    at,
  )

/** The same numbers in each run: a failure can be repeated. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed + 1
  return (below) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
    return (state >>> 8) % below
  }
}

type Step = CallAct | { act: 'enter'; user_id: string; party: string }

function anyStep(random: (below: number) => number): Step {
  const user_id = USERS[random(USERS.length)] ?? ''
  const party = `${user_id} ${['phone', 'tablet'][random(2)]}`
  const steps: Step[] = [
    { act: 'leave', user_id, party, lost: false },
    { act: 'end', user_id },
    { act: 'decline', user_id },
    { act: 'mute', user_id },
    { act: 'remove', user_id },
    { act: 'stop', user_id },
    ...Array.from({ length: 5 }, () => ({ act: 'enter' as const, user_id, party })),
    ...Array.from({ length: 5 }, () => ({ act: 'renew' as const, user_id, party, connected: true, ...SENDS })),
  ]
  return steps[random(steps.length)] ?? { act: 'end', user_id }
}

/** As `expect`, which would take most of the time of so many runs. */
function must(isSo: boolean): void {
  if (!isSo) throw new Error('a promise of the machine is broken')
}

test('CALL-31 in 2,000 random interleavings a group call keeps its limit, and ends once, with its last member', () => {
  const seen = new Map<string, number>()
  for (let seed = 0; seed < 2_000; seed++) {
    const random = randomFrom(seed)
    let at = 1_000
    let call = begin(at)
    let ends = 0
    const tookPart = new Set(['ann'])
    const step = (one: Step) => {
      const before = call
      const next = one.act === 'enter' ? enter(call, one.user_id, at, one.party) : nextGroupCall(call, one, at, TIMES)
      must(next.rev >= call.rev)
      if (call.outcome === null && next.outcome !== null) ends++
      // what has ended stays as it is
      must(call.outcome === null || next === call)
      call = next
      for (const { user_id } of presentIn(call)) tookPart.add(user_id)
      const { came, left } = moves(before, call)
      must(presentIn(before).length + came.length - left.length === presentIn(call).length)
    }
    for (let n = 0; n < 30; n++) {
      at += random(4_000)
      step(anyStep(random))
      if (random(3) === 0) step({ act: 'due', leases: true })
      const present = presentIn(call)
      must(present.length <= 4)
      must(new Set(present.map(({ user_id }) => user_id)).size === present.length)
      // a user whom a host removed does not come back
      for (const member of call.members) must(member.gone !== 'removed' || !isPresent(member))
      if (call.outcome !== null) must(present.length === 0)
      else must((call.group.alone_since === null) === present.length > 1)
      must(call.outcome !== null || dueAtOfGroup(call, TIMES) <= at + TIMES.CALL_LONELY_MS)
    }
    // everybody goes away: each look at its time brings the end nearer
    for (let look = 0; call.outcome === null && look < 6; look++) {
      at = Math.max(at, dueAtOfGroup(call, TIMES))
      step({ act: 'due', leases: true })
    }
    expect(ends).toBe(1)
    expect(call).toMatchObject({ state: 'ended', outcome: call.answered_at === null ? 'missed' : 'answered' })
    const came = call.members.filter(({ joined_at }) => joined_at !== null).map(({ user_id }) => user_id)
    expect(new Set(came)).toEqual(tookPart)
    seen.set(call.outcome ?? '', (seen.get(call.outcome ?? '') ?? 0) + 1)
  }
  expect([...seen.keys()].sort()).toEqual(['answered', 'missed'])
})

test('CALL-32 a call that one user is alone in ends after three minutes, and goes on when another one comes', () => {
  let call = begin(0)
  const renew = (user_id: string, at: number) =>
    nextGroupCall(call, { act: 'renew', user_id, party: `${user_id} phone`, connected: true, ...SENDS }, at, TIMES)
  const due = (at: number) => nextGroupCall(call, { act: 'due', leases: true }, at, TIMES)
  call = renew('ann', 179_000)
  expect(due(179_999)).toBe(call)
  expect(due(180_000)).toMatchObject({ state: 'ended', outcome: 'missed', ended_at: 180_000 })
  call = enter(call, 'bob', 179_500)
  call = renew('bob', 190_000)
  call = renew('ann', 190_000)
  expect(due(200_000)).toBe(call)
  call = nextGroupCall(call, { act: 'end', user_id: 'bob' }, 200_000, TIMES)
  call = renew('ann', 379_000)
  expect(due(379_999)).toBe(call)
  expect(due(380_000)).toMatchObject({ outcome: 'answered', answered_at: 179_500, ended_at: 380_000 })
})

test('CALL-35 a page that does not know yet that a host turned its microphone off does not turn it on', () => {
  let call = enter(begin(0), 'bob', 0)
  call = nextGroupCall(call, { act: 'mute', user_id: 'bob' }, 10, TIMES)
  expect(call.members[1]).toMatchObject({ audio: false, mutes: 1 })
  const renew = (mutes: number) =>
    nextGroupCall(
      call,
      { act: 'renew', user_id: 'bob', party: 'bob phone', connected: true, mutes, ...SENDS },
      20,
      TIMES,
    ).members[1]
  expect(renew(0)).toMatchObject({ audio: false })
  // the user has turned it on again
  expect(renew(1)).toMatchObject({ audio: true })
})

test('CALL-30 a call rings only where the whole group has room in it', () => {
  const silent = begin(0, false)
  expect(silent.ring_until).toBe(0)
  expect(nextGroupCall(silent, { act: 'decline', user_id: 'bob' }, 10, TIMES)).toBe(silent)
  const rings = nextGroupCall(begin(0), { act: 'decline', user_id: 'bob' }, 10, TIMES)
  expect(rings.members[1]).toMatchObject({ user_id: 'bob', gone: 'declined', joined_at: null })
  // a user who declined may come later
  expect(presentIn(enter(rings, 'bob', 20))).toHaveLength(2)
})

test('CALL-72 a party that another member has is refused, and free again once they left', () => {
  const call = enter(begin(0), 'bob', 1_000)
  expect(enter(call, 'eve', 2_000, 'bob phone')).toBe(call)
  const moved = enter(call, 'ann', 2_000, 'bob phone')
  expect(moved).toBe(call)
  const alone = nextGroupCall(call, { act: 'leave', user_id: 'bob', party: 'bob phone', lost: false }, 3_000, TIMES)
  expect(presentIn(enter(alone, 'eve', 4_000, 'bob phone'))).toHaveLength(2)
})
