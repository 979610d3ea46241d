import { createHash } from 'node:crypto'
import { ChatError, type Entity, type ErrorCode, type MemberRole } from '@imbachat/protocol'
import { FROM_SITE } from '../attachments/file.ts'
import type { ChatDeps } from '../chat-deps.ts'
import { checkMessageText } from '../messages/message-text.ts'
import { clientIdOf, type FileForUser, takenFile } from '../messages/send-for-user.ts'
import { textParts } from '../messages/text-parts.ts'
import { reactionsOf } from '../ports/history.ts'
import type { ImportedMessage, ImportedOutcome } from '../ports.ts'
import type { SitePrincipal } from '../principal.ts'
import type { SiteUser } from '../users/user.ts'

/** A group or channel by the site's own name, or the dialog of two users. */
export type RoomOfHistory = { pipe: string } | { user_ids: readonly [string, string] }

export interface History {
  users: readonly SiteUser[]
  rooms: readonly (RoomOfHistory & {
    title: string
    is_public: boolean
    created_at: number | undefined
    members: readonly { user_id: string; role: MemberRole }[]
  })[]
  messages: readonly {
    /** its id in the other chat: a message with the same id is the same message */
    id: string
    room: RoomOfHistory
    sender_id: string
    text: string
    entities: readonly Entity[] | undefined
    created_at: number
    edited_at: number | null
    /** the `id` of an earlier message */
    reply_to: string | null
    reactions: readonly { emoji: string; user_ids: readonly string[] }[]
    files: readonly FileForUser[]
  }[]
}

/** A message with its place in the call. */
interface Placed {
  place: number
  message: Omit<ImportedMessage, 'uploads'>
  files: readonly FileForUser[]
}

interface Refused {
  status: 'refused'
  code: ErrorCode
  detail: string
  field?: string
}

export interface ImportedHistory {
  /** `repeated`: the site described the user before, and that stays */
  users: { status: 'stored' | 'repeated' }[]
  rooms: ({ status: 'stored' | 'repeated'; room_id: number } | Refused)[]
  messages: ({ status: 'stored' | 'repeated'; seq: number } | Refused)[]
}

/** Users, or messages of a room, in one write. */
const AT_ONCE = 100

/** Reactions of the messages of one write, unless one message has more: each is a row. */
const REACTIONS_AT_ONCE = 1_000

/** Rooms that are written side by side: their writes share transactions. */
const ROOMS_AT_ONCE = 50
/** Files that are fetched side by side. */
const FILES_AT_ONCE = 5

/** Errors that pass and that no item caused: the caller repeats the whole call. */
const PASSING: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['server_busy', 'storage_unavailable', 'too_many_uploads'])

type Deps = Pick<ChatDeps, 'store' | 'users' | 'widgets' | 'clock' | 'limits' | 'files' | 'jobs' | 'remoteFiles'>

/**
 * Imports users, rooms and messages of another chat, in this order; messages of a room the oldest first. Each item has
 * its own outcome, and a repeat of the call stores nothing twice. Nobody is notified.
 * @throws ChatError server_busy, and errors that no item caused; rows that were stored before stay
 */
export async function importHistory(
  deps: Deps,
  { widget_id }: SitePrincipal,
  { users, rooms, messages }: History,
): Promise<ImportedHistory> {
  const { store, users: directory, widgets, clock, limits } = deps
  const roomIds = new Map<string, Promise<number | null>>()

  const before = await store.users(widget_id, [...new Set(users.map(({ user_id }) => user_id))])
  const described = new Set(before.filter(({ synced_at }) => synced_at !== null).map(({ user_id }) => user_id))
  const newUsers = users.filter(({ user_id }) => !described.has(user_id))
  for (let start = 0; start < newUsers.length; start += AT_ONCE) {
    const some = newUsers.slice(start, start + AT_ONCE)
    await store.putUsers({ widget_id, users: some, imported: true })
    for (const { user_id } of some) directory.forget(widget_id, user_id)
  }

  const madeRooms = new Array<ImportedHistory['rooms'][number]>(rooms.length)
  await each(rooms.entries(), ROOMS_AT_ONCE, async ([place, room]) => {
    madeRooms[place] = await outcomeOf(() => makeRoom(room))
  })

  async function makeRoom(room: History['rooms'][number]): Promise<ImportedHistory['rooms'][number]> {
    const { title, is_public, members, created_at = clock.now() } = room
    if ('user_ids' in room) {
      const [user_id, peer_id] = room.user_ids
      const opening = { widget_id, user_id, peer_id, needAccess: false, bySite: true, anyNumber: true, created_at }
      const { room_id, created } = await store.openDialog(opening)
      return { status: created ? 'stored' : 'repeated', room_id }
    }
    const { pipe } = room
    const owner = members.find(({ role }) => role === 'owner')?.user_id ?? null
    const made = await store.makeRoom({
      ...{ widget_id, pipe, title, is_public, ownerId: owner, created_at },
      user_ids: members.map(({ user_id }) => user_id).filter((user_id) => user_id !== owner),
    })
    const { room_id, created } = made
    // that user would read the messages of the old chat
    if (made.byUser) return refused('forbidden', 'a user made a room of this name: delete it, or leave it out', 'pipe')
    for (const { user_id, role } of created ? members : []) {
      if (role === 'admin') await store.changeRole({ widget_id, room_id, by: null, siteAdmin: true, user_id, role })
    }
    return { status: created ? 'stored' : 'repeated', room_id }
  }

  function roomIdOf(room: RoomOfHistory): Promise<number | null> {
    const key = JSON.stringify('pipe' in room ? room.pipe : room.user_ids.toSorted())
    const known =
      roomIds.get(key) ??
      ('pipe' in room
        ? store.roomOfPipe(widget_id, room.pipe).then((found) => found?.room_id ?? null)
        : store.dialogOf(widget_id, ...room.user_ids))
    roomIds.set(key, known)
    return known
  }

  const maxChars = (await widgets.find(widget_id))?.settings.message_max_chars ?? 0
  const outcomes = new Array<ImportedHistory['messages'][number]>(messages.length)
  const byRoom = new Map<number, Placed[]>()
  for (const [place, given] of messages.entries()) {
    const room_id = await roomIdOf(given.room)
    if (room_id === null) {
      outcomes[place] = refused('room_not_found', 'the room does not exist: name it in `rooms` first', 'room')
      continue
    }
    const checked = checkedMessage(given)
    if ('status' in checked) {
      outcomes[place] = checked
      continue
    }
    const own = byRoom.get(room_id) ?? []
    own.push({ place, message: checked, files: given.files })
    byRoom.set(room_id, own)
  }
  const fetched: string[] = []
  try {
    const taken = await takeFiles(byRoom, fetched)
    await each(byRoom, ROOMS_AT_ONCE, ([room_id, own]) => importRoom(room_id, own, taken))
  } finally {
    // messages that were stored have taken them
    for (const upload_id of fetched) await store.removeUpload({ widget_id, upload_id })
  }
  const userStatus = ({ user_id }: SiteUser) => ({ status: described.has(user_id) ? 'repeated' : 'stored' }) as const
  return { users: users.map(userStatus), rooms: madeRooms, messages: outcomes }

  /**
   * The files of messages as uploads of the site, by the message's place; of a message that was imported before, none.
   * @param fetched gets those that are this call's own
   */
  async function takeFiles(rooms: ReadonlyMap<number, Placed[]>, fetched: string[]) {
    const taken = new Map<number, { ids: string[] } | Refused>()
    const wrongRooms = new Set<number>()
    const withFiles = [...rooms].flatMap(([room_id, own]) => own.map((one) => ({ room_id, ...one })))
    await each(
      withFiles.filter(({ files }) => files.length > 0),
      FILES_AT_ONCE,
      async ({ room_id, place, message: { sender_id, client_id }, files }) => {
        if (wrongRooms.has(room_id)) return
        if (await store.messageSent(widget_id, { room_id, sender_id, client_id })) return
        const ids: string[] = []
        const outcome = await outcomeOf(async () => {
          for (const [index, file] of files.entries()) {
            const upload_id = await takenFile(deps, { widget_id, ...FROM_SITE }, file, `files.${index}`)
            if ('url' in file) fetched.push(upload_id)
            ids.push(upload_id)
          }
          return { ids }
        })
        if ('status' in outcome) wrongRooms.add(room_id)
        taken.set(place, outcome)
      },
    )
    return taken
  }

  async function importRoom(
    room_id: number,
    own: readonly Placed[],
    taken: ReadonlyMap<number, { ids: string[] } | Refused>,
  ): Promise<void> {
    const ready: (ImportedMessage & { place: number })[] = []
    for (const { place, message } of own) {
      const files = taken.get(place) ?? { ids: [] }
      if ('status' in files) {
        outcomes[place] = files
        break
      }
      ready.push({ ...message, uploads: files.ids, place })
    }
    // an older message could not be inserted before them later
    for (const { place } of own.slice(ready.length + 1)) outcomes[place] = HELD_BACK
    for (const some of writesOf(ready)) {
      const stored = await store.importMessages({ widget_id, room_id, messages: some })
      for (const [index, { place }] of some.entries()) {
        const outcome = stored[index]
        if (outcome) outcomes[place] = resultOf(outcome)
      }
    }
  }

  function checkedMessage(given: History['messages'][number]): Omit<ImportedMessage, 'uploads'> | Refused {
    const { id, sender_id, text, entities, created_at, edited_at, reply_to, reactions, files } = given
    if (created_at > clock.now()) return refused('invalid_field', 'created_at: must not be in the future', 'created_at')
    try {
      checkMessageText(text, maxChars, files.length > 0)
      const parts = textParts(text, entities, { limits })
      const answers = reply_to === null ? null : idOf(reply_to)
      return { client_id: idOf(id), sender_id, text, parts, created_at, edited_at, reply_to: answers, reactions }
    } catch (error) {
      if (error instanceof ChatError) return refused(error.code, error.message, error.field)
      throw error
    }
  }
}

/** In parts that the store writes at once. */
export function writesOf<Message extends Pick<ImportedMessage, 'reactions'>>(
  messages: readonly Message[],
): Message[][] {
  const parts: Message[][] = []
  let reactions = 0
  for (const message of messages) {
    const own = reactionsOf(message)
    const part = parts.at(-1)
    if (part && part.length < AT_ONCE && reactions + own <= REACTIONS_AT_ONCE) part.push(message)
    else {
      parts.push([message])
      reactions = 0
    }
    reactions += own
  }
  return parts
}

/**
 * Runs `act` for all items, some of them at the same time.
 * @throws the error of one of them, when none runs any more
 */
async function each<Item>(items: Iterable<Item>, most: number, act: (item: Item) => Promise<void>): Promise<void> {
  const waiting = [...items].values()
  let failed = false
  async function work(): Promise<void> {
    for (let next = waiting.next(); !next.done && !failed; next = waiting.next()) {
      await act(next.value).catch((error: unknown) => {
        failed = true
        throw error
      })
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: most }, work))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}

/** Never that of a message which the site sent under the same key. */
const idOf = (id: string): string => clientIdOf(createHash('sha256').update(`imported message ${id}`).digest('hex'))

const refused = (code: ErrorCode, detail: string, field?: string): Refused => ({
  ...{ status: 'refused', code, detail },
  ...(field !== undefined && { field }),
})

const HELD_BACK = refused('conflict', 'a message before it in the room waits for its file: repeat the call', 'files')

const REFUSALS: Record<(ImportedOutcome & { kind: 'refused' })['reason'], Refused> = {
  room_not_found: refused('room_not_found', 'the room does not exist: name it in `rooms` first', 'room'),
  room_is_live: refused('conflict', 'people wrote in this room already: history is imported before that', 'room'),
  sender_unknown: refused(
    'user_unknown',
    'the sender is not known, or not in this dialog: import users first',
    'sender_id',
  ),
  reply_unknown: refused('message_not_found', 'it must be the id of an earlier message of the room', 'reply_to'),
  upload_not_found: refused('upload_not_found', 'files: another message has this file', 'files'),
  upload_unfinished: refused('upload_unfinished', 'files: its bytes are not all there', 'files'),
  out_of_order: refused('conflict', 'it is older than the message before it: import the oldest first', 'created_at'),
}

const resultOf = (outcome: ImportedOutcome): ImportedHistory['messages'][number] =>
  outcome.kind === 'refused' ? REFUSALS[outcome.reason] : { status: outcome.kind, seq: outcome.seq }

async function outcomeOf<Outcome>(run: () => Promise<Outcome>): Promise<Outcome | Refused> {
  try {
    return await run()
  } catch (error) {
    if (error instanceof ChatError && !PASSING.has(error.code)) return refused(error.code, error.message, error.field)
    throw error
  }
}
