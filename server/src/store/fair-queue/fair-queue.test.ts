import { expect, test } from 'bun:test'
import { createFairQueue } from './fair-queue.ts'

const NOISY = 1
const QUIET = 2

/** Pushes `count` writes of a widget, named by the widget and their order. */
function push(queue: ReturnType<typeof createFairQueue<string>>, line: number, count: number, cost = 1): void {
  for (let n = 0; n < count; n++) queue.push(line, `${line}:${n}`, cost)
}

test("WRITE-3 while one widget has 20,000 writes waiting, another widget's write is in the next batch", () => {
  const queue = createFairQueue<string>(20_000)
  push(queue, NOISY, 20_000)
  push(queue, QUIET, 1)
  const batch = queue.take(1_000)
  expect(batch).toContain('2:0')
  expect(batch).toHaveLength(1_000)
})

test('WRITE-3 widgets that all have more writes than fit share batches equally, and each keeps its order', () => {
  const queue = createFairQueue<string>(10_000)
  const widgets = [1, 2, 3, 4, 5]
  for (const widget of widgets) push(queue, widget, 1_000 * widget)
  const taken: string[] = []
  for (let n = 0; n < 5; n++) {
    const batch = queue.take(100)
    for (const widget of widgets) expect(batch.filter((item) => item.startsWith(`${widget}:`))).toHaveLength(20)
    taken.push(...batch)
  }
  for (const widget of widgets) {
    const own = taken.filter((item) => item.startsWith(`${widget}:`))
    expect(own).toEqual(Array.from({ length: 100 }, (_, n) => `${widget}:${n}`))
  }
})

test('WRITE-3 if more widgets wait than fit into a batch, those left out come first in the next batch', () => {
  const queue = createFairQueue<string>(10_000)
  for (let widget = 1; widget <= 30; widget++) push(queue, widget, 10)
  const served = [1, 2, 3].map(() => queue.take(10).map((item) => Number(item.split(':')[0])))
  expect(served.flat().toSorted((a, b) => a - b)).toEqual(Array.from({ length: 30 }, (_, n) => n + 1))
})

test('WRITE-3 writes count by their cost: a widget with large writes gets an equal share and delays no other widget', () => {
  const queue = createFairQueue<string>(100_000)
  push(queue, NOISY, 100, 100)
  push(queue, QUIET, 5_000)
  const batches = Array.from({ length: 20 }, () => queue.take(150))
  const [noisy, quiet] = [NOISY, QUIET].map((widget) => batches.flat().filter((item) => item.startsWith(`${widget}:`)))
  // Writes of cost 100 against writes of cost 1: both widgets get the same total cost, within one write.
  expect(Math.abs((noisy?.length ?? 0) * 100 - (quiet?.length ?? 0))).toBeLessThanOrEqual(100)
  for (const batch of batches) expect(batch.some((item) => item.startsWith(`${QUIET}:`))).toBe(true)
})

test('WRITE-3 the only widget may fill the queue and the batch; a widget that comes later gets its share', () => {
  const queue = createFairQueue<string>(100)
  push(queue, NOISY, 99)
  expect(queue.hasRoom(NOISY)).toBe(true)
  push(queue, NOISY, 1)
  expect(queue.hasRoom(NOISY)).toBe(false)
  push(queue, QUIET, 49)
  expect(queue.hasRoom(QUIET)).toBe(true)
  push(queue, QUIET, 1)
  expect([NOISY, QUIET, 3].map((widget) => queue.hasRoom(widget))).toEqual([false, false, true])
  expect(queue.takeAll()).toHaveLength(150)
  push(queue, NOISY, 100)
  expect(queue.take(100)).toHaveLength(100)
  expect(queue.cost).toBe(0)
})
