import { queueFull } from '../writer.ts'
import { createFairQueue } from './fair-queue.ts'

/**
 * Runs a widget's read when it is the widget's turn. @throws ChatError server_busy if the widget's share of the queue
 * is full
 */
export type InTurn = <T>(widget_id: number, read: () => Promise<T>) => Promise<T>

/** For a database that reads in this thread: the event loop has already decided the order. */
export const atOnce: InTurn = (_widgetId, read) => read()

/** Reads that may wait. Thousands of clients may reconnect at the same time. */
const MAX_WAITING = 20_000

/** @param connections reads that run at the same time; further reads wait in the line of their widget */
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

  return (widget_id, read) => {
    if (running < connections) return run(read)
    if (!waiting.hasRoom(widget_id)) return Promise.reject(queueFull())
    return new Promise((resolve, reject) => waiting.push(widget_id, () => run(read).then(resolve, reject), 1))
  }
}
