import type { Clock } from '../domain/clock.ts'
import type { Widget, WidgetReader } from '../domain/widgets/widget.ts'

export interface RecentWidgets extends WidgetReader {
  /** What was read of it counts no longer. */
  forget(widgetId: number): void
}

/** Widgets are read for every message. What was read stays true for a moment; a change in the dashboard counts after `freshMs`. */
export function recentWidgets(widgets: WidgetReader, clock: Clock, freshMs: number): RecentWidgets {
  const recent = new Map<number, { at: number; widget: Promise<Widget | null> }>()
  return {
    find(widgetId) {
      const now = clock.now()
      const known = recent.get(widgetId)
      // Also a time that lies ahead is another time: the clock was set back.
      if (known && Math.abs(now - known.at) < freshMs) return known.widget
      const widget = widgets.find(widgetId)
      recent.set(widgetId, { at: now, widget })
      // Neither a failure nor a number that somebody tried out is worth remembering.
      widget.then(
        (found) => found ?? recent.delete(widgetId),
        () => recent.delete(widgetId),
      )
      return widget
    },
    forget: (widgetId) => void recent.delete(widgetId),
  }
}
