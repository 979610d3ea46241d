/** Rows of one widget in one write, so that a widget's many reads don't stand before its neighbours' messages in one piece. */
const MAX_ROWS = 100

/** Rows of many widgets as writes of one widget each, none of them long. */
export function byWidget<Row extends { widgetId: number }>(list: readonly Row[]): Row[][] {
  const pieces: Row[][] = []
  for (const own of Map.groupBy(list, ({ widgetId }) => widgetId).values()) {
    for (let start = 0; start < own.length; start += MAX_ROWS) pieces.push(own.slice(start, start + MAX_ROWS))
  }
  return pieces
}
