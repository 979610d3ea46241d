/** Rows of one widget in one write. A larger write would delay the messages of other widgets. */
const MAX_ROWS = 100

/** Splits the rows of many widgets into short writes of one widget each. */
export function byWidget<Row extends { widgetId: number }>(list: readonly Row[]): Row[][] {
  const pieces: Row[][] = []
  for (const own of Map.groupBy(list, ({ widgetId }) => widgetId).values()) {
    for (let start = 0; start < own.length; start += MAX_ROWS) pieces.push(own.slice(start, start + MAX_ROWS))
  }
  return pieces
}
