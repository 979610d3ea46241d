export interface TurnLimits {
  /** concurrent calls to one target */
  atOnce: number
  /** calls that may wait for one target */
  waiting: number
}

/** Bounds how many calls run at once to each target; further calls wait in a queue, first come first served. */
export interface Turns {
  /** @returns a function that ends the turn; null if the queue is full */
  take(target: string, giveUp: AbortSignal): Promise<() => void> | null
}

interface Line {
  underWay: number
  waiting: Set<() => void>
}

export function turns({ atOnce, waiting }: TurnLimits): Turns {
  const lines = new Map<string, Line>()

  function end(target: string, line: Line): void {
    const next = line.waiting.values().next().value
    if (next !== undefined) {
      line.waiting.delete(next)
      next()
      return
    }
    line.underWay -= 1
    if (line.underWay === 0) lines.delete(target)
  }

  return {
    take(target, giveUp) {
      const line = lines.get(target) ?? { underWay: 0, waiting: new Set() }
      lines.set(target, line)
      const ending = () => end(target, line)
      if (line.underWay < atOnce) {
        line.underWay += 1
        return Promise.resolve(ending)
      }
      if (line.waiting.size >= waiting) return null
      return new Promise((resolve, reject) => {
        const start = () => {
          giveUp.removeEventListener('abort', leave)
          resolve(ending)
        }
        const leave = () => {
          line.waiting.delete(start)
          reject(giveUp.reason)
        }
        line.waiting.add(start)
        giveUp.addEventListener('abort', leave, { once: true })
      })
    },
  }
}
