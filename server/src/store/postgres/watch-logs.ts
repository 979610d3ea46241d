import type { Kysely } from 'kysely'
import type { Clock } from '../../chat/clock.ts'
import type { Log } from '../../chat/log.ts'
import { loggedWidgets, widgetsWithWaitingEvents } from '../reads/events.ts'
import type { Database } from '../schema/schema.ts'
import type { Logs } from './writer/transaction.ts'

/** A node knows so late that another one began the log of a widget. Milliseconds. */
const LOOK_EVERY_MS = 1_000
/** Milliseconds in which events are numbered together: it must not be one commit for each message. */
const TOGETHER_MS = 20

export interface WatchedLogs extends Logs {
  /** Looks now which widgets have a log. */
  look(): Promise<void>
  /** From now on, events are numbered by this. */
  numberWith(number: (widget_id: number) => Promise<void>): void
  /** Resolves when the events of the changes that this node committed before are in the widget's log. */
  settled(widget_id: number): Promise<void>
  onEach(listener: (widget_id: number) => void): () => void
  close(): Promise<void>
}

/**
 * Knows which widgets have a log, so that a batch asks the database nothing for those without one. Gives events their
 * numbers: those of this node soon after their commit, and within a second those of nodes that died before.
 */
export async function watchLogs(db: Kysely<Database>, clock: Clock, log: Log): Promise<WatchedLogs> {
  const logged = new Set<number>()
  const listeners = new Set<(widget_id: number) => void>()
  /** widgets whose events are numbered next, and what cancels their timers */
  const due = new Map<number, () => void>()
  const running = new Map<number, Promise<void>>()
  /** the widgets among these with more events */
  const again = new Set<number>()
  let number = async (_: number) => {}
  let looking = Promise.resolve()
  let closed = false
  let cancel = () => {}

  /** One after another: an older answer must not end a log that a newer one knows. */
  function look(): Promise<void> {
    looking = looking.catch(() => undefined).then(lookOnce)
    return looking
  }

  async function lookOnce(): Promise<void> {
    const now = new Set(await loggedWidgets(db))
    for (const widget_id of logged) if (!now.has(widget_id)) logged.delete(widget_id)
    for (const widget_id of now) logged.add(widget_id)
    for (const widget_id of await widgetsWithWaitingEvents(db)) onWaiting(widget_id)
  }

  function lookLater(): void {
    if (closed) return
    cancel = clock.after(LOOK_EVERY_MS, () => {
      look()
        .catch((error: unknown) => log.debug('the event logs could not be looked at', { error }))
        .finally(lookLater)
    })
  }

  function onWaiting(widget_id: number): void {
    if (running.has(widget_id)) again.add(widget_id)
    else if (!due.has(widget_id))
      due.set(
        widget_id,
        clock.after(TOGETHER_MS, () => run(widget_id)),
      )
  }

  function run(widget_id: number): void {
    due.get(widget_id)?.()
    due.delete(widget_id)
    const work = number(widget_id)
      .then(() => {
        for (const listener of listeners) listener(widget_id)
      })
      // the next look finds them
      .catch((error: unknown) => log.debug('events could not be numbered', { widget_id, error }))
      .finally(() => {
        running.delete(widget_id)
        if (again.delete(widget_id)) onWaiting(widget_id)
      })
    running.set(widget_id, work)
  }

  async function settled(widget_id: number): Promise<void> {
    await running.get(widget_id)
    if (due.has(widget_id)) run(widget_id)
    await running.get(widget_id)
  }

  await look()
  lookLater()
  return {
    logged,
    look,
    onWaiting,
    settled,
    numberWith(given) {
      number = given
    },
    onEach(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      closed = true
      cancel()
      await Promise.all([...due.keys(), ...running.keys()].map(settled))
      for (const stop of due.values()) stop()
    },
  }
}
