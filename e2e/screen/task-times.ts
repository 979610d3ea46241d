import type { Frame } from 'playwright-core'

interface TraceEvent {
  name: string
  pid: number
  tid: number
  /** microseconds of the thread's own time, without that of other programs */
  tdur?: number
}

const MARK = 'measured from here'

/** Milliseconds of processor time that each task of a frame's thread took while `run` ran. */
export async function taskTimes(frame: Frame, run: () => Promise<void>): Promise<number[]> {
  const session = await frame.page().context().newCDPSession(frame.page())
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  const complete = new Promise<void>((done) => session.on('Tracing.tracingComplete', () => done()))
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline', 'blink.user_timing'] },
  })
  // names the frame's process among those of the browser
  await frame.evaluate((mark) => void performance.mark(mark), MARK)
  await run()
  await session.send('Tracing.end')
  await complete
  await session.detach()
  const mark = events.find(({ name }) => name === MARK)
  return events.flatMap(({ name, pid, tid, tdur }) =>
    /RunTask$/.test(name) && pid === mark?.pid && tid === mark.tid && tdur !== undefined ? [tdur / 1000] : [],
  )
}
