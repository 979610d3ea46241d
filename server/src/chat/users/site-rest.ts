import { type Clock, steady } from '../clock.ts'

/** Sites that failed are asked for nobody for a while, which doubles with each failure in a row. */
export interface SiteRest {
  resting(widgetId: number): boolean
  failed(widgetId: number): void
  answered(widgetId: number): void
}

export interface SiteRestLimits {
  /** milliseconds after the first failure */
  firstMs: number
  longestMs: number
}

export function siteRest(clock: Clock, { firstMs, longestMs }: SiteRestLimits): SiteRest {
  const time = steady(clock)
  const rests = new Map<number, { until: number; ms: number }>()
  const resting = (widgetId: number) => (rests.get(widgetId)?.until ?? 0) > time.now()
  return {
    resting,
    failed(widgetId) {
      // calls that were under way together fail together: that is one failure
      if (resting(widgetId)) return
      const before = rests.get(widgetId)
      const ms = before === undefined ? firstMs : Math.min(before.ms * 2, longestMs)
      rests.set(widgetId, { until: time.now() + ms, ms })
    },
    answered(widgetId) {
      rests.delete(widgetId)
    },
  }
}
