import type { Bus } from '../bus.ts'
import type { Clock } from '../clock.ts'
import type { Log } from '../log.ts'
import type { CallStore } from '../ports/calls.ts'
import { publishCall } from './publish-call.ts'

export interface DueCallsOptions {
  store: Pick<CallStore, 'changeCall'>
  /** calls of all widgets whose time may be over */
  dueCalls(at: number): Promise<readonly { widget_id: number; room_id: number; call_id: string }[]>
  /** whether a call of any widget has not ended */
  anyCall(): Promise<boolean>
  /** Removes calls that ended before that time. @returns true if more may be left */
  forgetCalls(before: number): Promise<boolean>
  bus: Pick<Bus, 'publish' | 'subscribe'>
  clock: Clock
  log: Log
  everyMs: number
  leaseMs: number
  /** for how long an ended call is kept */
  keptMs: number
}

/** Milliseconds between two removals. */
const FORGET_EVERY_MS = 600_000
/**
 * Milliseconds between two looks while no call runs: another node may have started one and died before its event
 * arrived.
 */
const IDLE_MS = 5_000

/**
 * Ends calls whose time is over. Each node checks, and the transaction decides. The times are in the database, so a
 * node that dies loses none. A server without calls checks every 5 s until the bus reports one. Media continues without
 * the server, so calls must survive a time in which no node ran and no lease could be renewed: after such a gap, the
 * parties get a whole lease's time to renew.
 * @returns stop
 */
export function endDueCalls(options: DueCallsOptions): () => void {
  const { store, dueCalls, anyCall, forgetCalls, bus, clock, log, everyMs, leaseMs, keptMs } = options
  let forgotAt = clock.now()
  let looksSince = clock.now()
  let lookedAt = clock.now()
  let waitMs = everyMs
  /** a call event arrived since the last look began */
  let wokenUp = false
  let looking = false
  let closed = false
  let cancel = () => {}

  async function look(): Promise<void> {
    const now = clock.now()
    if (now - lookedAt > waitMs + 2 * everyMs + leaseMs / 4 || now < lookedAt) looksSince = now
    const leases = now - looksSince >= leaseMs
    wokenUp = false
    waitMs = everyMs
    const due = await dueCalls(now)
    for (const { widget_id, room_id, call_id } of due) {
      const changed = await store.changeCall({ widget_id, room_id, call_id, change: { act: 'due', leases } })
      if (changed) publishCall(bus, widget_id, changed)
    }
    lookedAt = now
    if (due.length === 0 && !(await anyCall()) && !wokenUp) waitMs = Math.max(everyMs, IDLE_MS)
    if (now - forgotAt < FORGET_EVERY_MS) return
    if (!(await forgetCalls(now - keptMs))) forgotAt = now
  }

  function lookIn(ms: number): void {
    if (closed) return
    cancel = clock.after(ms, () => {
      looking = true
      look()
        .catch((error: unknown) => log.warn('calls whose time is over could not be ended; tried again', { error }))
        .finally(() => {
          looking = false
          lookIn(wokenUp ? everyMs : waitMs)
        })
    })
  }
  const stopListening = bus.subscribe(({ t }) => {
    if (t !== 'call' && t !== 'room-call') return
    const isIdle = !wokenUp && !looking && waitMs > everyMs
    wokenUp = true
    if (!isIdle) return
    cancel()
    lookIn(everyMs)
  })
  lookIn(everyMs)
  return () => {
    closed = true
    cancel()
    stopListening()
  }
}
