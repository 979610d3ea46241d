import type { Clock } from '../chat/clock.ts'
import type { Log } from '../chat/log.ts'
import type { ChatStore, LoggedEvent } from '../chat/ports.ts'
import { type Backlog, createBacklog, type Entry, type Line, type Tried } from './backlog.ts'
import type { Attempt, Delivery, Endpoint, OffReason, Progress, WebhookCall } from './endpoint.ts'
import { payloadOf } from './payload.ts'
import type { Caller, Places } from './places.ts'
import { signatureHeaders, webhookId } from './signature.ts'

/** Calls to one receiver at the same time, once it has taken as many. */
const WIDTH = 4
/** Milliseconds without an answer after which a receiver seems to hang, and quick ones go past it. */
const SLOW_MS = 500
/** Events that are read at a time. */
const READ = 100
/** From so many failures in a row on, one event at a time is tried. */
export const DOWN_FAILURES = 4
/** Only when so many rooms failed is a new one not tried at once. */
const DOWN_ROOMS = 3
/** Maximum time between two tries that counts for an event which fails while others succeed, milliseconds. */
const HELD_STEP_MS = 60_000
/** Milliseconds between two tries while nothing passes, at most. */
const MOST_PROBE_MS = 300_000
/** Milliseconds between two notes in the store. */
const SAVE_MS = 100
/** Milliseconds in which new events are read together: reads must not be one for each message of a busy room. */
const TOGETHER_MS = 50
/** Milliseconds without an event until another node may serve the endpoint. */
const IDLE_MS = 10_000
/** Milliseconds that a server that stops waits for calls under way. */
const LAST_MS = 3_000

export interface LaneDeps {
  log: Pick<ChatStore, 'eventsAfter' | 'eventSpan'>
  places: Places
  call: WebhookCall
  /** True if the lease of the endpoint lasts long enough for another call. */
  mayCall(): boolean
  /** Resolves with false when the endpoint was changed, or is another node's. */
  save(progress: Progress, deliveries: readonly Delivery[]): Promise<boolean>
  turnOff(reason: OffReason): Promise<void>
  /** Called when nothing is left to do, or when the lane may not continue. */
  ended(): void
  clock: Clock
  logger: Log
  random: () => number
  limits: { retryMs: number; giveUpMs: number }
}

/** Delivers the events of one endpoint: in order for each room, several rooms at once. */
export interface Lane {
  /** There are new events. */
  poke(): void
  /** Starts no more calls, and stores the known results. */
  close(): Promise<void>
}

export function createLane(deps: LaneDeps, endpoint: Endpoint, known: ReadonlyMap<number, Tried>): Lane {
  const { log, places, call, clock, limits } = deps
  const { widget_id, id: endpoint_id, url, secrets } = endpoint
  const backlog: Backlog = createBacklog(endpoint.after_id, known)
  const outcomes = new Map<number, Delivery>()
  const underWay = new Set<Promise<void>>()
  let { failing_since, streak } = endpoint
  let problem: string | null = null
  /** lines that failed since the last success */
  const failedLines = new Set<string>()
  let probeAt = endpoint.next_at ?? 0
  let askedUntil = endpoint.next_at ?? 0
  let lastPass = 0
  let width = 1
  let isReading = false
  let isAtEnd = false
  let newEvents = false
  let poked = false
  let savedTo = endpoint.after_id
  let unsaved = false
  let saving: Promise<void> | null = null
  let idleSince: number | null = null
  let closed = false
  let cancel = () => {}
  const caller: Caller = { widget_id, slow: streak > 0, wake: () => pump() }

  function pump(): void {
    if (closed) return
    cancel()
    const now = clock.now()
    backlog.wakeDue(now)
    if (now >= askedUntil && deps.mayCall()) startCalls(now)
    if (!isAtEnd && backlog.wantsMore()) void read()
    if (unsaved || backlog.settledTo() > savedTo) saving ??= saveAll()
    arm(now)
  }

  function startCalls(now: number): void {
    while (underWay.size < width) {
      const line = nextLine(now)
      if (line === undefined) return
      const place = places.take(caller)
      if (place === null) return
      backlog.begin(line)
      const answered = clock.after(SLOW_MS, () => {
        caller.slow = true
        place.slow()
      })
      const work = tryHead(line).finally(() => {
        answered()
        place.free()
      })
      run(work)
    }
  }

  function run(work: Promise<void>): void {
    const done: Promise<void> = work
      .catch((error: unknown) => deps.logger.error('a webhook could not be tried', { widget_id, error }))
      .finally(() => {
        underWay.delete(done)
        pump()
      })
    underWay.add(done)
  }

  function nextLine(now: number): Line | undefined {
    if (streak < DOWN_FAILURES) return backlog.ready()
    if (underWay.size > 0) return undefined
    const untried = failedLines.size < DOWN_ROOMS ? backlog.ready(({ key }) => !failedLines.has(key)) : undefined
    return untried ?? (now >= probeAt ? backlog.longestUntried() : undefined)
  }

  async function tryHead(line: Line): Promise<void> {
    const [head, second] = line.entries
    if (head === undefined) return
    const attempt = await tryEntry(line, head)
    if (attempt === null) return
    if (attempt.problem === null) return passed(line, head, attempt)
    await failed(line, head, attempt)
    // With one room alone, a poison event looks the same as a receiver that is down.
    const isAlone = line.entries[0] === head && backlog.onlyLine() === line
    if (closed || second === undefined || !isAlone || !isLongRefused(attempt)) return
    backlog.begin(line)
    const other = await tryEntry(line, second)
    if (other === null) return
    if (other.problem !== null) return backlog.postpone(line, head.next_at)
    note(head, attempt, 'dead')
    backlog.settle(line, head)
    backlog.begin(line)
    passed(line, second, other)
  }

  /** The receiver's program refuses this event for minutes, and is not busy or away. */
  const isLongRefused = ({ status }: Attempt): boolean =>
    status !== null &&
    status >= 400 &&
    ![408, 425, 429, 502, 503, 504].includes(status) &&
    failing_since !== null &&
    clock.now() - failing_since >= limits.retryMs

  /** null: it is not in the log any more, or the log can't be read now */
  async function tryEntry(line: Line, entry: Entry): Promise<Attempt | null> {
    let event: LoggedEvent | null
    try {
      event = entry.event ?? (await readAgain(entry.id))
    } catch (error) {
      deps.logger.warn('an event could not be read; the server will try again', { widget_id, error })
      backlog.postpone(line, clock.now() + 1_000)
      return null
    }
    if (event === null) {
      backlog.settle(line, entry)
      return null
    }
    const at = clock.now()
    const id = webhookId(widget_id, event)
    const body = payloadOf(event)
    const headers = { 'content-type': 'application/json', ...signatureHeaders({ id, at, body, secrets }) }
    return { at, ...(await call({ widget_id, endpoint_id, url, headers, body })) }
  }

  async function readAgain(id: number): Promise<LoggedEvent | null> {
    const { events } = await log.eventsAfter(widget_id, {
      after: id - 1,
      limit: 1,
      bot_id: endpoint.bot_id,
      pipes: true,
    })
    return events[0]?.id === id ? events[0] : null
  }

  function passed(line: Line, entry: Entry, attempt: Attempt): void {
    entry.tries += 1
    note(entry, attempt, 'delivered')
    lastPass = clock.now()
    const wasDown = streak >= DOWN_FAILURES
    streak = 0
    failing_since = null
    problem = null
    probeAt = 0
    failedLines.clear()
    width = Math.min(WIDTH, width + 1)
    caller.slow = attempt.ms >= SLOW_MS
    backlog.settle(line, entry)
    if (wasDown) backlog.wakeAll(lastPass)
  }

  async function failed(line: Line, entry: Entry, attempt: Attempt): Promise<void> {
    const now = clock.now()
    if (entry.triedAt > 0 && lastPass > entry.triedAt) {
      entry.held_ms += Math.min(now - entry.triedAt, HELD_STEP_MS)
    }
    entry.tries += 1
    entry.triedAt = now
    streak += 1
    failing_since ??= attempt.at
    problem = attempt.status === null ? attempt.problem : String(attempt.status)
    failedLines.add(line.key)
    if (attempt.status === null) {
      width = 1
      caller.slow ||= attempt.problem === 'timeout'
    }
    askedUntil = Math.max(askedUntil, now + askedDelay(attempt.retry_after, now))
    probeAt = Math.max(askedUntil, now + retryDelay(streak, MOST_PROBE_MS, deps.random))

    if (entry.held_ms >= limits.retryMs) {
      note(entry, attempt, 'dead')
      backlog.settle(line, entry)
    } else {
      const wait = Math.min(retryDelay(entry.tries, HELD_STEP_MS, deps.random), limits.retryMs - entry.held_ms)
      entry.next_at = now + wait
      note(entry, attempt, 'pending')
      backlog.postpone(line, entry.next_at)
    }
    const isGone = attempt.status === 410
    if (isGone || now - failing_since >= limits.giveUpMs) await giveUp(isGone ? 'gone' : 'unreachable')
  }

  async function giveUp(reason: OffReason): Promise<void> {
    if (closed) return
    await close()
    await deps.turnOff(reason)
    deps.ended()
  }

  function note(entry: Entry, { retry_after: _, ...attempt }: Attempt, state: Delivery['state']): void {
    const { id: event_id, type, tries, held_ms } = entry
    const next_at = state === 'pending' ? Math.max(entry.next_at, streak < DOWN_FAILURES ? 0 : probeAt) : null
    outcomes.set(event_id, { event_id, type, state, tries, held_ms, next_at, ...attempt })
    unsaved = true
  }

  async function read(): Promise<void> {
    if (isReading) return
    isReading = true
    newEvents = false
    try {
      const { gap, types, bot_id } = endpoint
      const readTo = backlog.readTo()
      const after = gap !== null && readTo >= gap.from ? Math.max(readTo, gap.to) : readTo
      // Before the events: when none is left, all up to here are of other types.
      const span = await log.eventSpan(widget_id)
      const { events, last_id } = await log.eventsAfter(widget_id, {
        after,
        limit: READ,
        bot_id,
        pipes: true,
        ...(types && { types }),
      })
      if (closed) return
      const isAll = last_id === after
      const upTo = isAll ? Math.max(after, span?.last_id ?? 0) : last_id
      backlog.add(
        gap === null ? events : events.filter(({ id }) => id <= gap.from || id > gap.to),
        gap !== null && upTo >= gap.from ? Math.max(upTo, gap.to) : upTo,
      )
      isAtEnd = isAll && !newEvents
      // a read of SQLite needs no turn of the event loop, and a long span may have nothing of these types
      if (events.length === 0 && !isAll) await new Promise((resolve) => setImmediate(resolve))
    } catch (error) {
      deps.logger.warn('events for a webhook could not be read; the server will try again', {
        widget_id,
        error,
      })
      isAtEnd = true
      clock.after(1_000, () => poke())
    } finally {
      isReading = false
      pump()
    }
  }

  function poke(): void {
    if (poked) return
    poked = true
    clock.after(TOGETHER_MS, () => {
      poked = false
      newEvents = true
      isAtEnd = false
      pump()
    })
  }

  async function saveAll(): Promise<void> {
    let deliveries: Delivery[] = []
    try {
      while (unsaved || backlog.settledTo() > savedTo) {
        unsaved = false
        const after_id = backlog.settledTo()
        deliveries = [...outcomes.values()]
        outcomes.clear()
        const next_at = streak < DOWN_FAILURES ? (askedUntil > clock.now() ? askedUntil : null) : probeAt
        const isMine = await deps.save({ after_id, failing_since, streak, next_at, problem }, deliveries)
        savedTo = after_id
        if (!isMine) return end()
        if (closed) continue
        const { promise, resolve } = Promise.withResolvers<void>()
        clock.after(SAVE_MS, resolve)
        await promise
      }
    } catch (error) {
      // At worst, events that were delivered are delivered again.
      deps.logger.warn('deliveries of a webhook could not be noted', { widget_id, error })
      for (const delivery of deliveries) {
        if (!outcomes.has(delivery.event_id)) outcomes.set(delivery.event_id, delivery)
      }
      unsaved = true
      if (!closed) clock.after(1_000, pump)
      return
    } finally {
      saving = null
    }
    pump()
  }

  function arm(now: number): void {
    const isIdle = backlog.isEmpty() && isAtEnd && underWay.size === 0 && saving === null && !isReading
    if (!isIdle) idleSince = null
    else idleSince ??= now
    if (idleSince !== null && now - idleSince >= IDLE_MS) {
      end()
      return
    }
    // An event that could be tried now, and is not, waits for a free place or for the lease: both wake this lane.
    const times = [
      idleSince === null ? null : idleSince + IDLE_MS,
      backlog.isEmpty() ? null : askedUntil,
      backlog.isEmpty() || streak < DOWN_FAILURES ? null : probeAt,
      backlog.nextAt(),
    ].filter((at): at is number => at !== null && at > now)
    if (times.length > 0) cancel = clock.after(Math.min(...times) - now, pump)
  }

  function end(): void {
    if (closed) return
    closed = true
    cancel()
    places.leave(caller)
    deps.ended()
  }

  async function close(): Promise<void> {
    closed = true
    cancel()
    places.leave(caller)
    await saving
    if (unsaved || backlog.settledTo() > savedTo) await saveAll()
  }

  pump()
  return {
    poke,
    async close() {
      closed = true
      cancel()
      const late = Promise.withResolvers<void>()
      const stop = clock.after(LAST_MS, late.resolve)
      await Promise.race([Promise.all(underWay), late.promise])
      stop()
      await close()
    },
  }
}

/** Milliseconds before the next try: 1 s, 2 s, 4 s … with jitter, so that endpoints of one site do not call at once. */
function retryDelay(failures: number, most: number, random: () => number): number {
  const whole = Math.min(most, 1_000 * 2 ** Math.min(failures - 1, 20))
  return Math.round(whole * (0.75 + random() / 4))
}

/** The longest wait that a receiver may ask for. */
const MOST_ASKED = 3_600_000

/** @param header seconds, or a date of HTTP @returns milliseconds from now; 0: none is asked for */
function askedDelay(header: string | undefined, now: number): number {
  if (header === undefined) return 0
  const text = header.trim()
  const ms = /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : Date.parse(text) - now
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), MOST_ASKED) : 0
}
