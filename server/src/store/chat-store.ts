import type { Kysely } from 'kysely'
import type { Clock } from '../chat/clock.ts'
import type { ChatStore } from '../chat/ports.ts'
import { Refusal } from '../chat/refusals.ts'
import type { InTurn } from './fair-queue/fair-reads.ts'
import * as blocks from './reads/blocks.ts'
import * as calls from './reads/calls.ts'
import * as directory from './reads/directory.ts'
import * as events from './reads/events.ts'
import * as files from './reads/files.ts'
import * as invites from './reads/invites.ts'
import * as joinRequests from './reads/join-requests.ts'
import * as members from './reads/members.ts'
import * as mentions from './reads/mentions.ts'
import * as messages from './reads/messages.ts'
import * as ownItems from './reads/own-items.ts'
import * as reactions from './reads/reactions.ts'
import * as roomList from './reads/room-list.ts'
import * as rooms from './reads/rooms.ts'
import * as users from './reads/users.ts'
import type { Database } from './schema/schema.ts'
import type { Writer } from './writer.ts'
import { type WriteInput, type WriteName, type WriteOutput, writes } from './writes/index.ts'

/** Rows of one widget in one write. A larger write would delay the messages of other widgets. */
const MAX_ROWS = 100

/** Every exported read, under its name. One that joins the store needs no line here unless its file is new. */
const reads = {
  ...blocks,
  ...calls,
  ...directory,
  ...events,
  ...files,
  ...invites,
  ...joinRequests,
  ...members,
  ...mentions,
  ...messages,
  ...ownItems,
  ...reactions,
  ...roomList,
  ...rooms,
  ...users,
}

/** The reads in the form that the chat calls: without the connection. */
type Reads = {
  [Name in keyof typeof reads]: (typeof reads)[Name] extends (
    db: Kysely<Database>,
    widget_id: number,
    ...rest: infer Rest
  ) => Promise<infer Result>
    ? (widget_id: number, ...rest: Rest) => Promise<Result>
    : never
}

/** The writes in the form that the chat calls: without the time. */
type Writes = { [Name in WriteName]: (input: Untimed<WriteInput<Name>>) => Promise<WriteOutput<Name>> }
type Untimed<Input> = Input extends unknown ? Omit<Input, 'at'> : never

/**
 * Implements the domain's port on a reader and a writer: `store.membersOf` is the read of that name in `reads/`,
 * `store.editMessage` the write of that name in `writes/index.ts`. What differs is spelled out. A write carries the
 * time at which the server took it, not the time of its commit.
 */
export function chatStore({
  epoch,
  readDb,
  inTurn,
  writer: { write },
  clock,
}: {
  epoch: string
  readDb: Kysely<Database>
  inTurn: InTurn
  writer: Pick<Writer, 'write'>
  clock: Clock
}): ChatStore {
  const read =
    (run: (db: Kysely<Database>, widget_id: number, ...rest: unknown[]) => Promise<unknown>) =>
    (widget_id: number, ...rest: unknown[]) =>
      inTurn(widget_id, () => run(readDb, widget_id, ...rest))
  const writeNow = (name: WriteName) => (input: object) =>
    write(name, { ...input, at: clock.now() } as WriteInput<WriteName>)
  const everyRead = mapped(reads, (run) => read(run as Parameters<typeof read>[0])) as unknown as Reads
  const everyWrite = mapped(writes, (_write, name) => writeNow(name)) as unknown as Writes
  return {
    epoch,
    ...everyRead,
    ...everyWrite,

    roomsOf: (widget_id, user_id, page) => everyRead.roomsOf(widget_id, user_id, { ...page, at: clock.now() }),
    roomCounts: (widget_id, user_id) => everyRead.roomCounts(widget_id, user_id, clock.now()),
    openDialog: async (input) => {
      const opened = await everyWrite.openDialog(input)
      if (!('refused' in opened)) return opened
      const { refused } = opened
      const isOfPeer = refused === 'blocked' || refused === 'request_pending' || refused === 'request_declined'
      throw new Refusal(refused, isOfPeer ? { field: 'user_id' } : {})
    },
    makeRoom: async (input) => {
      const made = await everyWrite.makeRoom(input)
      if ('full' in made) throw new Refusal('too_many_rooms')
      return made
    },
    moveWatermarks: async (moves) =>
      (await Promise.all(byWidget(moves).map((own) => write('moveWatermarks', own)))).flat(),
    setLastSeen: async (seen) => {
      await Promise.all(byWidget(seen).map((own) => write('setLastSeen', own)))
    },
  }
}

function mapped<T extends object, Result>(parts: T, map: (part: T[keyof T], name: keyof T) => Result) {
  const entries = Object.entries(parts) as [keyof T, T[keyof T]][]
  return Object.fromEntries(entries.map(([name, part]) => [name, map(part, name)]))
}

/** Splits the rows of many widgets into short writes of one widget each. */
function byWidget<Row extends { widget_id: number }>(list: readonly Row[]): Row[][] {
  const pieces: Row[][] = []
  for (const own of Map.groupBy(list, ({ widget_id }) => widget_id).values()) {
    for (let start = 0; start < own.length; start += MAX_ROWS) pieces.push(own.slice(start, start + MAX_ROWS))
  }
  return pieces
}
