import { createFairQueue } from './fair-queue.ts'
import { queueFull } from './writer.ts'

/** Runs a read of a widget now or when it is the widget's turn. @throws ChatError server_busy, when the widget's part of the queue is full */
export type InTurn = <T>(widgetId: number, read: () => Promise<T>) => Promise<T>

/** For a database that reads in this thread: whoever asks has had his turn on the event loop. */
export const atOnce: InTurn = (_widgetId, read) => read()

/** Reads that may wait; thousands of clients may come back at once. */
const MAX_WAITING = 20_000

/** @param connections reads that run at a time; what has to wait for one waits in the line of its widget */
export function fairReads(connections: number): InTurn {
  const waiting = createFairQueue<() => void>(MAX_WAITING)
  let running = 0

  async function run<T>(read: () => Promise<T>): Promise<T> {
    running++
    try {
      return await read()
    } finally {
      running--
      for (const next of waiting.take(1)) next()
    }
  }

  return (widgetId, read) => {
    if (running < connections) return run(read)
    if (!waiting.hasRoom(widgetId)) return Promise.reject(queueFull())
    return new Promise((resolve, reject) => waiting.push(widgetId, () => run(read).then(resolve, reject), 1))
  }
}
