import { ownScript } from '../../../build/built.ts'
import type { Log } from '../../../chat/log.ts'
import type { Limits } from '../../../config/limits.ts'
import { createFairQueue } from '../../fair-queue/fair-queue.ts'
import { StoreError } from '../../store-error.ts'
import { queueFull, shuttingDown, type Writer } from '../../writer.ts'
import { type Operation, type WriteInput, type WriteName, type WriteOutput, writeOf } from '../../writes/index.ts'
import { cannotWrite, type DiskGuard, noDiskGuard } from './disk-guard.ts'
import { fromStoredError, type StoredError } from './stored-error.ts'
import { type FromWriter, fromSent, packed, type SentOutcome, type ToWriter, unpacked } from './writer-messages.ts'

export interface WriterOptions {
  path: string
  now: number
  log: Log
  /** missing: nothing is refused when the disk is full, but what fails */
  disk?: DiskGuard
  /** The thread ended after it was open, without being closed: no more writes are possible. */
  onDeath?: (error: Error) => void
  /** called after the commit for each widget whose log got events */
  onEvents?: (widget_id: number) => void
  /** the script that runs in the thread */
  thread?: URL
  /** `WRITE_QUEUE` is shared among the widgets that have waiting writes */
  limits: Limits
  /**
   * writes that share one commit: a widget's write waits for at most one batch, however many writes another widget has
   */
  maxBatch?: number
  /** milliseconds until deleted words are removed from the write-ahead log */
  cleanAfterMs?: number
}

interface Waiting {
  operation: Operation
  resolve(value: unknown): void
  reject(error: Error): void
}

/** The thread commits one batch while the next one is ready there, so that the disk never waits for this thread. */
const MAX_BATCHES_UNDER_WAY = 2

/**
 * Group commit: while a batch is being committed, new writes queue here and form the next batch, which takes from all
 * widgets in turn.
 * @throws Error if the database can't be opened or migrated
 */
export async function openWriter({
  path,
  now,
  log,
  disk = noDiskGuard,
  onDeath = () => undefined,
  onEvents = () => undefined,
  thread = ownScript('writer-worker'),
  limits,
  maxBatch = 2_000,
  cleanAfterMs = 60_000,
}: WriterOptions): Promise<Writer> {
  const worker = new Worker(thread.href)
  const post = (message: ToWriter | string) => worker.postMessage(message)
  const queue = createFairQueue<Waiting>(limits.WRITE_QUEUE)
  const underWay: Waiting[][] = []
  let opened = false
  let scheduled = false
  let dead: Error | undefined
  let closing: { done: Promise<void>; resolve(): void } | undefined

  function schedule(): void {
    if (scheduled || queue.cost === 0 || underWay.length >= MAX_BATCHES_UNDER_WAY) return
    scheduled = true
    // Not at once: writes that arrive in the same turn of the event loop share the commit.
    setImmediate(() => {
      scheduled = false
      const batch = queue.take(maxBatch)
      if (batch.length === 0) return
      underWay.push(batch)
      const operations = batch.map((waiting) => waiting.operation)
      post(packed({ t: 'batch', operations }, operations))
      schedule()
    })
  }

  function settle(batch: Waiting[], outcomes: SentOutcome[]): void {
    batch.forEach((waiting, index) => {
      const sent = outcomes[index]
      const outcome = sent && fromSent(sent, waiting.operation)
      if (outcome?.ok) waiting.resolve(outcome.value)
      else waiting.reject(outcome ? failed(outcome.error) : new StoreError('no outcome', undefined))
    })
  }

  const failed = (stored: StoredError) => disk.presented(fromStoredError(stored))

  function die(error: Error): void {
    if (dead) return
    dead = error
    log.error('the writer stopped', { error })
    for (const waiting of [...underWay.flat(), ...queue.takeAll()]) waiting.reject(error)
    underWay.length = 0
    if (closing) closing.resolve()
    else if (opened) onDeath(error)
  }

  function closeWhenDrained(): void {
    if (closing && queue.cost === 0 && underWay.length === 0) post({ t: 'close' })
  }

  await new Promise<void>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<FromWriter | string>) => {
      const message = unpacked(data)
      switch (message.t) {
        case 'opened':
          opened = true
          return resolve()
        case 'failed':
          worker.terminate()
          return reject(fromStoredError(message.error))
        case 'done':
          settle(underWay.shift() ?? [], message.outcomes)
          message.withEvents?.forEach(onEvents)
          break
        case 'undone': {
          const error = failed(message.error)
          log.error('a batch of writes was rolled back', { error: fromStoredError(message.error) })
          for (const waiting of underWay.shift() ?? []) waiting.reject(error)
          break
        }
        case 'closed':
          worker.terminate()
          return closing?.resolve()
      }
      schedule()
      closeWhenDrained()
    }
    worker.onerror = (event) => {
      const error = new StoreError(`the writer's thread failed: ${event.message}`, undefined)
      reject(error)
      die(error)
    }
    worker.addEventListener('close', () => {
      const error = new StoreError("the writer's thread ended", undefined)
      reject(error)
      if (opened && !closing) die(error)
    })
    post({ t: 'open', path, now, cleanAfterMs, limits })
  })

  return {
    write<N extends WriteName>(name: N, input: WriteInput<N>) {
      if (dead) return Promise.reject(dead)
      if (closing) return Promise.reject(shuttingDown())
      const operation = { name, input } as Operation
      const declared = writeOf(name)
      if (disk.isFull() && !declared.whenFull) return Promise.reject(cannotWrite())
      const key = declared.queue(input)
      if (!queue.hasRoom(key)) return Promise.reject(queueFull())
      return new Promise<WriteOutput<N>>((resolve, reject) => {
        const waiting = { operation, resolve: resolve as Waiting['resolve'], reject }
        queue.push(key, waiting, declared.cost(input), declared.weight(input))
        schedule()
      })
    },
    close() {
      if (dead) return Promise.resolve()
      if (!closing) {
        const { promise, resolve } = Promise.withResolvers<void>()
        closing = { done: promise, resolve }
        closeWhenDrained()
      }
      return closing.done
    },
  }
}
