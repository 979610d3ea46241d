/**
 * Waiting writes, in one line per widget. A batch takes from all lines in turn, so a widget with few waiting writes
 * gets them into the next batch, however many writes other widgets have. Each line keeps its order. A widget that waits
 * alone may use the whole batch and the whole queue.
 */
export interface FairQueue<Item> {
  /** total cost of the waiting items */
  readonly cost: number
  /** True if this line may take one more item. All lines with waiting items have equal shares of the queue. */
  hasRoom(key: number): boolean
  /** @param weight of the item in a batch; missing: `cost` */
  push(key: number, item: Item, cost: number, weight?: number): void
  /** Takes the next batch, of about `weight`; the last item may exceed it. */
  take(weight: number): Item[]
  /** Takes all items, line by line. */
  takeAll(): Item[]
}

interface Line<Item> {
  waiting: { item: Item; cost: number; weight: number }[]
  /** total cost of the line's waiting items */
  cost: number
  /** share granted and not used yet: an item that weighs more than one share waits until the credit covers it */
  credit: number
}

/**
 * @param maxCost limit of the total cost. One line alone may use all of it. Lines that come later get their share on
 * top of what already waits.
 */
export function createFairQueue<Item>(maxCost: number): FairQueue<Item> {
  /** in the order in which they are served next */
  const lines = new Map<number, Line<Item>>()
  let total = 0

  function takeShare(line: Line<Item>, batch: Item[]): number {
    let taken = 0
    let freed = 0
    let count = 0
    for (const { item, cost, weight } of line.waiting) {
      if (taken + weight > line.credit) break
      batch.push(item)
      taken += weight
      freed += cost
      count++
    }
    line.waiting.splice(0, count)
    line.credit -= taken
    line.cost -= freed
    total -= freed
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
    push(key, item, cost, weight = cost) {
      const line = lines.get(key) ?? { waiting: [], cost: 0, credit: 0 }
      if (line.waiting.length === 0) lines.set(key, line)
      line.waiting.push({ item, cost, weight })
      line.cost += cost
      total += cost
    },
    take(weight) {
      const batch: Item[] = []
      let left = weight
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
