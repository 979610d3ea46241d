const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

export const hourOf = (at: number): number => at - (at % HOUR_MS)
/** Days are those of UTC, the same for every reader and node. */
export const dayOf = (at: number): number => at - (at % DAY_MS)

export interface HourCount {
  widgetId: number
  hour: number
  messages: number
  dialogs: number
  activeUsers: number
}

export interface Sign {
  widgetId: number
  scriptAt: number | null
  scriptOrigin: string | null
  userAt: number | null
  messageAt: number | null
}

export interface Counted {
  hours: HourCount[]
  active: { widgetId: number; userId: string; day: number }[]
  signs: Sign[]
}

/** Users of today who were stored already; past this number, all are forgotten and stored once more, which is cheap. */
const MOST_KNOWN = 200_000

/** The script is fetched by every page; once a minute says enough. */
const SCRIPT_EVERY_MS = 60_000

/** Hours since 1970 are fewer until the year 2089: widget and hour make one number, without a text for each message. */
const MOST_HOURS = 2 ** 20

/** What this node counted since it was last asked. In memory: a crash loses the last seconds. */
export interface Counters {
  message(widgetId: number, userId: string, at: number): void
  dialog(widgetId: number, at: number): void
  active(widgetId: number, userId: string, at: number): void
  script(widgetId: number, origin: string | null, at: number): void
  /** Users whose first day of activity this was, as the store found out. */
  newlyActive(widgetId: number, hour: number, count: number): void
  take(): Counted
  /** What could not be stored, to be tried again. */
  putBack(counted: Counted): void
}

export function createCounters(): Counters {
  let hours = new Map<number, HourCount>()
  let active = new Map<string, Counted['active'][number]>()
  let signs = new Map<number, Sign>()
  let known = new Map<number, Map<string, number>>()
  let knownCount = 0
  const scripts = new Map<number, number>()

  function hourCount(widgetId: number, hour: number): HourCount {
    const key = widgetId * MOST_HOURS + hour / HOUR_MS
    const kept = hours.get(key)
    if (kept) return kept
    const count = { widgetId, hour, messages: 0, dialogs: 0, activeUsers: 0 }
    hours.set(key, count)
    return count
  }

  function sign(widgetId: number): Sign {
    const kept = signs.get(widgetId) ?? { widgetId, scriptAt: null, scriptOrigin: null, userAt: null, messageAt: null }
    signs.set(widgetId, kept)
    return kept
  }

  function seen(widgetId: number, userId: string, at: number): void {
    const day = dayOf(at)
    const last = known.get(widgetId)?.get(userId)
    if (last !== undefined && last >= day) return
    know(widgetId, userId, day, last === undefined)
    active.set(`${widgetId} ${userId}`, { widgetId, userId, day })
    const first = sign(widgetId)
    first.userAt ??= at
  }

  function know(widgetId: number, userId: string, day: number, isNew: boolean): void {
    if (isNew && ++knownCount > MOST_KNOWN) {
      known = new Map()
      knownCount = 1
    }
    const ofWidget = known.get(widgetId) ?? new Map<string, number>()
    ofWidget.set(userId, day)
    known.set(widgetId, ofWidget)
  }

  return {
    message(widgetId, userId, at) {
      hourCount(widgetId, hourOf(at)).messages += 1
      const first = sign(widgetId)
      first.messageAt ??= at
      seen(widgetId, userId, at)
    },
    dialog: (widgetId, at) => {
      hourCount(widgetId, hourOf(at)).dialogs += 1
    },
    active: seen,
    script(widgetId, origin, at) {
      const last = scripts.get(widgetId)
      if (last !== undefined && at - last < SCRIPT_EVERY_MS) return
      scripts.set(widgetId, at)
      const kept = sign(widgetId)
      kept.scriptAt = at
      kept.scriptOrigin = origin
    },
    newlyActive: (widgetId, hour, count) => {
      hourCount(widgetId, hour).activeUsers += count
    },
    take() {
      const counted = { hours: [...hours.values()], active: [...active.values()], signs: [...signs.values()] }
      hours = new Map()
      active = new Map()
      signs = new Map()
      return counted
    },
    putBack(counted) {
      for (const { widgetId, hour, messages, dialogs, activeUsers } of counted.hours) {
        const count = hourCount(widgetId, hour)
        count.messages += messages
        count.dialogs += dialogs
        count.activeUsers += activeUsers
      }
      for (const user of counted.active) {
        const key = `${user.widgetId} ${user.userId}`
        if (!active.has(key)) active.set(key, user)
      }
      for (const old of counted.signs) {
        const kept = sign(old.widgetId)
        kept.userAt = old.userAt ?? kept.userAt
        kept.messageAt = old.messageAt ?? kept.messageAt
        kept.scriptOrigin = kept.scriptAt === null ? old.scriptOrigin : kept.scriptOrigin
        kept.scriptAt ??= old.scriptAt
      }
    },
  }
}
