import { type Clock, steady } from '../clock.ts'

/** Sites that failed are asked for nobody for a while, which doubles with each failure in a row. */
export interface SiteRest {
  resting(widget_id: number): boolean
  failed(widget_id: number): void
  answered(widget_id: number): void
}

export interface SiteRestLimits {
  /** milliseconds after the first failure */
  firstMs: number
  longestMs: number
}

export function siteRest(clock: Clock, { firstMs, longestMs }: SiteRestLimits): SiteRest {
  const time = steady(clock)
  const rests = new Map<number, { until: number; ms: number }>()
  const resting = (widget_id: number) => (rests.get(widget_id)?.until ?? 0) > time.now()
  return {
    resting,
    failed(widget_id) {
      // calls that were under way together fail together: that is one failure
      if (resting(widget_id)) return
      const before = rests.get(widget_id)
      const ms = before === undefined ? firstMs : Math.min(before.ms * 2, longestMs)
      rests.set(widget_id, { until: time.now() + ms, ms })
    },
    answered(widget_id) {
      rests.delete(widget_id)
    },
  }
}
