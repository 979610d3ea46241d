import type { Kysely } from 'kysely'
import type { ChangeMembers } from '../../chat/ports.ts'
import { dialogKey } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import type { Write } from './write.ts'

/**
 * What a PostgreSQL batch locks first, always in this order: widgets by id, rooms by (widget, id), own states by
 * (widget, user), then users who are counted. The statement that locks rooms also finds dialogs by their key or by
 * their two users, and other rooms by their pipe. A write that changes a room holds the room's row; a write that
 * creates rooms or changes users holds the widget's row. Each batch takes all its locks at once and in this order, so
 * no two batches deadlock, on one node or on many.
 */
export interface Locks {
  widgets: number[]
  rooms: { widgetId: number; roomId: number }[]
  dialogs: { widgetId: number; key: string }[]
  /** all dialogs of two users */
  pairs: { widgetId: number; userId: string; peerId: string }[]
  pipes: { widgetId: number; pipe: string }[]
  /** users whose own state changes */
  owners: { widgetId: number; userId: string }[]
  /** users whose rooms or open reports are limited and counted: transactions count them one after the other */
  counted: { widgetId: number; userId: string }[]
}

/** The PostgreSQL lane of a room's writes. Room 0 stands for the writes of the widget itself. */
export type LaneOf = (widgetId: number, roomId: number) => number

/** Where a write runs, on both databases. */
interface Scope<Input> {
  /** the widget whose queue the write waits in; 0 is the dashboard's */
  queue(input: Input): number
  /** Splits a write over several rooms or widgets into a part per lane: each part is atomic, the whole is not. */
  split<Whole extends Input>(input: Whole, laneOf: LaneOf): { lane: number; input: Whole }[]
  lock(input: Input, locks: Locks): void
}

export interface DefinedWrite<Name extends string, Input, Output> extends Scope<Input> {
  name: Name
  run: Write<Input, Output>
  /** the cost in the queue, relative to other writes: about 1 for a row */
  cost(input: Input): number
  /** what it takes of a batch, by its time: about 1 for a row of a message */
  weight(input: Input): number
  join(outputs: Output[]): Output
  asFirstTry(output: Output, input: Input): Output
  alone: Alone<Input, Output> | null
  whenFull: boolean
}

/**
 * A write that shares its statements with no other takes as long as so many rows of messages: about 0.3 ms. Without it,
 * a batch of one widget's costly writes would keep other widgets waiting for half a second.
 */
const ONE_BY_ONE = 50

/** @returns null: nothing is stored, and the write runs in a transaction */
type Alone<Input, Output> = (db: Kysely<Database>, input: Input) => Promise<Output | null>

/**
 * Declares one kind of write for both databases.
 * @param scope where the write waits and runs, and what it locks: `inRoom`, `inWidget`, `ofRows`, or a special one
 */
export function defineWrite<const Name extends string, Input, Output>(
  name: Name,
  run: Write<Input, Output>,
  scope: Scope<NoInfer<Input>>,
  {
    cost = () => 1,
    time = run.oneByOne ? ONE_BY_ONE : 0,
    join = ([output]) => output as Output,
    asFirstTry = (output) => output,
    alone = null,
    whenFull = false,
  }: {
    cost?: (input: NoInfer<Input>) => number
    /** what it takes of a batch besides its cost */
    time?: number
    /** combines the outputs of the parts */
    join?: (outputs: NoInfer<Output>[]) => NoInfer<Output>
    /**
     * If the connection breaks at the commit, the batch runs again, and the output may report the write's own first try
     * as "already stored". This turns the output into that of a first try. Publishing an event twice is harmless.
     */
    asFirstTry?: (output: NoInfer<Output>, input: NoInfer<Input>) => NoInfer<Output>
    /** for PostgreSQL: runs a write that comes alone as one statement, which takes its own locks and commits */
    alone?: Alone<NoInfer<Input>, NoInfer<Output>> | null
    /** it makes room on a full disk, or lets people in who can: it may use the last space */
    whenFull?: boolean
  } = {},
): DefinedWrite<Name, Input, Output> {
  const weight = (input: Input) => cost(input) + time
  return { name, run, ...scope, cost, weight, join, asFirstTry, alone, whenFull }
}

const THE_WIDGET_ITSELF = 0
const THE_DASHBOARD = 0

interface OfWidget {
  widgetId: number
}

interface OfRoom extends OfWidget {
  roomId: number
}

/** A write of one room. */
export const inRoom: Scope<OfRoom> = {
  queue: ({ widgetId }) => widgetId,
  split: (input, laneOf) => [{ lane: laneOf(input.widgetId, input.roomId), input }],
  lock: ({ widgetId, roomId }, { rooms }) => rooms.push({ widgetId, roomId }),
}

/**
 * A message or an edit: it also reads the one that it forwards, ends its sender's draft, a held one is in the own
 * state, and open reports about its sender are counted.
 */
export const inRoomOfMessage: Scope<
  OfRoom & {
    senderId: string
    forwarded?: { roomId: number } | undefined
    draftRev?: number | undefined
    hold?: object | undefined
    flagged?: object | undefined
  }
> = {
  ...inRoom,
  lock({ widgetId, roomId, senderId, forwarded, draftRev, hold, flagged }, { rooms, owners, counted }) {
    rooms.push({ widgetId, roomId })
    if (flagged) counted.push({ widgetId, userId: senderId })
    if (forwarded) rooms.push({ widgetId, roomId: forwarded.roomId })
    if (draftRev !== undefined || hold !== undefined) owners.push({ widgetId, userId: senderId })
  },
}

/** A press, whose reply is a message without files, draft or hold. */
export const inRoomOfPress: Scope<OfRoom & { userId: string; reply: { flagged?: object | undefined } | null }> = {
  ...inRoom,
  lock({ widgetId, roomId, userId, reply }, { rooms, counted }) {
    rooms.push({ widgetId, roomId })
    if (reply?.flagged) counted.push({ widgetId, userId })
  },
}

/** A preview: its picture may be a blob of the widget, as that of an upload. */
export const inRoomOfPreview: Scope<OfRoom & { picture: object | null }> = {
  ...inRoom,
  lock({ widgetId, roomId, picture }, { widgets, rooms }) {
    rooms.push({ widgetId, roomId })
    if (picture) widgets.push(widgetId)
  },
}

/** A write of one room that also changes the own state of a message's sender. */
export const inRoomOfSender: Scope<OfRoom & { senderId: string }> = {
  ...inRoom,
  lock({ widgetId, roomId, senderId }, { rooms, owners }) {
    rooms.push({ widgetId, roomId })
    owners.push({ widgetId, userId: senderId })
  },
}

/** A write of the widget's users. */
export const inWidget: Scope<OfWidget> = {
  queue: ({ widgetId }) => widgetId,
  split: (input, laneOf) => [{ lane: laneOf(input.widgetId, THE_WIDGET_ITSELF), input }],
  lock: ({ widgetId }, { widgets }) => widgets.push(widgetId),
}

/** A write that creates a pair's dialog. */
export const inDialogOf: Scope<
  OfWidget & { userId: string; peerId: string; context?: { id: string } | undefined; mostRooms: number }
> = {
  ...inWidget,
  lock({ widgetId, userId, peerId, context, mostRooms }, { widgets, dialogs, counted }) {
    widgets.push(widgetId)
    dialogs.push({ widgetId, key: dialogKey(userId, peerId, context?.id) })
    if (mostRooms > 0) counted.push({ widgetId, userId }, { widgetId, userId: peerId })
  },
}

/** A write that creates the room of a pipe. */
export const inRoomOfPipe: Scope<
  OfWidget & { pipe: string; ownerId: string | null; userIds: readonly string[]; mostRooms: number }
> = {
  ...inWidget,
  lock({ widgetId, pipe, ownerId, userIds, mostRooms }, { widgets, pipes, counted }) {
    widgets.push(widgetId)
    pipes.push({ widgetId, pipe })
    if (mostRooms === 0) return
    for (const userId of ownerId === null ? userIds : [ownerId, ...userIds]) counted.push({ widgetId, userId })
  },
}

/** A write that may return one user to a room. */
export const inRoomOfAnswer: Scope<OfRoom & { userId: string; accept: boolean; mostRooms: number }> = {
  ...inRoom,
  lock({ widgetId, roomId, userId, accept, mostRooms }, { rooms, counted }) {
    rooms.push({ widgetId, roomId })
    if (accept && mostRooms > 0) counted.push({ widgetId, userId })
  },
}

/** A write that adds users to a room or removes them. */
export const inRoomOfMembers: Scope<
  OfRoom & { act: ChangeMembers['act']; userIds: readonly string[]; mostRooms: number }
> = {
  ...inRoom,
  lock({ widgetId, roomId, act, userIds, mostRooms }, { rooms, owners, counted }) {
    rooms.push({ widgetId, roomId })
    // an accepted request leaves the own state of its user
    if (act === 'accept') owners.push(...userIds.map((userId) => ({ widgetId, userId })))
    if (mostRooms === 0 || (act !== 'join' && act !== 'add' && act !== 'accept')) return
    for (const userId of userIds) counted.push({ widgetId, userId })
  },
}

/** A write of requests to join a room, which are also the own state of the users who ask. */
export const inRoomOfAskers: Scope<OfRoom & ({ userId: string } | { userIds: readonly string[] })> = {
  ...inRoom,
  lock(input, { rooms, owners }) {
    const { widgetId, roomId } = input
    rooms.push({ widgetId, roomId })
    for (const userId of 'userIds' in input ? input.userIds : [input.userId]) owners.push({ widgetId, userId })
  },
}

/** A write of one user's own state. */
export const inOwnState: Scope<OfWidget & { userId: string }> = {
  queue: ({ widgetId }) => widgetId,
  split: (input, laneOf) => [{ lane: laneOf(input.widgetId, numberOf(input.userId)), input }],
  lock: ({ widgetId, userId }, { owners }) => owners.push({ widgetId, userId }),
}

/** A write of one user's own state that also changes their membership in a room. */
export const inOwnRoom: Scope<OfRoom & { userId: string }> = {
  ...inOwnState,
  lock({ widgetId, roomId, userId }, { rooms, owners }) {
    rooms.push({ widgetId, roomId })
    owners.push({ widgetId, userId })
  },
}

/** A write of one user's own state that also changes the user. */
export const inSettings: Scope<OfWidget & { userId: string }> = {
  ...inWidget,
  lock({ widgetId, userId }, { widgets, owners }) {
    widgets.push(widgetId)
    owners.push({ widgetId, userId })
  },
}

/** A write of one user's own state that also changes the dialogs with another user. */
export const inBlockOf: Scope<OfWidget & { userId: string; peerId: string }> = {
  ...inWidget,
  lock({ widgetId, userId, peerId }, { widgets, pairs, owners }) {
    widgets.push(widgetId)
    pairs.push({ widgetId, userId, peerId })
    owners.push({ widgetId, userId })
  },
}

/** Spreads users over the lanes. */
function numberOf(userId: string): number {
  let number = 0
  for (const unit of userId) number = (Math.imul(number, 31) + (unit.codePointAt(0) ?? 0)) >>> 0
  return number
}

/** Rows of one widget's rooms. */
export const overRooms: Scope<readonly OfRoom[]> = {
  queue: queueOfRows,
  split: (rows, laneOf) => byLane(rows, ({ widgetId, roomId }: OfRoom) => laneOf(widgetId, roomId)),
  lock: (rows, { rooms }) => rooms.push(...rows),
}

/** Rows of one widget's users. */
export const overUsers: Scope<readonly OfWidget[]> = {
  queue: queueOfRows,
  split: (rows, laneOf) => byLane(rows, ({ widgetId }: OfWidget) => laneOf(widgetId, THE_WIDGET_ITSELF)),
  lock: (rows, { widgets }) => widgets.push(...rows.map(({ widgetId }) => widgetId)),
}

/** Statements of the dashboard; on PostgreSQL they use separate connections. */
export const ofDashboard: Scope<unknown> = {
  queue: () => THE_DASHBOARD,
  split: (input) => [{ lane: 0, input }],
  lock: () => undefined,
}

function queueOfRows(rows: readonly OfWidget[]): number {
  return rows[0]?.widgetId ?? THE_DASHBOARD
}

function byLane<Row, Rows extends readonly Row[]>(rows: Rows, laneOf: (row: Row) => number) {
  // a part of a list is a list of the same kind
  return [...Map.groupBy<number, Row>(rows, laneOf)].map(([lane, part]) => ({
    lane,
    input: part as readonly Row[] as Rows,
  }))
}

/** Cost of a list of rows. */
export const costOfRows = (rows: readonly unknown[]): number => Math.max(1, rows.length)

/** A text of this many UTF-16 units costs as much as one more row. */
const TEXT_PER_ROW = 2_000

/** Cost of a message's text. */
export const costOfText = ({ text }: { text: string }): number => 1 + Math.floor(text.length / TEXT_PER_ROW)
