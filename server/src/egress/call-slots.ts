export interface CallSlotLimits {
  /** concurrent calls to one target */
  atOnce: number
  /** calls that may wait for one target */
  waiting: number
}

/** Bounds how many calls run at once to each target; further calls wait in a queue, first come first served. */
export interface CallSlots {
  /** @returns a function that frees the slot; null if the queue is full */
  take(target: string, giveUp: AbortSignal): Promise<() => void> | null
}

interface Calls {
  underWay: number
  waiting: Set<() => void>
}

export function createCallSlots({ atOnce, waiting }: CallSlotLimits): CallSlots {
  const byTarget = new Map<string, Calls>()

  function end(target: string, calls: Calls): void {
    const next = calls.waiting.values().next().value
    if (next !== undefined) {
      calls.waiting.delete(next)
      next()
      return
    }
    calls.underWay -= 1
    if (calls.underWay === 0) byTarget.delete(target)
  }

  return {
    take(target, giveUp) {
      const calls = byTarget.get(target) ?? { underWay: 0, waiting: new Set() }
      byTarget.set(target, calls)
      const ending = () => end(target, calls)
      if (calls.underWay < atOnce) {
        calls.underWay += 1
        return Promise.resolve(ending)
      }
      if (calls.waiting.size >= waiting) return null
      return new Promise((resolve, reject) => {
        const start = () => {
          giveUp.removeEventListener('abort', leave)
          resolve(ending)
        }
        const leave = () => {
          calls.waiting.delete(start)
          reject(giveUp.reason)
        }
        calls.waiting.add(start)
        giveUp.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
