import { dialogKey } from '../rows.ts'
import type { Operation, WriteInput, WriteName, WriteOutput } from '../writes/index.ts'

/**
 * What a batch locks before anything else, in this order everywhere: widgets by id, then rooms by (widget, id), those of dialogs found by
 * their key, and of many by their pipe, in the same statement. Whoever changes anything of a room holds its row; whoever makes rooms or changes users holds the
 * widget's. All locks are taken at once and in one order, so no two batches, of one node or of many, wait for one another in a circle.
 */
export interface Locks {
  widgets: number[]
  rooms: { widgetId: number; roomId: number }[]
  dialogs: { widgetId: number; key: string }[]
  pipes: { widgetId: number; pipe: string }[]
}

/** Which lane has the writes of a room (or, with room 0, those of the widget itself). */
export type LaneOf = (widgetId: number, roomId: number) => number

/** A part of an operation, or the whole, and where it runs. */
export interface Part<Input> {
  lane: number
  input: Input
}

interface Placement<Input, Output> {
  /** What spans rooms or widgets goes in parts, each to its lane: each part is atomic, the whole is not. */
  split(input: Input, laneOf: LaneOf): Part<Input>[]
  join(outputs: Output[]): Output
  lock(input: Input, locks: Locks): void
}

const THE_WIDGET_ITSELF = 0

const only = <Output>([output]: Output[]): Output => output as Output

function inRoom<Input extends { widgetId: number; roomId: number }, Output>(): Placement<Input, Output> {
  return {
    split: (input, laneOf) => [{ lane: laneOf(input.widgetId, input.roomId), input }],
    join: only,
    lock: ({ widgetId, roomId }, { rooms }) => rooms.push({ widgetId, roomId }),
  }
}

function inWidget<Input extends { widgetId: number }, Output>(): Placement<Input, Output> {
  return {
    split: (input, laneOf) => [{ lane: laneOf(input.widgetId, THE_WIDGET_ITSELF), input }],
    join: only,
    lock: ({ widgetId }, { widgets }) => widgets.push(widgetId),
  }
}

const placements: { [N in WriteName]: Placement<WriteInput<N>, WriteOutput<N>> } = {
  'dialog.answer': inRoom(),
  'message.delete': inRoom(),
  'message.edit': inRoom(),
  'messages.append': inRoom(),
  'dialog.open': {
    ...inWidget(),
    lock({ widgetId, userId, peerId }, { widgets, dialogs }) {
      widgets.push(widgetId)
      dialogs.push({ widgetId, key: dialogKey(userId, peerId) })
    },
  },
  'room.make': {
    ...inWidget(),
    lock({ widgetId, pipe }, { widgets, pipes }) {
      widgets.push(widgetId)
      pipes.push({ widgetId, pipe })
    },
  },
  'members.change': inRoom(),
  'users.put': inWidget(),
  'users.touch': inWidget(),
  'users.last-seen': {
    split: (seen, laneOf) => byLane(seen, ({ widgetId }) => laneOf(widgetId, THE_WIDGET_ITSELF)),
    join: () => undefined,
    lock: (seen, { widgets }) => widgets.push(...seen.map(({ widgetId }) => widgetId)),
  },
  'watermarks.move': {
    split: (moves, laneOf) => byLane(moves, ({ widgetId, roomId }) => laneOf(widgetId, roomId)),
    join: (moved) => moved.flat(),
    lock: (moves, { rooms }) => rooms.push(...moves),
  },
  // Here `control` has connections of its own, so none comes this way.
  'control.statement': { split: (input) => [{ lane: 0, input }], join: only, lock: () => undefined },
}

function byLane<Row>(rows: readonly Row[], laneOf: (row: Row) => number): Part<Row[]>[] {
  const lanes = Map.groupBy(rows, laneOf)
  return [...lanes].map(([lane, input]) => ({ lane, input }))
}

export function placementOf<N extends WriteName>(name: N): Placement<WriteInput<N>, WriteOutput<N>> {
  return placements[name]
}

export function locksOf(operations: readonly Operation[]): Locks {
  const locks: Locks = { widgets: [], rooms: [], dialogs: [], pipes: [] }
  // The name decides the type of the input.
  for (const { name, input } of operations) placementOf(name).lock(input as never, locks)
  return locks
}
