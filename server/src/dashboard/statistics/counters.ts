import { noCounts, STATISTIC_COUNTS, type StatisticCounts } from '@imbachat/protocol/http/statistics-limits'
import { isTestUser } from '@imbachat/protocol/http/widget/test-users'
import { createDialogWatch, type DialogWatch } from './dialog-watch.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const WEEK_MS = 7 * DAY_MS

export const hourOf = (at: number): number => at - (at % HOUR_MS)
/** Days are those of UTC, the same for every reader and node. */
export const dayOf = (at: number): number => at - (at % DAY_MS)

/** Weeks begin on Monday, in UTC; the first day of 1970 was a Thursday. */
export const weekOf = (at: number): number => at - ((at + 3 * DAY_MS) % WEEK_MS)

export interface HourCount extends StatisticCounts {
  widget_id: number
  hour: number
}

/** Users who came first in one week and were active in another one. */
export interface Returned {
  widget_id: number
  first_week: number
  week: number
  users: number
}

export interface Sign {
  widget_id: number
  script_at: number | null
  script_origin: string | null
  user_at: number | null
  message_at: number | null
}

export interface Counted {
  hours: HourCount[]
  active: { widget_id: number; user_id: string; day: number }[]
  /** messages of each user */
  written: { widget_id: number; user_id: string; messages: number }[]
  signs: Sign[]
  returned: Returned[]
}

/** Users of today who were stored already; past this number, all are forgotten and stored once more, which is cheap. */
const MOST_KNOWN = 200_000

/** Every page fetches the script; one note a minute is enough. */
const SCRIPT_EVERY_MS = 60_000

/** Hours since 1970 are fewer until the year 2089: widget and hour make one number, without a text for each message. */
const MOST_HOURS = 2 ** 20

/** This node's counts since they were last taken. In memory: a crash loses the last seconds. */
export interface Counters {
  message(widget_id: number, user_id: string, at: number): void
  /** @param amount default 1 */
  count(widget_id: number, name: keyof StatisticCounts, at: number, amount?: number): void
  dialogs: DialogWatch
  active(widget_id: number, user_id: string, at: number): void
  script(widget_id: number, origin: string | null, at: number): void
  returned(more: Returned): void
  take(): Counted
  /** Puts back counts that could not be stored. */
  putBack(counted: Counted): void
}

export function createCounters(): Counters {
  let hours = new Map<number, HourCount>()
  let active = new Map<string, Counted['active'][number]>()
  let signs = new Map<number, Sign>()
  let returned: Returned[] = []
  let written = new Map<number, Map<string, number>>()
  let known = new Map<number, Map<string, number>>()
  let knownCount = 0
  const scripts = new Map<number, number>()

  function hourCount(widget_id: number, hour: number): HourCount {
    const key = widget_id * MOST_HOURS + hour / HOUR_MS
    const kept = hours.get(key)
    if (kept) return kept
    const count = { widget_id, hour, ...noCounts() }
    hours.set(key, count)
    return count
  }

  function sign(widget_id: number): Sign {
    const kept = signs.get(widget_id)
    if (kept) return kept
    const first: Sign = { widget_id, script_at: null, script_origin: null, user_at: null, message_at: null }
    signs.set(widget_id, first)
    return first
  }

  function seen(widget_id: number, user_id: string, at: number): void {
    const day = dayOf(at)
    const last = known.get(widget_id)?.get(user_id)
    if (last !== undefined && last >= day) return
    know(widget_id, user_id, day, last === undefined)
    active.set(`${widget_id} ${user_id}`, { widget_id, user_id, day })
    const first = sign(widget_id)
    if (first.user_at === null && !isTestUser(user_id)) first.user_at = at
  }

  function wrote(widget_id: number, user_id: string, messages: number): void {
    const ofWidget = written.get(widget_id) ?? new Map<string, number>()
    ofWidget.set(user_id, (ofWidget.get(user_id) ?? 0) + messages)
    written.set(widget_id, ofWidget)
  }

  function know(widget_id: number, user_id: string, day: number, isNew: boolean): void {
    if (isNew && ++knownCount > MOST_KNOWN) {
      known = new Map()
      knownCount = 1
    }
    const ofWidget = known.get(widget_id) ?? new Map<string, number>()
    ofWidget.set(user_id, day)
    known.set(widget_id, ofWidget)
  }

  return {
    message(widget_id, user_id, at) {
      hourCount(widget_id, hourOf(at)).messages += 1
      const first = sign(widget_id)
      if (first.message_at === null && !isTestUser(user_id)) first.message_at = at
      wrote(widget_id, user_id, 1)
      seen(widget_id, user_id, at)
    },
    count(widget_id, name, at, amount = 1) {
      hourCount(widget_id, hourOf(at))[name] += amount
    },
    dialogs: createDialogWatch(),
    active: seen,
    script(widget_id, origin, at) {
      const last = scripts.get(widget_id)
      if (last !== undefined && at - last < SCRIPT_EVERY_MS) return
      scripts.set(widget_id, at)
      const kept = sign(widget_id)
      kept.script_at = at
      kept.script_origin = origin
    },
    returned: (more) => {
      returned.push(more)
    },
    take() {
      const counted = {
        hours: [...hours.values()],
        active: [...active.values()],
        written: [...written].flatMap(([widget_id, users]) =>
          [...users].map(([user_id, messages]) => ({ widget_id, user_id, messages })),
        ),
        signs: [...signs.values()],
        returned,
      }
      returned = []
      hours = new Map()
      active = new Map()
      signs = new Map()
      written = new Map()
      return counted
    },
    putBack(counted) {
      for (const more of counted.hours) {
        const count = hourCount(more.widget_id, more.hour)
        for (const name of STATISTIC_COUNTS) count[name] += more[name]
      }
      returned.push(...counted.returned)
      for (const user of counted.active) {
        const key = `${user.widget_id} ${user.user_id}`
        if (!active.has(key)) active.set(key, user)
      }
      for (const { widget_id, user_id, messages } of counted.written) wrote(widget_id, user_id, messages)
      for (const old of counted.signs) {
        const kept = sign(old.widget_id)
        kept.user_at = old.user_at ?? kept.user_at
        kept.message_at = old.message_at ?? kept.message_at
        kept.script_origin = kept.script_at === null ? old.script_origin : kept.script_origin
        kept.script_at ??= old.script_at
      }
    },
  }
}
