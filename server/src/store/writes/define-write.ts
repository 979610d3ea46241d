import type { Kysely } from 'kysely'
import type { ChangeMembers } from '../../chat/ports.ts'
import { dialogKey } from '../schema/rows.ts'
import type { Database } from '../schema/schema.ts'
import type { Write } from './write.ts'

/**
 * Rows that a PostgreSQL batch locks first, always in this order: widgets by id, rooms by (widget, id), own states by
 * (widget, user), then users who are counted. The statement that locks rooms also finds dialogs by their key or by
 * their two users, and other rooms by their pipe. A write that changes a room holds the room's row; a write that
 * creates rooms or changes users holds the widget's row. Each batch takes all its locks at once and in this order, so
 * no two batches deadlock, on one node or on many.
 */
export interface Locks {
  widgets: number[]
  rooms: { widget_id: number; room_id: number }[]
  dialogs: { widget_id: number; key: string }[]
  /** all dialogs of two users */
  pairs: { widget_id: number; user_id: string; peer_id: string }[]
  pipes: { widget_id: number; pipe: string }[]
  /** users whose own state changes */
  owners: { widget_id: number; user_id: string }[]
  /** users whose rooms or open reports are limited and counted: transactions count them one after the other */
  counted: { widget_id: number; user_id: string }[]
}

/** The PostgreSQL lane of a room's writes. Room 0 is used for writes of the widget itself. */
export type LaneOf = (widget_id: number, room_id: number) => number

/** The transaction in which a write runs, on both databases. */
interface Scope<Input> {
  /** the widget whose queue the write waits in; 0 is the dashboard's */
  queue(input: Input): number
  /** Splits a write over several rooms or widgets into a part per lane: each part is atomic, the whole is not. */
  split<Whole extends Input>(input: Whole, laneOf: LaneOf): { lane: number; input: Whole }[]
  lock(input: Input, locks: Locks): void
}

export interface DefinedWrite<Input, Output> extends Scope<Input> {
  run: Write<Input, Output>
  /** the cost in the queue, relative to other writes: about 1 for a row */
  cost(input: Input): number
  /** its share of a batch, by its time: about 1 for a row of a message */
  weight(input: Input): number
  join(outputs: Output[]): Output
  asFirstTry(output: Output, input: Input): Output
  alone: Alone<Input, Output> | null
  whenFull: boolean
  removesWords(input: Input): boolean
  short: ShortForm<Input, Output> | null
}

/** Packs an output into a list of numbers for the way between the threads; the rest of it is in the input. */
interface ShortForm<Input, Output> {
  /** @returns null: the output does not fit the short form */
  of(output: Output, input: Input): readonly number[] | null
  whole(short: readonly number[], input: Input): Output
}

/**
 * A write that shares its statements with no other takes as long as so many rows of messages: about 0.3 ms. Without it,
 * a batch of one widget's costly writes would keep other widgets waiting for half a second.
 */
const ONE_BY_ONE = 50

/** Parts of an output that a write stores with it: a message, or a call. */
const PARTS = ['appended', 'call'] as const

/**
 * For a write that ran again after a commit with an unknown outcome: what looks unchanged or stored before may be its
 * own change, which was not published yet. Publishing an event twice is harmless.
 */
export function changedAgain<Output>(output: Output): Output {
  return (typeof output === 'object' && output !== null ? published(output) : output) as Output
}

function published(output: object): object {
  let again = output
  for (const part of PARTS) {
    if (!(part in again)) continue
    const before = (again as Record<typeof part, unknown>)[part]
    const after = changedAgain(before)
    if (after !== before) again = { ...again, [part]: after }
  }
  if ('changed' in again && again.changed === false) again = { ...again, changed: true }
  if (!('kind' in again)) return again
  if (again.kind === 'unchanged') return { ...again, kind: 'changed' }
  const isRepeat = again.kind === 'repeated' && 'message' in again
  return isRepeat ? { ...again, kind: 'appended', membersChanged: true, inGroup: true } : again
}

/**
 * @param logged its widget has an event log
 * @returns null: nothing is stored, and the write runs in a transaction
 */
type Alone<Input, Output> = (db: Kysely<Database>, input: Input, logged: boolean) => Promise<Output | null>

/**
 * Declares one kind of write for both databases.
 * @param scope its queue, its lane and its locks: `inRoom`, `inWidget`, `ofRows`, or a special one
 */
export function defineWrite<Input, Output>(
  run: Write<Input, Output>,
  scope: Scope<NoInfer<Input>>,
  {
    cost = () => 1,
    time = run.oneByOne ? ONE_BY_ONE : 0,
    join = ([output]) => output as Output,
    asFirstTry = changedAgain,
    alone = null,
    whenFull = false,
    removesWords = false,
    short = null,
  }: {
    cost?: (input: NoInfer<Input>) => number
    /** its share of a batch besides its cost */
    time?: number
    /** combines the outputs of the parts */
    join?: (outputs: NoInfer<Output>[]) => NoInfer<Output>
    /**
     * If the connection breaks at the commit, the batch runs again, and the output may report the write's own first try
     * as "already stored". This turns the output into that of a first try, where `changedAgain` does not do it.
     */
    asFirstTry?: (output: NoInfer<Output>, input: NoInfer<Input>) => NoInfer<Output>
    /** for PostgreSQL: runs a write that comes alone as one statement, which takes its own locks and commits */
    alone?: Alone<NoInfer<Input>, NoInfer<Output>> | null
    /** it frees space on a full disk, or signs in people who can: it may use the last space */
    whenFull?: boolean
    /** it leaves deleted words in SQLite's write-ahead log, which must be cleaned */
    removesWords?: boolean | ((input: NoInfer<Input>) => boolean)
    /** for SQLite: most outputs of a frequent write */
    short?: ShortForm<NoInfer<Input>, NoInfer<Output>> | null
  } = {},
): DefinedWrite<Input, Output> {
  const weight = (input: Input) => cost(input) + time
  const removes = typeof removesWords === 'boolean' ? () => removesWords : removesWords
  return { run, ...scope, cost, weight, join, asFirstTry, alone, whenFull, removesWords: removes, short }
}

const THE_WIDGET_ITSELF = 0
const THE_DASHBOARD = 0

interface OfWidget {
  widget_id: number
}

interface OfRoom extends OfWidget {
  room_id: number
}

/** A write of one room. */
export const inRoom: Scope<OfRoom> = {
  queue: ({ widget_id }) => widget_id,
  split: (input, laneOf) => [{ lane: laneOf(input.widget_id, input.room_id), input }],
  lock: ({ widget_id, room_id }, { rooms }) => rooms.push({ widget_id, room_id }),
}

/**
 * A message or an edit: it also reads the one that it forwards, ends its sender's draft, a held one is in the own
 * state, and open reports about its sender are counted.
 */
export const inRoomOfMessage: Scope<
  OfRoom & {
    sender_id: string
    forwarded?: { room_id: number } | undefined
    draftRev?: number | undefined
    hold?: object | undefined
    flagged?: object | undefined
  }
> = {
  ...inRoom,
  lock({ widget_id, room_id, sender_id, forwarded, draftRev, hold, flagged }, { rooms, owners, counted }) {
    rooms.push({ widget_id, room_id })
    if (flagged) counted.push({ widget_id, user_id: sender_id })
    if (forwarded) rooms.push({ widget_id, room_id: forwarded.room_id })
    if (draftRev !== undefined || hold !== undefined) owners.push({ widget_id, user_id: sender_id })
  },
}

/** A press, whose reply is a message without files, draft or hold. */
export const inRoomOfPress: Scope<OfRoom & { user_id: string; reply: { flagged?: object | undefined } | null }> = {
  ...inRoom,
  lock({ widget_id, room_id, user_id, reply }, { rooms, counted }) {
    rooms.push({ widget_id, room_id })
    if (reply?.flagged) counted.push({ widget_id, user_id })
  },
}

/** A preview: its picture may be a blob of the widget, as that of an upload. */
export const inRoomOfPreview: Scope<OfRoom & { picture: object | null }> = {
  ...inRoom,
  lock({ widget_id, room_id, picture }, { widgets, rooms }) {
    rooms.push({ widget_id, room_id })
    if (picture) widgets.push(widget_id)
  },
}

/** A write of one room that also changes the own state of a message's sender. */
export const inRoomOfSender: Scope<OfRoom & { sender_id: string }> = {
  ...inRoom,
  lock({ widget_id, room_id, sender_id }, { rooms, owners }) {
    rooms.push({ widget_id, room_id })
    owners.push({ widget_id, user_id: sender_id })
  },
}

/** A write of the widget's users. */
export const inWidget: Scope<OfWidget> = {
  queue: ({ widget_id }) => widget_id,
  split: (input, laneOf) => [{ lane: laneOf(input.widget_id, THE_WIDGET_ITSELF), input }],
  lock: ({ widget_id }, { widgets }) => widgets.push(widget_id),
}

/** A new call: of its two users, transactions look one after the other whether they are in a call. */
export const inRoomOfCall: Scope<OfRoom & { user_id: string; peer_id: string }> = {
  ...inRoom,
  lock({ widget_id, room_id, user_id, peer_id }, { rooms, counted }) {
    rooms.push({ widget_id, room_id })
    counted.push({ widget_id, user_id }, { widget_id, user_id: peer_id })
  },
}

/** A user who comes into the call of a group: they are in one call at a time. */
export const inRoomOfParty: Scope<OfRoom & { user_id: string }> = {
  ...inRoom,
  lock({ widget_id, room_id, user_id }, { rooms, counted }) {
    rooms.push({ widget_id, room_id })
    counted.push({ widget_id, user_id })
  },
}

/** A write that creates a pair's dialog. */
export const inDialogOf: Scope<
  OfWidget & { user_id: string; peer_id: string; context?: { id: string } | undefined; anyNumber?: boolean | undefined }
> = {
  ...inWidget,
  lock({ widget_id, user_id, peer_id, context, anyNumber }, { widgets, dialogs, counted }) {
    widgets.push(widget_id)
    dialogs.push({ widget_id, key: dialogKey(user_id, peer_id, context?.id) })
    if (!anyNumber) counted.push({ widget_id, user_id }, { widget_id, user_id: peer_id })
  },
}

/** A write that creates the room of a pipe. */
export const inRoomOfPipe: Scope<OfWidget & { pipe: string; ownerId: string | null; user_ids: readonly string[] }> = {
  ...inWidget,
  lock({ widget_id, pipe, ownerId, user_ids }, { widgets, pipes, counted }) {
    widgets.push(widget_id)
    pipes.push({ widget_id, pipe })
    for (const user_id of ownerId === null ? user_ids : [ownerId, ...user_ids]) counted.push({ widget_id, user_id })
  },
}

/** A write that may return one user to a room. */
export const inRoomOfAnswer: Scope<OfRoom & { user_id: string; accept: boolean }> = {
  ...inRoom,
  lock({ widget_id, room_id, user_id, accept }, { rooms, counted }) {
    rooms.push({ widget_id, room_id })
    if (accept) counted.push({ widget_id, user_id })
  },
}

/** A write that adds users to a room or removes them. */
export const inRoomOfMembers: Scope<OfRoom & { act: ChangeMembers['act']; user_ids: readonly string[] }> = {
  ...inRoom,
  lock({ widget_id, room_id, act, user_ids }, { rooms, owners, counted }) {
    rooms.push({ widget_id, room_id })
    // an accepted request leaves the own state of its user
    if (act === 'accept') owners.push(...user_ids.map((user_id) => ({ widget_id, user_id })))
    if (act !== 'join' && act !== 'add' && act !== 'accept') return
    for (const user_id of user_ids) counted.push({ widget_id, user_id })
  },
}

/** A write of requests to join a room, which are also the own state of the users who ask. */
export const inRoomOfAskers: Scope<OfRoom & ({ user_id: string } | { user_ids: readonly string[] })> = {
  ...inRoom,
  lock(input, { rooms, owners }) {
    const { widget_id, room_id } = input
    rooms.push({ widget_id, room_id })
    for (const user_id of 'user_ids' in input ? input.user_ids : [input.user_id]) owners.push({ widget_id, user_id })
  },
}

/** A write of one user's own state. */
export const inOwnState: Scope<OfWidget & { user_id: string }> = {
  queue: ({ widget_id }) => widget_id,
  split: (input, laneOf) => [{ lane: laneOf(input.widget_id, numberOf(input.user_id)), input }],
  lock: ({ widget_id, user_id }, { owners }) => owners.push({ widget_id, user_id }),
}

/** A write of one user's own state that also changes their membership in a room. */
export const inOwnRoom: Scope<OfRoom & { user_id: string }> = {
  ...inOwnState,
  lock({ widget_id, room_id, user_id }, { rooms, owners }) {
    rooms.push({ widget_id, room_id })
    owners.push({ widget_id, user_id })
  },
}

/** A write of one user's own state that also changes the user. */
export const inSettings: Scope<OfWidget & { user_id: string }> = {
  ...inWidget,
  lock({ widget_id, user_id }, { widgets, owners }) {
    widgets.push(widget_id)
    owners.push({ widget_id, user_id })
  },
}

/** The same for a user and their profiles. */
export const inStandings: Scope<OfWidget & { user_id: string; profiles?: readonly string[] }> = {
  ...inWidget,
  lock({ widget_id, user_id, profiles = [] }, { widgets, owners }) {
    widgets.push(widget_id)
    for (const id of [user_id, ...profiles]) owners.push({ widget_id, user_id: id })
  },
}

/** A write of one user's own state that also changes the dialogs with another user. */
export const inBlockOf: Scope<OfWidget & { user_id: string; peer_id: string }> = {
  ...inWidget,
  lock({ widget_id, user_id, peer_id }, { widgets, pairs, owners }) {
    widgets.push(widget_id)
    pairs.push({ widget_id, user_id, peer_id })
    owners.push({ widget_id, user_id })
  },
}

/** Spreads users over the lanes. */
function numberOf(user_id: string): number {
  let number = 0
  for (const unit of user_id) number = (Math.imul(number, 31) + (unit.codePointAt(0) ?? 0)) >>> 0
  return number
}

/** Rows of one widget's rooms. */
export const overRooms: Scope<readonly OfRoom[]> = {
  queue: queueOfRows,
  split: (rows, laneOf) => byLane(rows, ({ widget_id, room_id }: OfRoom) => laneOf(widget_id, room_id)),
  lock: (rows, { rooms }) => rooms.push(...rows),
}

/** Rows of one widget's users. */
export const overUsers: Scope<readonly OfWidget[]> = {
  queue: queueOfRows,
  split: (rows, laneOf) => byLane(rows, ({ widget_id }: OfWidget) => laneOf(widget_id, THE_WIDGET_ITSELF)),
  lock: (rows, { widgets }) => widgets.push(...rows.map(({ widget_id }) => widget_id)),
}

/** Statements of the dashboard; on PostgreSQL they use separate connections. */
export const ofDashboard: Scope<unknown> = {
  queue: () => THE_DASHBOARD,
  split: (input) => [{ lane: 0, input }],
  lock: () => undefined,
}

function queueOfRows(rows: readonly OfWidget[]): number {
  return rows[0]?.widget_id ?? THE_DASHBOARD
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
