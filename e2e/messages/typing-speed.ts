import type { CDPSession, Frame } from 'playwright-core'

export interface TypingFigures {
  /** milliseconds from a key to the next frame that the browser drew */
  p50: number
  p95: number
  /** tasks of more than 50 ms in the chat's thread, and the longest in milliseconds */
  longTasks: number
  longest: number
  keys: number
}

interface Measured {
  keys: number[]
  tasks: number[]
}
declare const window: { measured?: Measured }

/** Counts, in the chat frame, how long each key waits for the next frame of the screen, and long tasks. */
export async function measureTyping(frame: Frame, type: () => Promise<void>): Promise<TypingFigures> {
  await frame.evaluate(() => {
    const measured: Measured = { keys: [], tasks: [] }
    const isFirst = !window.measured
    window.measured = measured
    if (!isFirst) return
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) window.measured?.tasks.push(duration)
    }).observe({ type: 'longtask' })
    addEventListener(
      'keydown',
      ({ timeStamp }) =>
        requestAnimationFrame(() => {
          const drawn = new MessageChannel()
          drawn.port1.onmessage = () => window.measured?.keys.push(performance.now() - timeStamp)
          drawn.port2.postMessage(null)
        }),
      true,
    )
  })
  await type()
  const { keys, tasks } = await frame.evaluate(() => window.measured ?? { keys: [], tasks: [] })
  const sorted = keys.sort((a, b) => a - b)
  const at = (share: number) => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0)
  return {
    p50: at(0.5),
    p95: at(0.95),
    longTasks: tasks.length,
    longest: Math.round(Math.max(0, ...tasks)),
    keys: keys.length,
  }
}

/** As a device with a slower processor. The frame has a thread of its own, since it is another site's. */
export async function slowDown(frame: Frame, times: number): Promise<CDPSession> {
  const session = await frame.page().context().newCDPSession(frame)
  await session.send('Emulation.setCPUThrottlingRate', { rate: times })
  return session
}
