/**
 * Waiting writes in one line for each widget. A batch takes from all lines in turns, so whoever has little waiting is in the very next batch, however much
 * others have; within a line the order is kept. Who is alone may have the whole batch and the whole queue.
 */
export interface FairQueue<Item> {
  /** cost of all that waits */
  readonly cost: number
  /** May one more be put into this line? Each line that waits has an equal part of the queue. */
  hasRoom(line: number): boolean
  push(line: number, item: Item, cost: number): void
  /** The next batch, of about `cost`: its last piece may go over it. */
  take(cost: number): Item[]
  /** Everything, line by line. */
  takeAll(): Item[]
}

interface Line<Item> {
  waiting: { item: Item; cost: number }[]
  /** cost of what waits */
  cost: number
  /** what it has been given and not yet taken: a piece larger than its share waits until it has enough */
  credit: number
}

/** @param maxCost of all that waits, while one line has it all. Lines that come later have their part of it beside what is there already. */
export function createFairQueue<Item>(maxCost: number): FairQueue<Item> {
  /** in the order of their next turns */
  const lines = new Map<number, Line<Item>>()
  let total = 0

  function takeShare(line: Line<Item>, batch: Item[]): number {
    let taken = 0
    let count = 0
    for (const { item, cost } of line.waiting) {
      if (taken + cost > line.credit) break
      batch.push(item)
      taken += cost
      count++
    }
    line.waiting.splice(0, count)
    line.credit -= taken
    line.cost -= taken
    total -= taken
    return taken
  }

  return {
    get cost() {
      return total
    },
    hasRoom(key) {
      const known = lines.get(key)
      return known === undefined || known.cost < maxCost / lines.size
    },
    push(key, item, cost) {
      const line = lines.get(key) ?? { waiting: [], cost: 0, credit: 0 }
      if (line.waiting.length === 0) lines.set(key, line)
      line.waiting.push({ item, cost })
      line.cost += cost
      total += cost
    },
    take(cost) {
      const batch: Item[] = []
      let left = cost
      while (left > 0 && lines.size > 0) {
        const share = Math.max(1, Math.floor(left / lines.size))
        for (const [key, line] of [...lines]) {
          if (left <= 0) break
          line.credit += share
          left -= takeShare(line, batch)
          lines.delete(key)
          if (line.waiting.length > 0) lines.set(key, line)
        }
      }
      return batch
    },
    takeAll() {
      const all = [...lines.values()].flatMap(({ waiting }) => waiting.map(({ item }) => item))
      lines.clear()
      total = 0
      return all
    },
  }
}
