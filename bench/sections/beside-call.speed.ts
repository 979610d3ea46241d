// `bun test ./bench/sections/beside-call.speed.ts`: what a call of four through the SFU adds to the time in which the
// server acknowledges a message.
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import type { FromCall, ToCall } from '../../server/src/sfu/testing/call-child.ts'
import { PLANS } from '../plan.ts'
import { type Stage, withStage } from '../stage.ts'
import { median } from '../table.ts'
import { connectClients, type Peer, type Round, talkFor } from '../talking.ts'
import { addRooms, addUsers, emptyRooms } from '../world/fill.ts'
import { OURS_ROOT, serve } from '../world/serve.ts'
import { makeWorld } from '../world/world.ts'
import { MEMBERS } from './room-peers.ts'

const PACE = { kind: 'rate', perSecond: 500 } as const
const TURNS = Number(process.env.CALL_TURNS ?? 10)
const TIMES = { warmMs: 1_000, ms: 5_000 }
/** Streams that four members get of each other. */
const STREAMS = 12

/** The SFU needs so long at most to learn that the large picture fits. */
const LARGE_MS = 3_000

const CALL = join(OURS_ROOT, 'server/src/sfu/testing/call-child.ts')

test('a call of four beside 500 messages a second', () => withStage(PLANS.full, measure), 600_000)

async function measure(stage: Stage): Promise<void> {
  const peer = await chat(stage)
  const call = await startCall(stage)
  await talkFor(peer, PACE, { warmMs: 0, ms: stage.plan.compileMs })
  const alone: Round[] = []
  const beside: Round[] = []
  const again: Round[] = []
  const streams: number[] = []
  const sfuCores: number[] = []
  const pagesCores: number[] = []
  for (let turn = 0; turn < TURNS; turn++) {
    alone.push(await talkFor(peer, PACE, TIMES))
    await call.sends(true)
    await Bun.sleep(LARGE_MS)
    const [before, begunAt] = [await call.sends(true), performance.now()]
    beside.push(await talkFor(peer, PACE, TIMES))
    const [after, seconds] = [await call.sends(false), (performance.now() - begunAt) / 1_000]
    streams.push((after.streamSeconds - before.streamSeconds) / seconds)
    sfuCores.push((after.sfuCpu - before.sfuCpu) / seconds)
    pagesCores.push((after.pagesCpu - before.pagesCpu) / seconds)
    again.push(await talkFor(peer, PACE, TIMES))
  }
  const p99 = (rounds: readonly Round[]) => rounds.map(({ ack }) => ack.p99)
  const line = (name: string, rounds: readonly Round[]) => {
    const p50 = median(rounds.map(({ ack }) => ack.p50))
    return `${name}: ack p50 ${p50.toFixed(2)} ms, p99 ${median(p99(rounds)).toFixed(2)} ms`
  }
  const aloneP99 = alone.map(({ ack }, turn) => (ack.p99 + (again[turn]?.ack.p99 ?? Number.NaN)) / 2)
  const ratio = median(p99(beside).map((ms, turn) => ms / (aloneP99[turn] ?? Number.NaN)))
  const noise = median(p99(again).map((ms, turn) => ms / (alone[turn]?.ack.p99 ?? Number.NaN)))
  const cores = (values: readonly number[]) => `${(100 * median(values)).toFixed(1)} % of a core`
  console.info(line('no call', [...alone, ...again]))
  console.info(line('beside a call of four', beside))
  console.info(
    `ack p99 beside it: ${(100 * ratio).toFixed(0)} % of the p99 without (goal 110 %; two rounds without a call, one ` +
      `held against the other: ${(100 * noise).toFixed(0)} %), medians of ${TURNS} turns`,
  )
  console.info(
    `${median(streams).toFixed(1)} of ${STREAMS} streams arrive; the SFU takes ${cores(sfuCores)}, the pages ` +
      `${cores(pagesCores)}`,
  )
  expect(beside.every(({ refused }) => refused === 0)).toBe(true)
}

async function chat(stage: Stage): Promise<Peer> {
  const count = stage.plan.againstRooms
  const { userIds, rooms } = emptyRooms(count, MEMBERS)
  const world = await makeWorld(async (db, widgetId) => {
    await addUsers(db, widgetId, userIds)
    await addRooms(db, widgetId, rooms)
  })
  stage.after(world.remove)
  const child = await serve(world)
  stage.after(child.stop)
  const clients = rooms.flatMap(({ id, members }) => members.map((userId) => world.client(userId, id)))
  return connectClients({ name: 'chat', dialect: 'imbachat', child, processes: stage.processes, clients })
}

/** @returns when all four are connected */
async function startCall(stage: Stage): Promise<{ sends(sends: boolean): Promise<FromCall> }> {
  let said = Promise.withResolvers<FromCall>()
  const child = Bun.spawn([process.execPath, CALL], {
    stdio: ['ignore', 'ignore', 'inherit'],
    serialization: 'json',
    ipc: (message: FromCall) => said.resolve(message),
    onExit: () => said.reject(new Error('the process of the call ended')),
  })
  stage.after(() => child.kill('SIGKILL'))
  await said.promise
  return {
    sends(sends) {
      said = Promise.withResolvers()
      child.send({ sends } satisfies ToCall)
      return said.promise
    },
  }
}
