import type { Clock } from '../../../chat/clock.ts'
import type { Log } from '../../../chat/log.ts'
import type { Limits } from '../../../config/limits.ts'
import { createFairQueue, type FairQueue } from '../../fair-queue/fair-queue.ts'
import { queueFull, shuttingDown, type Writer } from '../../writer.ts'
import {
  declarationOf,
  type LaneOf,
  type Operation,
  type WriteInput,
  type WriteName,
  type WriteOutput,
  writeOf,
} from '../../writes/index.ts'
import { databaseAway } from '../connections/faults.ts'
import { watchCommits } from './commit-watch.ts'
import { type Lane, openLane } from './lane.ts'
import type { Logs } from './transaction.ts'

export interface WriterOptions {
  url: string
  clock: Clock
  log: Log
  /** connections that write; all writes of a room use the same one */
  lanes: number
  /** of `WRITE_QUEUE` each lane has an equal part, shared among the widgets that have waiting writes */
  limits: Limits
  logs: Logs
  /**
   * writes that share one commit: a widget's write waits for at most one batch, however many writes another widget has
   */
  maxBatch?: number
}

interface Waiting {
  operation: Operation
  resolve(value: unknown): void
  reject(error: Error): void
}

interface Queue {
  lane: Lane
  waiting: FairQueue<Waiting>
  busy: boolean
}

/**
 * The writer checks this often whether an unreachable database is back, milliseconds. Meanwhile it refuses writes at
 * once.
 */
const LOOK_EVERY_MS = 500

/**
 * Group commit in lanes: while a lane commits a batch, new writes queue and form its next batch.
 * @throws Error if the database is unreachable or does not promise durability
 */
export async function openWriter({
  url,
  clock,
  log,
  lanes,
  limits,
  logs,
  maxBatch = 1_000,
}: WriterOptions): Promise<Writer> {
  const queues: Queue[] = Array.from({ length: lanes }, () => ({
    lane: openLane({ url, clock, log, limits, logs }),
    waiting: createFairQueue(limits.WRITE_QUEUE / lanes),
    busy: false,
  }))
  const laneOf: LaneOf = (widget_id, room_id) => spread(widget_id, room_id) % lanes
  /** waiting or being committed */
  let queued = 0
  let closing: PromiseWithResolvers<void> | undefined

  await Promise.all(queues.map(({ lane }) => lane.open()))
  const watch = watchCommits({
    url,
    lanes: queues.map(({ lane }) => lane),
    clock,
    log,
    refuse: () => queues.forEach(refuseWhatWaits),
  })

  function schedule(queue: Queue): void {
    if (queue.busy || queue.waiting.cost === 0) return
    queue.busy = true
    // Not at once: writes that arrive in the same turn of the event loop share the commit.
    setImmediate(() => void work(queue))
  }

  async function work(queue: Queue): Promise<void> {
    const batch = queue.waiting.take(maxBatch)
    const outcomes = await queue.lane.commit(batch.map(({ operation }) => operation))
    queued -= batch.length
    batch.forEach(({ resolve, reject }, index) => {
      const outcome = outcomes[index]
      if (outcome?.ok) resolve(outcome.value)
      else reject(outcome?.error ?? databaseAway())
    })
    if (queue.lane.away()) refuseWhatWaits(queue)
    queue.busy = false
    schedule(queue)
    if (queue.lane.away()) lookAgain(queue)
    closeWhenDrained()
  }

  function refuseWhatWaits(queue: Queue): void {
    const refused = queue.waiting.takeAll()
    queued -= refused.length
    for (const { reject } of refused) reject(databaseAway())
  }

  function lookAgain(queue: Queue): void {
    clock.after(LOOK_EVERY_MS, async () => {
      if (closing) return
      await queue.lane.reconnect()
      if (queue.lane.away()) lookAgain(queue)
    })
  }

  function put(lane: number, operation: Operation): Promise<unknown> {
    const queue = queues[lane]
    if (!queue || queue.lane.away() || watch.standbyIsMissing()) return Promise.reject(databaseAway())
    const declared = declarationOf(operation)
    const key = declared.queue(operation.input)
    if (!queue.waiting.hasRoom(key)) return Promise.reject(queueFull())
    return new Promise((resolve, reject) => {
      queued++
      const { input } = operation
      queue.waiting.push(key, { operation, resolve, reject }, declared.cost(input), declared.weight(input))
      schedule(queue)
    })
  }

  function closeWhenDrained(): void {
    if (!closing || queued > 0) return
    watch.close()
    void Promise.all(queues.map(({ lane }) => lane.close())).then(() => closing?.resolve())
  }

  return {
    async write<N extends WriteName>(name: N, input: WriteInput<N>): Promise<WriteOutput<N>> {
      if (closing) throw shuttingDown()
      const { split, join } = writeOf(name)
      const parts = split(input, laneOf)
      const outputs = await Promise.all(parts.map(({ lane, input }) => put(lane, { name, input } as Operation)))
      return join(outputs as WriteOutput<N>[])
    },
    close() {
      if (!closing) {
        closing = Promise.withResolvers<void>()
        closeWhenDrained()
      }
      return closing.promise
    },
  }
}

/** Neighbouring rooms and neighbouring widgets use different lanes. */
function spread(widget_id: number, room_id: number): number {
  let hash =
    Math.imul(widget_id, 0x9e3779b1) ^
    Math.imul(room_id % 0x1_0000_0000, 0x85ebca6b) ^
    Math.floor(room_id / 0x1_0000_0000)
  hash ^= hash >>> 15
  return Math.imul(hash, 0x2c1b3c6d) >>> 3
}
