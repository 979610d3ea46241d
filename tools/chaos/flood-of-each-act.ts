import { getJwt } from '@imbachat/demo/token'
import { PROTOCOL_VERSION, type RequestName, requests } from '@imbachat/protocol'
import { startCommandWorker } from '../load/command-worker.ts'
import type { ActFloodCommand, Burst } from './act-flooder.ts'
import { connectRaw, type RawClient } from './raw-client.ts'
import { ms, quantile } from './scenario.ts'
import { startServerProcess } from './server-process.ts'

export interface Flooded extends Burst {
  name: RequestName
  /** acks of the neighbour, milliseconds */
  p99: number
  control: number
  /** until all were answered, milliseconds */
  took: number
}

/** Requests that a user of dialogs can't send, or that need tokens, files, cards or roles. */
const REFUSED: ReadonlySet<RequestName> = new Set<RequestName>([
  ...(['auth', 'auth.renew', 'guest.enter', 'appeal.send', 'button.press', 'preview.remove'] as const),
  ...(['message.withdraw', 'room.edit', 'room.join', 'room.leave', 'members.add', 'members.remove'] as const),
  ...(['member.role', 'people.friends', 'invite.create', 'invite.list', 'invite.revoke', 'invite.open'] as const),
  ...(['invite.join', 'upload.finish', 'join.ask', 'join.cancel', 'join.list', 'join.answer'] as const),
  ...(['report.send', 'room.hand_over', 'call.start', 'call.rang', 'call.accept', 'call.decline'] as const),
  ...(['call.cancel', 'call.join', 'call.leave', 'call.end', 'call.signal', 'call.renew'] as const),
  ...(['call.mute', 'call.remove'] as const),
])

/** Others need the messages that it deletes. */
const LAST: ReadonlySet<RequestName> = new Set(['message.delete'])

interface FloodOptions {
  users: number
  /** frames of each user at once */
  each: number
  rooms: number
  dataDir: string
  env?: Record<string, string>
  /** called with a line after each burst */
  said?(line: string): void
}

/** On a busy machine the flooder reads its answers slowly, and must not be disconnected over a list of rooms. */
const READER_BYTES = 64 * 1024 * 1024

/** Milliseconds between two messages of the neighbour. */
const PAUSE_MS = 2
/** Messages before each flood, and before the first. */
const CONTROL = 8
const FIRST_CONTROL = 100
/**
 * Number of the latest messages that give the usual time of an ack, since other work of the machine changes within
 * minutes.
 */
const RECENT = 300
/** Factor by which a flood may slow down the neighbour's acks. */
const TIMES = 5
/** Below this, the scheduler of a machine that runs other tests as well decides. Milliseconds. */
const NOISE_MS = 150
/** A flood that was too slow is repeated: only what is always slow is the server's. */
const TRIES = 8

/**
 * Users of one widget send a burst of one kind of request after the other, while a user of another widget on the same
 * server sends one message after the other and waits for each ack.
 */
export async function floodOfEachAct({ users, each, rooms, dataDir, env = {} }: FloodOptions) {
  const limits = { FRAMES_PER_SECOND: '0', SLOW_READER_BYTES: String(READER_BYTES) }
  const server = await startServerProcess({ port: 0, dataDir, env: { ...limits, ...env } })
  const flooder = startCommandWorker<ActFloodCommand>(new URL('./act-flooder.ts', import.meta.url))
  const [noisy, quiet] = [await server.makeWidget(), await server.makeWidget()]
  const socketOf = (id: number) => `ws://127.0.0.1:${server.port}/imbachat/v1/${id}/ws`
  let made = 0
  const newUsers = async () => {
    const names = Array.from({ length: users }, () => `n${made++}`)
    const tokens = names.map((name) => [name, getJwt(name, noisy.secretKey, 3_600)] as [string, string])
    await flooder.run({ t: 'open', url: socketOf(noisy.id), users: tokens, rooms })
  }
  await newUsers()
  const neighbour = await connectRaw(socketOf(quiet.id))
  await neighbour.ask({ t: 'auth', v: PROTOCOL_VERSION, token: getJwt('ann', quiet.secretKey, 3_600) })
  const opened = await neighbour.ask({ t: 'dialog.open', user_id: 'bob' })
  const room_id = opened.t === 'ok' ? (opened.result as { room: { room_id: number } }).room.room_id : 0

  const before: number[] = []
  return {
    /** The users so far have used up what they may do. */
    newUsers,
    async burst(name: RequestName): Promise<Flooded> {
      const control = before.length === 0 ? FIRST_CONTROL : CONTROL
      for (let n = 0; n < control; n++) before.push(await timedMessage(neighbour, room_id))
      before.splice(0, before.length - RECENT)
      let over = false
      const during: number[] = []
      const talking = (async () => {
        while (!over) during.push(await timedMessage(neighbour, room_id))
      })()
      const began = performance.now()
      const burst = (await flooder.run({ t: 'burst', name, each })) as Burst
      const took = performance.now() - began
      over = true
      await talking
      return { name, p99: quantile(during, 0.99), control: quantile(before, 0.99), took, ...burst }
    },
    async end() {
      neighbour.close()
      await flooder.end()
      await server.kill('SIGKILL')
    },
  }
}

/**
 * @returns the kinds that kept the neighbour waiting each time, those that were always refused and should not be, and a
 * line about the slowest of all
 */
export async function slowActs(
  options: FloodOptions,
): Promise<{ slow: string[]; silent: RequestName[]; figures: string }> {
  const flood = await floodOfEachAct(options)
  const best: Flooded[] = []
  try {
    const names = Object.keys(requests) as RequestName[]
    for (const name of names.toSorted((a, b) => Number(LAST.has(a)) - Number(LAST.has(b)))) {
      const tries: Flooded[] = []
      // kinds that share a rate have left nothing of it
      const isWrong = (tried: Flooded) => isSlow(tried) || (tried.ok === 0 && !REFUSED.has(name))
      while (tries.length < TRIES && tries.every(isWrong)) {
        if (tries.length > 0) await flood.newUsers()
        const tried = await flood.burst(name)
        tries.push(tried)
        options.said?.(`${nameAndTimes(tried)}; ${tried.ok} done, ${refusals(tried)} refused in ${ms(tried.took)}`)
      }
      best.push(tries.reduce((a, b) => (isWrong(a) || (!isWrong(b) && b.p99 < a.p99) ? b : a)))
    }
  } finally {
    await flood.end()
  }
  const [slowest] = best.toSorted((a, b) => b.p99 - a.p99)
  return {
    slow: best.filter(isSlow).map(nameAndTimes),
    silent: best.filter(({ name, ok }) => ok === 0 && !REFUSED.has(name)).map(({ name }) => name),
    figures: `${best.length} kinds of requests, ${options.users * options.each} of each at once; acks of the neighbour: ${
      slowest ? nameAndTimes(slowest) : ''
    } with the slowest`,
  }
}

const nameAndTimes = ({ name, p99, control }: Flooded) => `${name} ${ms(p99)}, usually ${ms(control)}`
const refusals = ({ refused }: Burst) => Object.values(refused).reduce((sum, count) => sum + count, 0)

const isSlow = ({ p99, control }: Flooded) => p99 > Math.max(NOISE_MS, TIMES * control)

async function timedMessage(client: RawClient, room_id: number): Promise<number> {
  const began = performance.now()
  await client.ask({ t: 'message.send', room_id, client_id: crypto.randomUUID(), text: 'hello' })
  const took = performance.now() - began
  await Bun.sleep(PAUSE_MS)
  return took
}
