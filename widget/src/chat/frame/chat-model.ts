import { matchesWords } from '@imbachat/protocol/text/matches-words'
import type {
  ChatClient,
  ListedRoom,
  Presence,
  RequestErrorCode,
  RoomFilter,
  RoomListState,
  RoomSummary,
} from '@imbachat/sdk'
import { computed, type ReadonlySignal, signal } from '@preact/signals'
import { rest } from '../bundles/views.ts'
import type { Draft, Drafts } from '../composer/drafts.ts'
import { errorCodeOf } from '../core/error-code.ts'
import { createScope, settle } from '../core/observe.ts'
import { type ChatFiles, createChatFiles } from '../files/chat-files.ts'
import type { GuestToken } from '../guests/guest-token.ts'
import { isLeftEmpty, madeOf, type RoomRow, type RowContext, roomRow, sameRow } from '../list/room-row.ts'
import { declining } from '../message-acts/being-deleted.ts'
import { createMessageAlerts } from '../notifications/message-alerts.ts'
import { createRoomModel, type RoomModel } from '../room/room-model.ts'

/** Most dialogs whose presence the server lets one socket watch. */
const MAX_WATCHED = 100

const NOBODY: ReadonlyMap<string, Presence> = new Map()

/** A part of the list that the reader chose; see `list-part.ts`. */
export interface ListPart {
  filter: RoomFilter
  has(row: RoomRow, archived: boolean): boolean
  /** a page is under way */
  loading: ReadonlySignal<boolean>
  more(): Promise<void>
}

export type ChatModel = ReturnType<typeof createChatModel>

/** Everything that one signed-in user sees: the list of rooms, and the open room. */
export function createChatModel(options: {
  client: ChatClient
  guest: GuestToken
  drafts: Drafts
  visible: ReadonlySignal<boolean>
  /** milliseconds since 1970, about twice a minute */
  now: ReadonlySignal<number>
  /** the files that users may send here; null: users send no files */
  fileLimits: ChatFiles['limits']
  /** another user's message came and was not read at once */
  unseenMessage: (room_id: number) => void
}) {
  const { client, drafts, visible } = options
  const files = createChatFiles(options.fileLimits)
  const scope = createScope()
  const connection = scope.watch(client.connection)
  const me = scope.watch(client.me)
  const users = scope.watch(client.users)
  const lastPresence = scope.watch(client.presence)
  const typing = scope.watch(client.typing)
  const served = scope.watch(client.rooms.state)
  /** adds what the reader alone sees; null: nothing, as for nearly all */
  const addCopies = signal<((list: RoomListState) => RoomListState) | null>(null)
  const list = computed(() => addCopies.value?.(served.value) ?? served.value)
  const outgoing = scope.watch(client.outgoing)
  const maxChars = scope.watch(client.messageMaxChars)

  /** without a connection, users that were online may be gone */
  const presence = computed(() => (connection.value.kind === 'online' ? lastPresence.value : NOBODY))
  const flags = scope.watch(client.flags)
  const blocked = scope.watch(client.blocked)
  const settings = scope.watch(client.settings)
  const standing = scope.watch(client.standing)
  const profiles = scope.watch(client.profiles)
  const asProfile = scope.watch(client.asProfile)
  /** the reader, or the profile as which they are in the room */
  const meIn = (room_id: number) => asProfile.value.get(room_id) ?? me.value
  /** the moderators let the user write nowhere */
  const cantWrite = computed(() => {
    const mute = standing.value?.mute
    return !!mute && (mute.until ?? Infinity) > options.now.value
  })
  const isMuted = (room_id: number) => (flags.value.get(room_id)?.mute?.until ?? 0) > options.now.value
  /** a mention notifies although its room is muted */
  const mentionsNotify = () => settings.value?.mentions !== false
  const query = signal('')
  /** null: everything outside the archive */
  const part = signal<ListPart | null>(null)
  const listProblem = signal<RequestErrorCode | null>(null)
  const roomModel = signal<RoomModel | null>(null)
  const opening = signal<PageOpening | null>(null)
  /** counts openings and closings: an answer that comes after the next of them opens nothing */
  let latest = 0
  const selectedRoomId = computed(() => roomModel.value?.room_id ?? null)

  /** The open room's draft stands in its composer: the list does not change at each key. */
  let otherDrafts: ReadonlyMap<number, Draft> = new Map()
  const draftsInList = computed(() => {
    const now = new Map(drafts.all.value)
    if (selectedRoomId.value !== null) now.delete(selectedRoomId.value)
    const same = now.size === otherDrafts.size && [...now].every(([room, draft]) => otherDrafts.get(room) === draft)
    if (!same) otherDrafts = now
    return otherDrafts
  })

  const madeRows = new Map<number, { row: RoomRow; made: readonly unknown[] | null }>()
  /** Rows that did not change keep their identity, so that a key press does not draw them again. */
  const rows = computed<RoomRow[]>(() => {
    const context: RowContext = {
      meIn,
      asProfile: asProfile.value,
      users: users.value,
      presence: presence.value,
      drafts: draftsInList.value,
      typing: typing.value,
      outgoing: new Map(outgoing.value.map((message) => [message.room_id, message])),
      selectedRoomId: selectedRoomId.value,
      isMuted,
      blocked: blocked.value,
      flags: flags.value,
    }
    const toRow = (room: RoomSummary) => {
      const made = madeOf(room, context)
      const before = madeRows.get(room.room_id)
      const isSame = made?.every((part, i) => part === before?.made?.[i])
      const row = before && isSame ? before.row : roomRow(room, context)
      const shown = before && sameRow(before.row, row) ? before.row : row
      if (!isSame) madeRows.set(room.room_id, { row: shown, made })
      return shown
    }
    const toRows = (rooms: readonly RoomSummary[]) =>
      rooms.flatMap((room) => {
        const row = toRow(room)
        return isLeftEmpty(room, row, context) ? [] : [row]
      })
    const shown = toRows(list.value.rooms.filter(({ room_id }) => !declining.value.has(room_id)))
    const archived = toRows(list.value.archived)
    const all = [...shown, ...archived]
    const wanted = query.value.trim()
    if (wanted) return all.filter((row) => matchesWords(`${row.name} ${row.about?.title ?? ''}`, wanted))
    const chosen = part.value
    return chosen ? all.filter((row, i) => chosen.has(row, i >= shown.length)) : shown
  })

  const known = (room_id: number) =>
    [...list.peek().rooms, ...list.peek().archived].find((room) => room.room_id === room_id)

  /** @param unlisted one that the reader has not joined */
  function open(room_id: number, unlisted?: RoomSummary): void {
    const current = roomModel.peek()
    if (current?.room_id === room_id) {
      current.composer.focus()
      return
    }
    settle()
    const opened = known(room_id) ?? unlisted
    if (!opened) return
    close()
    roomModel.value = createRoomModel({
      client,
      opened,
      me: computed(() => meIn(room_id)),
      users,
      drafts,
      blocked,
      flags,
      cantWrite,
      maxChars,
      visible,
      files,
    })
  }

  function close(): void {
    latest++
    roomModel.peek()?.end()
    roomModel.value = null
    opening.value = null
  }

  scope.add(close)
  const searching = signal(false)
  let moreFound: (() => Promise<void>) | null = null
  const failed = (error: unknown) => {
    listProblem.value = errorCodeOf(error)
  }
  scope.react(() => {
    if (moreFound || query.value.trim() === '') return
    moreFound = async () => {}
    searching.value = true
    rest
      .fetch()
      .then(({ createRoomSearch }) => {
        moreFound = createRoomSearch({ scope, query, list, searching, client, failed })
      })
      .catch((error) => {
        moreFound = null
        searching.value = false
        failed(error)
      })
  })
  const newMessage = createMessageAlerts({
    after: (ms, run) => void setTimeout(run, ms),
    isUnread: (room_id) => client.rooms.state.get().rooms.some((room) => room.room_id === room_id && room.unread > 0),
    notify: options.unseenMessage,
  })
  scope.add(
    client.onIncoming(({ room, message }) => {
      if (message.silent || blocked.peek().has(message.sender_id)) return
      const mentioned = room.mentions?.includes(message.seq)
      if (!isMuted(room.room_id) || (mentioned && mentionsNotify())) newMessage(room, mentioned)
    }),
  )

  const watched = computed(() => {
    const open = roomModel.value?.room.value
    const ids = list.value.rooms.filter((room) => room.peer).map((room) => room.room_id)
    const first = open?.peer ? [open.room_id] : []
    return [...new Set([...first, ...ids])]
      .slice(0, MAX_WATCHED)
      .sort((a, b) => a - b)
      .join()
  })
  scope.react(() => {
    client.watchPresence(watched.value === '' ? [] : watched.value.split(',').map(Number))
  })

  /** Opens the room that was asked for, unless another was opened or closed meanwhile. @throws as `asked` does */
  async function openWhenHere(asked: Promise<RoomSummary>): Promise<RoomSummary> {
    const mine = ++latest
    const room = await asked
    if (latest === mine) open(room.room_id, room)
    return room
  }

  /** @throws what the server answered */
  const openDialog = (...given: Parameters<ChatClient['openDialog']>) => openWhenHere(client.openDialog(...given))

  return {
    client,
    drafts,
    files,
    connection,
    me,
    meIn,
    profiles,
    asProfile,
    users,
    presence,
    list,
    addCopies,
    rows,
    query,
    part,
    known,
    flags,
    listProblem,
    roomModel,
    /** a call of the page, under way or failed; null: none, or it is done */
    opening,
    selectedRoomId,
    isMuted,
    blocked,
    settings,
    standing,
    /** rooms with unread messages that notify: large and muted rooms do only where the reader is mentioned */
    unreadRooms: computed(() => {
      const { unreadRooms, rooms } = list.value
      const isUnread = (room: RoomSummary) => room.unread > 0 || flags.value.get(room.room_id)?.unread?.marked
      const isQuiet = (room: RoomSummary) => {
        const muted = isMuted(room.room_id)
        return (muted || !room.live) && !(room.mentions?.length && (!muted || mentionsNotify()))
      }
      return unreadRooms - rooms.filter((room) => isUnread(room) && isQuiet(room)).length
    }),
    /** messages that can't be sent any more, since the user is no longer in their room */
    lost: computed(() =>
      outgoing.value.filter(({ status }) => status.kind === 'failed' && status.error.code === 'room_not_found'),
    ),
    open,
    close,
    searching: searching as ReadonlySignal<boolean>,
    async loadMore(): Promise<void> {
      listProblem.value = null
      if (query.peek().trim() !== '') return moreFound?.()
      const chosen = part.peek()
      if (chosen) return chosen.more()
      if (!list.peek().more) return
      try {
        await client.rooms.loadMore()
      } catch (error) {
        failed(error)
      }
    },
    openDialog,
    openWhenHere,
    /** Opens one of the user's rooms that the list may not have. @throws what the server answered */
    openById: (room_id: number) => openWhenHere(client.rooms.load(room_id)),
    guest: options.guest,
    /** the page's address leads to what a visitor sees after they have signed in */
    linkWaits: signal(false),
    end(): void {
      scope.end()
      client.close()
    },
  }
}

/** A conversation that the page opens: loading while `problem` is null, else refused. */
export interface PageOpening {
  /** a call of the page, or a link to a message */
  by: 'call' | 'link'
  problem: ReadonlySignal<RequestErrorCode | null>
  /** a room that the link invites to */
  invitation?: Invitation
}

export interface Invitation {
  room: ListedRoom
  token: string
  /** Joins and opens the room. @returns why it did not work */
  join(): Promise<RequestErrorCode | null>
}
