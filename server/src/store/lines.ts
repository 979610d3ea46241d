import type { Operation, WriteInput, WriteName } from './writes/index.ts'

/** Where a write waits: the widget's line, or that of the dashboard; and what it costs beside others: about one for a row. */
export interface Place {
  line: number
  cost: number
}

/** Widgets' numbers begin with 1. */
const DASHBOARD = 0

/** A text of this many UTF-16 units costs as much as one more row. */
const TEXT_A_ROW = 2_000

/** Rows of one widget in one write, so that a widget's many reads don't stand before its neighbours' messages in one piece. */
const MAX_ROWS = 100

const one = ({ widgetId }: { widgetId: number }): Place => ({ line: widgetId, cost: 1 })
const rows = (list: readonly { widgetId: number }[]): Place => ({
  line: list[0]?.widgetId ?? DASHBOARD,
  cost: Math.max(1, list.length),
})
const written = ({ widgetId, text }: { widgetId: number; text: string }): Place => ({
  line: widgetId,
  cost: 1 + Math.floor(text.length / TEXT_A_ROW),
})

const places: { [N in WriteName]: (input: WriteInput<N>) => Place } = {
  'control.statement': () => ({ line: DASHBOARD, cost: 1 }),
  'dialog.answer': one,
  'dialog.open': one,
  'members.change': ({ widgetId, userIds }) => ({ line: widgetId, cost: Math.max(1, userIds.length) }),
  'message.delete': one,
  'message.edit': written,
  'messages.append': written,
  'room.make': ({ widgetId, userIds }) => ({ line: widgetId, cost: 1 + userIds.length }),
  'users.last-seen': rows,
  'users.put': ({ widgetId, users }) => ({ line: widgetId, cost: Math.max(1, users.length) }),
  'users.touch': one,
  'watermarks.move': rows,
}

/** By the kind of the write and what it was given. */
export function placeOf({ name, input }: Operation): Place {
  // The name decides the type of the input.
  return (places[name] as (input: unknown) => Place)(input)
}

/** Rows of many widgets as writes of one widget each, none of them long. */
export function byWidget<Row extends { widgetId: number }>(list: readonly Row[]): Row[][] {
  const pieces: Row[][] = []
  for (const own of Map.groupBy(list, ({ widgetId }) => widgetId).values()) {
    for (let start = 0; start < own.length; start += MAX_ROWS) pieces.push(own.slice(start, start + MAX_ROWS))
  }
  return pieces
}
