import type { Clock } from '../../chat/clock.ts'
import type { Widget, WidgetReader } from '../../chat/widget.ts'

export interface RecentWidgets extends WidgetReader {
  /** Drops the cached settings of this widget. */
  forget(widget_id: number): void
}

/**
 * Every message needs its widget. The server reuses a widget for `freshMs`, so a change in the dashboard counts after
 * that time.
 */
export function recentWidgets(widgets: WidgetReader, clock: Clock, freshMs: number): RecentWidgets {
  const recent = new Map<number, { at: number; widget: Promise<Widget | null> }>()
  return {
    find(widget_id) {
      const now = clock.now()
      const known = recent.get(widget_id)
      // a time in the future is too old as well: the clock was set back
      if (known && Math.abs(now - known.at) < freshMs) return known.widget
      const widget = widgets.find(widget_id)
      recent.set(widget_id, { at: now, widget })
      // Remembers neither a failure nor the number of a widget that does not exist.
      widget.then(
        (found) => found ?? recent.delete(widget_id),
        () => recent.delete(widget_id),
      )
      return widget
    },
    forget: (widget_id) => void recent.delete(widget_id),
  }
}
