import type { MemberRole, MemberState, Message, RoomRights } from '@imbachat/protocol'
import type { Handover } from '@imbachat/protocol/rooms/handover'
import { ROOM_TYPE, type RoomType } from '@imbachat/protocol/site'
import { type Kysely, sql } from 'kysely'
import type { AppendMessage, AppendOutcome, Hold, MessageKey, OwnItemRow } from '../../../chat/ports.ts'
import { isManager, refusalOf } from '../../../chat/rooms/rights.ts'
import { type ClosedBy, closedBy } from '../../../chat/rooms/room-block.ts'
import type { Limits } from '../../../config/limits.ts'
import { NOTHING, together } from '../../fair-queue/together.ts'
import { botsAmong } from '../../reads/bots.ts'
import { MESSAGE_COLUMNS, storedParts, toHandover, toMessage, toRights } from '../../schema/rows.ts'
import type { Database } from '../../schema/schema.ts'
import { forRows } from '../../statements/row-statements.ts'
import { rowInsert, rowUpdate } from '../../statements/write-rows.ts'
import { attachFiles, type TakenFile, uploadsFor } from '../files/take-uploads.ts'
import { countMessages, flagMessages } from '../reports/flag-messages.ts'
import { acceptDialog } from '../rooms/accept-dialog.ts'
import { originsFor } from '../take-origins.ts'
import { endDraft } from '../users/put-draft.ts'
import type { Write } from '../write.ts'
import {
  type Holding,
  heldAsMessage,
  holdingOf,
  holdMessage,
  NOTHING_HELD,
  putHeldItem,
  toHeldRow,
} from './hold-messages.ts'
import { masksInGroup } from './masked-text.ts'
import { addMentions, mentionedMembers } from './mentions.ts'
import type { HeldRow } from './own-copy.ts'
import { repliedUsers } from './replied-users.ts'

/** `at`: when the server took it, milliseconds. `wasHeld`: a moderator publishes it. */
export type AppendInput = AppendMessage & { at: number; wasHeld?: boolean }

interface RoomState {
  widget_id: number
  room_id: number
  type: RoomType
  closedBy: ClosedBy | null
  /** its value before this batch; no other transaction changes it until this one is committed */
  last_seq: number
  last_rev: number
  /** of its messages, those that do not count as unread */
  uncounted: number
  rights: RoomRights
  handover: Handover
  accepted: boolean
  /** the messages that this batch adds, in order */
  added: Draft[]
}

interface Membership {
  room: RoomState
  user_id: string
  state: MemberState
  role: MemberRole
  read_seq: number
  read_uncounted: number
  /** in slow mode: when this member wrote last; null: never */
  wrote_at: number | null
  /** how many of their messages were held here; null: the member has no rows of `held_message` */
  held: number | null
}

/** A message that others do not see. */
interface HeldDraft {
  input: AppendInput & { hold: Hold }
  membership: Membership
  row: HeldRow
  items: OwnItemRow[]
}

/** A held message that comes again. Perhaps its first commit had no answer: its sender's devices are notified again. */
interface Repeat {
  input: AppendInput
  items: OwnItemRow[]
}

interface Draft {
  input: AppendInput
  membership: Membership
  accepts: boolean
  seq: number
  rev: number
  files: TakenFile[]
  /** the sender's draft that it ended */
  ended?: OwnItemRow | undefined
  /** notices before it */
  uncounted: number
}

type Refusal = Exclude<(AppendOutcome & { kind: 'refused' })['reason'], 'slow_mode'>

/**
 * The facts that decide about a message, and the numbers that it gets. Each has its place in `PLAIN` of
 * `append-alone.ts`.
 */
export const MEMBERSHIP_COLUMNS = [
  'm.state',
  'm.role',
  'm.read_seq',
  'm.read_uncounted',
  'm.wrote_at',
  'm.held',
  'r.type',
  'r.blocked',
  'r.last_seq',
  'r.last_rev',
  'r.uncounted',
  'r.rights',
  'r.handover',
] as const

/** The columns of a new message. */
export const NEW_MESSAGE = {
  widget_id: 'integer',
  room_id: 'bigint',
  seq: 'bigint',
  rev: 'bigint',
  client_id: 'text',
  sender_id: 'text',
  text: 'text',
  reply_to: 'bigint',
  created_at: 'bigint',
  attachments: 'text',
  parts: 'text',
  uncounted: 'bigint',
} as const

/** The parts that a message may have beside its text; each new field has its line here. */
const EXTRAS = {
  replyToHeld: true,
  uploads: true,
  parts: true,
  masked: true,
  forwarded: true,
  draftRev: true,
  flagged: true,
  isCounted: true,
  hold: true,
  wasHeld: true,
  generation: true,
} satisfies Record<Exclude<keyof AppendInput, keyof MessageKey | 'text' | 'reply_to' | 'at' | 'siteAdmin'>, true>

const EXTRA_NAMES = Object.keys(EXTRAS) as (keyof typeof EXTRAS)[]

const isNothing = (value: unknown) =>
  value === undefined || (typeof value === 'object' && value !== null && Object.keys(value).length === 0)

/** Most messages are their text alone, and pay for nothing else. */
export const isPlain = (input: AppendInput): boolean => EXTRA_NAMES.every((name) => isNothing(input[name]))

/** A constant number of statements, however many messages, rooms and senders the batch has. */
export const appendMessages: Write<AppendInput, AppendOutcome> = async (db, inputs, limits) => {
  const special = inputs.filter((input) => !isPlain(input))
  const [stored, memberships, extras] = await together(
    storedMessages(db, inputs),
    membershipsOf(db, inputs),
    special.length > 0 ? extrasOf(db, special) : NO_EXTRAS,
  )
  const membershipOf = (input: AppendInput) => memberships.get(membershipKey(input))
  const hasReplies = inputs.some(({ reply_to }) => reply_to !== null)
  const repliedUser = hasReplies
    ? await repliedUsers(db, inputs, (input) => membershipOf(input)?.room.type)
    : noRepliedUser
  const maskedInGroups = await maskedGroups(db, special, memberships)
  const holding =
    special.length > 0 || memberships.values().some(({ held }) => held !== null)
      ? await holdingOf(db, inputs, (input) => !input.wasHeld && (membershipOf(input)?.held ?? null) !== null, limits)
      : NOTHING_HELD
  const silenced = await silencedBots(db, inputs, membershipOf)
  const drafts = new Map<string, Draft>()
  const held: HeldDraft[] = []
  const repeats: Repeat[] = []

  const answers = inputs.map((input): (() => AppendOutcome) => {
    const key = clientKey(input)
    const before = stored.get(key)
    if (before) return () => ({ kind: 'repeated', message: before })
    const twin = drafts.get(key)
    if (twin) return () => ({ kind: 'repeated', message: messageOf(twin) })
    const waiting = holding.find(input)
    if (waiting) {
      const first = held.find(({ row }) => row === waiting)
      if (first) return () => ({ ...asHeld(waiting, first.items), repeated: true })
      const repeat: Repeat = { input, items: [] }
      if (input.hold) repeats.push(repeat)
      return () => ({ ...asHeld(waiting, repeat.items), repeated: true })
    }
    const membership = membershipOf(input)
    const refusal = membership
      ? (whyRefused(membership, input, holding, silenced) ?? extras.mentionRefusal(membership, input))
      : 'room_not_found'
    if (!membership || refusal) return () => ({ kind: 'refused', reason: refusal ?? 'room_not_found' })
    const retryAfterMs = slowWait(membership, input)
    if (retryAfterMs > 0) return () => ({ kind: 'refused', reason: 'slow_mode', retryAfterMs })
    const files = extras.takeFiles(input)
    if (typeof files === 'string') return () => ({ kind: 'refused', reason: files })
    const { room } = membership
    const { hold } = input
    if (hold) {
      if (holding.isFull({ ...input, hold })) return () => ({ kind: 'refused', reason: 'too_many_held' })
      const stored = { ...asStored(membership, input, maskedInGroups), hold }
      const place = { last_seq: room.last_seq + room.added.length, heldBefore: membership.held ?? 0 }
      const row = toHeldRow(stored, attachmentsOf(files), place)
      const draft: HeldDraft = { input: stored, membership, row, items: [] }
      membership.wrote_at = input.at
      membership.held = place.heldBefore + 1
      holding.add(row)
      held.push(draft)
      return () => asHeld(row, draft.items)
    }
    const place = room.added.length + 1
    const draft: Draft = {
      input: withRepliedUser(asStored(membership, input, maskedInGroups), repliedUser(input)),
      membership,
      accepts: mustAccept(membership),
      seq: room.last_seq + place,
      rev: room.last_rev + place,
      files,
      uncounted: room.uncounted,
    }
    if (draft.accepts) acceptIn(memberships, room)
    membership.wrote_at = input.at
    room.added.push(draft)
    drafts.set(key, draft)
    return () => ({
      kind: 'appended',
      message: messageOf(draft),
      membersChanged: draft.accepts,
      inGroup: room.type !== ROOM_TYPE.dialog,
      ...(draft.ended && { draft: draft.ended }),
    })
  })

  const rooms = [...new Set([...memberships.values()].map((membership) => membership.room))].filter(
    (room) => room.added.length > 0,
  )
  const added = [...drafts.values()]
  const slow = [...added, ...held].filter(({ membership, input }) => isSlow(membership, input))
  await together(
    takeNumbers(db, rooms),
    insertMessages(db, added),
    moveOwnReadMarks(db, added),
    slow.length > 0 ? noteSlowMembers(db, slow) : NOTHING,
  )
  if (special.length > 0 || hasReplies) await addMentions(db, added)
  if (special.length > 0) {
    await storeExtras(db, added, limits)
    for (const draft of held) draft.items = await holdMessage(db, draft.input, draft.row, limits.HELD_PER_USER)
    for (const { input, items } of repeats) items.push(await putHeldItem(db, input))
  }
  for (const room of rooms) if (room.accepted) await acceptDialog(db, room.widget_id, room.room_id)
  return answers.map((answer) => answer())
}

/** Reads the rows that messages with more than a text refer to. */
async function extrasOf(db: Kysely<Database>, special: readonly AppendInput[]) {
  const [uploads, origins, mentioned] = await together(
    uploadsFor(db, special),
    originsFor(db, special),
    mentionedMembers(db, special),
  )
  return {
    takeFiles: (input: AppendInput) => (input.forwarded ? origins.take(input) : uploads.take(input)),
    mentionRefusal: (membership: Membership, input: AppendInput) =>
      mentioned.refusalOf(input, standingOf(membership, input)),
  }
}

type Extras = Awaited<ReturnType<typeof extrasOf>>

const NO_EXTRAS: Promise<Extras> = Promise.resolve({ takeFiles: () => [], mentionRefusal: () => null })
const noRepliedUser = (): string | undefined => undefined

/** Flags, counts and files of new messages, and the drafts that they end. */
async function storeExtras(db: Kysely<Database>, added: readonly Draft[], limits: Limits): Promise<void> {
  const flagged = added.filter(({ input }) => input.flagged !== undefined)
  await flagMessages(
    db,
    flagged.map(({ input, seq }) => ({ ...input, seq })),
    limits.OPEN_FLAGS_PER_USER,
  )
  await countMessages(
    db,
    added.filter(({ input }) => input.isCounted).map(({ input }) => input),
  )
  const withFiles = added.filter(({ files }) => files.length > 0)
  if (withFiles.length > 0)
    await attachFiles(
      db,
      withFiles.map(({ input, seq, files }) => ({ widget_id: input.widget_id, room_id: input.room_id, seq, files })),
    )
  for (const draft of added) {
    const { widget_id, room_id, sender_id: user_id, draftRev: rev } = draft.input
    if (rev !== undefined) draft.ended = await endDraft(db, { widget_id, room_id, user_id, rev })
  }
}

const asHeld = (row: HeldRow, items: OwnItemRow[] = []) => ({
  kind: 'held' as const,
  message: heldAsMessage(row),
  items,
})

const clientKey = (row: AppendInput) => `${row.widget_id}/${row.room_id}/${row.client_id}/${row.sender_id}`
const membershipKey = (row: { widget_id: number; room_id: number; sender_id: string }) =>
  `${row.widget_id}/${row.room_id}/${row.sender_id}`
const roomKey = (row: { widget_id: number; room_id: number }) => `${row.widget_id}/${row.room_id}`

async function storedMessages(db: Kysely<Database>, inputs: readonly AppendInput[]) {
  const rows = await forRows(
    db,
    'stored messages',
    { widget_id: 'integer', room_id: 'bigint', sender_id: 'text', client_id: 'text' },
    inputs,
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, sender_id, client_id)', () => wanted)
        .selectFrom('wanted')
        // The cross join keeps SQLite's planner from scanning `message` and looking the few wanted rows up in it.
        .crossJoin('message as m')
        .whereRef('m.widget_id', '=', 'wanted.widget_id')
        .whereRef('m.client_id', '=', 'wanted.client_id')
        .whereRef('m.sender_id', '=', 'wanted.sender_id')
        // Not a bare column: without statistics, a planner would take an index by room and read all of the room's
        // messages for each one.
        .where(({ eb, lit, ref }) => eb(eb('m.room_id', '+', lit(0)), '=', ref('wanted.room_id')))
        .select(['m.widget_id', 'm.room_id', ...MESSAGE_COLUMNS.map((column) => `m.${column}` as const)]),
  )
  return new Map(rows.map((row) => [`${roomKey(row)}/${row.client_id}/${row.sender_id}`, toMessage(row)]))
}

async function membershipsOf(db: Kysely<Database>, inputs: readonly AppendInput[]): Promise<Map<string, Membership>> {
  const distinct = [...new Map(inputs.map((input) => [membershipKey(input), input])).values()]
  const rows = await forRows(
    db,
    'memberships',
    { widget_id: 'integer', room_id: 'bigint', sender_id: 'text' },
    distinct,
    (wanted) =>
      db
        .with('wanted(widget_id, room_id, sender_id)', () => wanted)
        .selectFrom('wanted')
        .crossJoin('member as m')
        .crossJoin('room as r')
        .whereRef('m.widget_id', '=', 'wanted.widget_id')
        .whereRef('m.room_id', '=', 'wanted.room_id')
        .whereRef('m.user_id', '=', 'wanted.sender_id')
        // Compared through the member, not as bare columns: without statistics, a planner would go from the room to all
        // of its members.
        .where(({ eb, lit, ref }) => eb('r.widget_id', '=', eb(ref('m.widget_id'), '+', lit(0))))
        .where(({ eb, lit, ref }) => eb('r.id', '=', eb(ref('m.room_id'), '+', lit(0))))
        .select(['m.widget_id', 'm.room_id', 'm.user_id', ...MEMBERSHIP_COLUMNS]),
  )
  const rooms = new Map<string, RoomState>()
  const memberships = new Map<string, Membership>()
  for (const row of rows) {
    const key = roomKey(row)
    let room = rooms.get(key)
    if (!room) {
      room = {
        widget_id: row.widget_id,
        room_id: row.room_id,
        type: row.type,
        closedBy: closedBy(row.type, row.blocked),
        last_seq: row.last_seq,
        last_rev: row.last_rev,
        uncounted: row.uncounted,
        rights: toRights(row.rights),
        handover: toHandover(row.handover),
        accepted: false,
        added: [],
      }
      rooms.set(key, room)
    }
    memberships.set(`${key}/${row.user_id}`, {
      room,
      user_id: row.user_id,
      state: row.state,
      role: row.role,
      read_seq: row.read_seq,
      read_uncounted: row.read_uncounted,
      wrote_at: row.wrote_at,
      held: row.held,
    })
  }
  return memberships
}

/**
 * The memberships of bots in rooms where people answer. They are read here, not cached: the commit decides who is a bot
 * and who answers.
 */
async function silencedBots(
  db: Kysely<Database>,
  inputs: readonly AppendInput[],
  membershipOf: (input: AppendInput) => Membership | undefined,
): Promise<ReadonlySet<Membership>> {
  const found = new Set<Membership>()
  for (const input of inputs) {
    const membership = membershipOf(input)
    if (membership?.room.handover.owner !== 'people' || found.has(membership)) continue
    const { widget_id, sender_id } = input
    if ((await botsAmong(db, widget_id, [sender_id])).size > 0) found.add(membership)
  }
  return found
}

function whyRefused(
  membership: Membership,
  input: AppendInput,
  holding: Holding,
  silenced: ReadonlySet<Membership>,
): Refusal | undefined {
  const { room, state } = membership
  const refusal = refusalOf(hasFiles(input) ? 'send_files' : 'write', standingOf(membership, input))
  if (refusal) return refusal
  const last_seq = room.last_seq + room.added.length
  // The first message of the dialog is the request. The requester writes nothing more until it is answered.
  if (state === 'requested' && (last_seq > room.uncounted || holding.waitsIn(input))) return 'request_pending'
  const isLate = input.generation !== undefined && input.generation !== room.handover.generation
  if (isLate || silenced.has(membership)) return 'handed_over'
  // `seq` is dense, so every number up to the last one exists.
  if (input.reply_to !== null && input.reply_to > last_seq) return 'message_not_found'
  return undefined
}

/** Does this member wait between two messages? */
const isSlow = (membership: Membership, input: AppendInput) =>
  membership.room.rights.slow_seconds > 0 && !input.wasHeld && !isManager(standingOf(membership, input))

/** Milliseconds until the member may write; 0: now. A clock that was set back makes no longer wait. */
function slowWait(membership: Membership, input: AppendInput): number {
  if (membership.wrote_at === null || !isSlow(membership, input)) return 0
  const ms = membership.room.rights.slow_seconds * 1_000
  return Math.min(ms, Math.max(0, membership.wrote_at + ms - input.at))
}

/** The messages of closed groups whose contact details are hidden. Most batches have none. */
async function maskedGroups(
  db: Kysely<Database>,
  inputs: readonly AppendInput[],
  memberships: ReadonlyMap<string, Membership>,
): Promise<ReadonlySet<AppendInput>> {
  const found = new Set<AppendInput>()
  for (const input of inputs) {
    const membership = input.masked && memberships.get(membershipKey(input))
    if (membership && (await masksInGroup(db, input, membership.room.type))) found.add(input)
  }
  return found
}

/** The text that this room and the sender's place in it call for. */
function asStored({ room, state }: Membership, input: AppendInput, inGroups: ReadonlySet<AppendInput>): AppendInput {
  const { masked } = input
  if (!masked) return input
  const isMasked =
    room.type === ROOM_TYPE.dialog ? masked.where === 'dialogs' || state === 'requested' : inGroups.has(input)
  return isMasked ? { ...input, text: masked.text, parts: masked.parts } : input
}

const withRepliedUser = (input: AppendInput, user_id: string | undefined): AppendInput =>
  user_id === undefined ? input : { ...input, parts: { ...input.parts, replied_user_id: user_id } }

const hasFiles = ({ uploads = [], forwarded }: AppendInput) => uploads.length + (forwarded?.file_ids.length ?? 0) > 0

const standingOf = ({ room, state, role }: Membership, input: AppendInput) => ({
  type: room.type,
  closedBy: room.closedBy,
  rights: room.rights,
  state,
  role,
  siteAdmin: input.siteAdmin === true,
})

/** An invited user who writes accepts, and so does a user who declined. */
const mustAccept = ({ state }: Membership) => state === 'invited' || state === 'left'

function acceptIn(memberships: Map<string, Membership>, room: RoomState): void {
  room.accepted = true
  for (const membership of memberships.values())
    if (membership.room === room && membership.state !== 'banned') membership.state = 'joined'
}

/**
 * Takes `seq` and `rev` of every message with one row lock per room. The numbers are known before, since the room was
 * read under the transaction's lock.
 * @throws Error if the room has changed all the same; the transaction is then rolled back
 */
async function takeNumbers(db: Kysely<Database>, rooms: readonly RoomState[]): Promise<void> {
  const moved = await moveRooms(
    db,
    rooms.map(({ widget_id, room_id, last_seq, last_rev, added }) => ({
      widget_id,
      room_id,
      last_seq,
      last_rev,
      n: added.length,
      at: Math.max(...added.map((draft) => draft.input.at)),
    })),
  )
  if (moved !== rooms.length) throw new Error(`${rooms.length - moved} rooms have moved on since they were read`)
}

const moveRooms = rowUpdate(
  'room',
  {
    widget_id: 'integer',
    room_id: 'bigint',
    last_seq: 'bigint',
    last_rev: 'bigint',
    n: 'bigint',
    at: 'bigint',
  },
  { widget_id: 'widget_id', id: 'room_id', last_seq: 'last_seq', last_rev: 'last_rev' },
  {
    last_seq: (given) => sql`room.last_seq + ${given('n')}`,
    last_rev: (given) => sql`room.last_rev + ${given('n')}`,
    active_at: (given) => sql`case when room.active_at > ${given('at')} then room.active_at else ${given('at')} end`,
  },
)

const insertRows = rowInsert('message', NEW_MESSAGE)

async function insertMessages(db: Kysely<Database>, drafts: readonly Draft[]): Promise<void> {
  await insertRows(
    db,
    drafts.map(({ input, seq, rev, files, uncounted }) => ({
      widget_id: input.widget_id,
      room_id: input.room_id,
      seq,
      rev,
      client_id: input.client_id,
      sender_id: input.sender_id,
      text: input.text,
      reply_to: input.reply_to,
      created_at: input.at,
      attachments: files.length > 0 ? JSON.stringify(attachmentsOf(files)) : null,
      parts: storedParts(input.parts),
      uncounted,
    })),
  )
}

/**
 * If a sender has read everything before their message that counts, the message is read too. If not (an outbox message
 * of yesterday), the messages that they have not seen stay unread.
 */
async function moveOwnReadMarks(db: Kysely<Database>, drafts: readonly Draft[]): Promise<void> {
  const moved = new Set<Membership>()
  for (const { membership, seq } of drafts) {
    const { uncounted } = membership.room
    if (membership.read_seq - membership.read_uncounted !== seq - 1 - uncounted) continue
    membership.read_seq = seq
    membership.read_uncounted = uncounted
    moved.add(membership)
  }
  if (moved.size === 0) return
  await moveReadMarks(
    db,
    [...moved].map(({ room, user_id, read_seq, read_uncounted }) => ({
      widget_id: room.widget_id,
      room_id: room.room_id,
      user_id,
      read_seq,
      read_uncounted,
    })),
  )
}

const moveReadMarks = rowUpdate(
  'member',
  { widget_id: 'integer', room_id: 'bigint', user_id: 'text', read_seq: 'bigint', read_uncounted: 'bigint' },
  { widget_id: 'widget_id', room_id: 'room_id', user_id: 'user_id' },
  {
    read_seq: (given) => given('read_seq'),
    delivered_seq: (given) => given('read_seq'),
    read_uncounted: (given) => given('read_uncounted'),
  },
)

/** In slow mode, keeps when its members wrote. */
async function noteSlowMembers(db: Kysely<Database>, drafts: readonly Pick<Draft, 'membership'>[]): Promise<void> {
  for (const { room, user_id, wrote_at } of new Set(drafts.map(({ membership }) => membership))) {
    await db
      .updateTable('member')
      .set({ wrote_at })
      .where('widget_id', '=', room.widget_id)
      .where('room_id', '=', room.room_id)
      .where('user_id', '=', user_id)
      .execute()
  }
}

const attachmentsOf = (files: readonly TakenFile[]) => files.map(({ attachment }) => attachment)

type Numbered = Pick<Draft, 'input' | 'seq' | 'rev' | 'files' | 'uncounted'>

export function messageOf({ input, seq, rev, files, uncounted }: Numbered): Message {
  const message: Message = {
    seq,
    rev,
    client_id: input.client_id,
    sender_id: input.sender_id,
    text: input.text,
    reply_to: input.reply_to,
    created_at: input.at,
    edited_at: null,
    deleted_at: null,
  }
  if (files.length > 0) message.attachments = attachmentsOf(files)
  if (input.parts) Object.assign(message, input.parts)
  if (uncounted > 0) message.uncounted = uncounted
  return message
}
