import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Call, ErrorBody, ErrorCode } from '@imbachat/protocol'
import { newParty, SENDS } from '@imbachat/server/realtime/testing/calling'
import { type ChatServer, startChat } from '@imbachat/server/realtime/testing/chat-server'
import { say } from '@imbachat/server/realtime/testing/crowd'
import type { TestSocket } from '@imbachat/server/realtime/testing/test-socket'
import fc from 'fast-check'

/** Set MODEL_RUNS for a longer search. */
const RUNS = Number(process.env.MODEL_RUNS ?? 40)
const seed = Number(process.env.MODEL_SEED ?? Date.now() % 2 ** 31)

/** Ann has two devices. */
const DEVICES = ['ann', 'ann', 'bob', 'cat'] as const
type User = (typeof DEVICES)[number]
const PAIRS = [
  ['ann', 'bob'],
  ['ann', 'cat'],
  ['bob', 'cat'],
] as const

/** What acts that come too late, or to the wrong place, may be answered with. */
const TOO_LATE: ErrorCode[] = ['call_not_found', 'call_elsewhere', 'call_removed', 'blocked', 'room_not_found']

type Act = (typeof ACTS)[number]
const ACTS = ['start', 'rang', 'accept', 'decline', 'cancel', 'end', 'leave', 'lost', 'join', 'renew'] as const
/** What people do at the same moment. */
type Round = { device: number; room: number; act: Act; newPage: boolean }[]
/** What happens between two rounds. */
type Between = { kind: 'time'; ms: number } | { kind: 'block'; pair: number; on: boolean } | { kind: 'nothing' }

let chat: ChatServer
beforeAll(async () => {
  const unlimited = { FRAMES_PER_SECOND: 10_000, FRAMES_PER_SECOND_PER_ADDRESS: 0, CALLS_PER_MINUTE: 0 }
  chat = await startChat({ limits: { ...unlimited, CALL_UNANSWERED: 0, GROUP_CALL_USERS: 4 } })
  for (const user of new Set(DEVICES)) chat.siteUsers.set(user, { name: user })
})
afterAll(() => chat.stop())

/** People of one widget who call each other. */
class Callers {
  readonly sockets: TestSocket[] = []
  /** three dialogs, and a group of all */
  readonly rooms: { room_id: number; users: readonly User[] }[] = []
  readonly #parties = DEVICES.map(() => newParty())
  /** the last call of each room */
  readonly #last = new Map<number, string>()
  /** states of calls that each device received, by call */
  readonly #heard = DEVICES.map(() => new Map<string, Call>())
  readonly #roomOf = new Map<string, number>()

  static async enter(): Promise<Callers> {
    const callers = new Callers()
    const widget_id = await chat.makeWidget()
    for (const user of DEVICES) callers.sockets.push(await chat.signIn(user, { widget_id }))
    for (const users of PAIRS) {
      const [first, second] = users.map((user) => callers.sockets[DEVICES.indexOf(user)])
      if (!first || !second) throw new Error('each user has a device')
      const { room } = await first.request('dialog.open', { user_id: users[1] })
      for (const socket of [first, second]) await say(socket, room.room_id, 'Hello')
      callers.rooms.push({ room_id: room.room_id, users })
    }
    const group = { client_id: crypto.randomUUID(), title: 'Club', user_ids: ['bob', 'cat'] }
    const { room } = await callers.socket(0).request('room.create', group)
    callers.rooms.push({ room_id: room.room_id, users: ['ann', 'bob', 'cat'] })
    return callers
  }

  socket(device: number): TestSocket {
    const socket = this.sockets[device]
    if (!socket) throw new Error(`there is no device ${device}`)
    return socket
  }

  async act({ device, room, act, newPage }: Round[number]): Promise<void> {
    const { room_id } = this.rooms[room] ?? { room_id: 0 }
    if (newPage) this.#parties[device] = newParty()
    const party = this.#parties[device] ?? ''
    const socket = this.socket(device)
    const call_id = this.#last.get(room_id)
    const asked =
      act === 'start'
        ? socket.request('call.start', { room_id, party, video: false })
        : call_id === undefined
          ? null
          : {
              rang: () => socket.request('call.rang', { call_id }),
              accept: () => socket.request('call.accept', { call_id, party, video: true }),
              decline: () => socket.request('call.decline', { call_id }),
              cancel: () => socket.request('call.cancel', { call_id }),
              end: () => socket.request('call.end', { call_id }),
              leave: () => socket.request('call.leave', { call_id, party }),
              lost: () => socket.request('call.leave', { call_id, party, lost: true }),
              join: () => socket.request('call.join', { call_id, party, ...SENDS }),
              renew: () => socket.request('call.renew', { call_id, party, connected: true, ...SENDS }),
            }[act]()
    try {
      const answer = await asked
      if (answer && 'call' in answer) this.#learn(device, answer.call)
    } catch (error) {
      if (error instanceof Error) throw error
      expect(TOO_LATE).toContain((error as ErrorBody).code)
    }
  }

  async between(between: Between): Promise<void> {
    if (between.kind === 'time') chat.clock.elapse(between.ms)
    if (between.kind !== 'block') return
    const [user, peer] = PAIRS[between.pair] ?? PAIRS[0]
    await this.socket(DEVICES.indexOf(user)).request('user.block', { user_id: peer, blocked: between.on })
  }

  /** Reads the events that each device has received. */
  async listen(): Promise<void> {
    for (const [device, socket] of this.sockets.entries()) {
      await socket.settled()
      for (const event of socket.events.splice(0)) if (event.t === 'call') this.#learn(device, event.call)
    }
  }

  #learn(device: number, call: Call): void {
    const { call_id, room_id, rev, outcome } = call
    const room = this.rooms.find((one) => one.room_id === room_id)
    expect(room?.users, 'nobody else hears of a call').toContain(DEVICES[device] ?? 'ann')
    if (!this.#roomOf.has(call_id)) this.#last.set(room_id, call_id)
    this.#roomOf.set(call_id, room_id)
    const before = this.#heard[device]?.get(call_id)
    if (before && before.rev > rev) return
    if (before?.outcome !== undefined) expect(outcome, 'an outcome stays').toBe(before.outcome)
    if (before?.answered_at !== undefined) expect(call.answered_at, 'an answer stays').toBe(before.answered_at)
    this.#heard[device]?.set(call_id, call)
  }

  /** One live call a room, and one a user. */
  async expectOneLiveCall(): Promise<void> {
    const byDevice = await Promise.all(this.sockets.map((socket) => socket.request('call.current', {})))
    const live = new Map(byDevice.flatMap(({ calls }) => calls.map((call) => [call.call_id, call])))
    const rooms = [...live.values()].map(({ room_id }) => room_id)
    expect(new Set(rooms).size, 'live calls a room').toBe(rooms.length)
    const taking = [...live.values()].flatMap(({ group, members, started_by }) =>
      members.flatMap(({ user_id, party }) => (group || party !== null || user_id === started_by ? [user_id] : [])),
    )
    expect(new Set(taking).size, 'live calls a user').toBe(taking.length)
  }

  /** Everybody goes away, and time ends what they left. */
  async expectEnds(): Promise<void> {
    for (let look = 0; (await this.#liveCalls()) > 0; look++) {
      expect(look, 'time ends a call').toBeLessThan(200)
      chat.clock.elapse(5_000)
    }
    for (const { room_id, users } of this.rooms) {
      const reader = this.socket(DEVICES.indexOf(users[0] ?? 'ann'))
      const { messages } = await reader.request('messages.list', { room_id, limit: 100 })
      const entries = messages.flatMap(({ call }) => (call ? [call] : []))
      const known = [...this.#roomOf].flatMap(([call_id, room]) => (room === room_id ? [call_id] : []))
      expect(entries.map(({ call_id }) => call_id).sort(), 'one entry a call').toEqual(known.sort())
      for (const [device, user] of DEVICES.entries()) {
        if (!users.includes(user)) continue
        const heard = () => entries.map(({ call_id }) => this.#heard[device]?.get(call_id)?.outcome)
        // the commit comes first, and a moment later the event
        for (let tries = 0; tries < 250 && heard().includes(undefined); tries++) {
          await Bun.sleep(20)
          await this.listen()
        }
        const outcomes = entries.map(({ outcome }) => outcome)
        expect(heard(), `heard by ${user}#${device}`).toEqual(outcomes)
      }
    }
  }

  async #liveCalls(): Promise<number> {
    const byDevice = await Promise.all(this.sockets.map((socket) => socket.request('call.current', {})))
    return byDevice.reduce((sum, { calls }) => sum + calls.length, 0)
  }

  leave(): void {
    for (const socket of this.sockets) socket.close()
  }
}

const round: fc.Arbitrary<Round> = fc.array(
  fc.record({
    device: fc.nat(DEVICES.length - 1),
    room: fc.nat(PAIRS.length),
    act: fc.oneof({ arbitrary: fc.constantFrom(...ACTS), weight: 3 }, { arbitrary: fc.constant('start'), weight: 1 }),
    newPage: fc.boolean(),
  }),
  { minLength: 1, maxLength: 4 },
) as fc.Arbitrary<Round>

const between: fc.Arbitrary<Between> = fc.oneof(
  { arbitrary: fc.constant({ kind: 'nothing' as const }), weight: 4 },
  {
    arbitrary: fc.record({ kind: fc.constant('time' as const), ms: fc.integer({ min: 100, max: 25_000 }) }),
    weight: 2,
  },
  {
    arbitrary: fc.record({ kind: fc.constant('block' as const), pair: fc.nat(PAIRS.length - 1), on: fc.boolean() }),
    weight: 1,
  },
)

test(
  `CALL-1 CALL-2 CALL-3 CALL-6 CALL-12 CALL-21 whatever people do at once, a call has one outcome and one entry (seed ${seed})`,
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(round, between), { maxLength: 15, size: 'max' }), async (rounds) => {
        const callers = await Callers.enter()
        try {
          for (const [acts, then] of rounds) {
            // a member of a dialog only acts there
            const possible = acts.filter(({ device, room }) =>
              callers.rooms[room]?.users.includes(DEVICES[device] ?? 'ann'),
            )
            await Promise.all(possible.map((act) => callers.act(act)))
            await callers.between(then)
            await callers.listen()
            await callers.expectOneLiveCall()
          }
          await callers.expectEnds()
        } finally {
          callers.leave()
        }
      }),
      // a smaller example takes minutes
      { seed, numRuns: RUNS, endOnFailure: true },
    )
  },
  20_000 + RUNS * 1_000,
)
