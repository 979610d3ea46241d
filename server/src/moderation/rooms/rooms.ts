import {
  DEFAULT_ROOM_RIGHTS,
  type DialogContext,
  type Handover,
  type MemberRole,
  ROOM_TYPE,
  type RoomPicture,
  type RoomRights,
} from '@imbachat/protocol'
import type { ApiRoom } from '@imbachat/protocol/http/api/api-rooms'
import type { TaskView } from '@imbachat/protocol/http/moderation/people'
import type { ModeratedRoomView, ReadMessage, RoomMember } from '@imbachat/protocol/http/moderation/rooms'
import type { ROOM_ORDERS } from '@imbachat/protocol/moderation/orders'
import { type RawBuilder, type SqlBool, sql } from 'kysely'
import { cursorOf, pageOf } from '../../chat/cursor.ts'
import type { DashboardPrincipal } from '../../chat/principal.ts'
import { refusal } from '../../chat/refusals.ts'
import { handOver } from '../../chat/rooms/hand-over.ts'
import { isArchived, isFrozen, storedBlock } from '../../chat/rooms/room-block.ts'
import { roomNotFound } from '../../chat/rooms/room-policy.ts'
import { foldedWords, foldWords } from '../../chat/users/fold-words.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import { partsToShow, usersToName, withNames } from '../reports/message-content.ts'
import { deleteRoom, roomContents } from './delete-room.ts'
import { mustHaveReason } from './must-have-reason.ts'
import { figuresOfRoom, type RoomFigures } from './room-figures.ts'
import { addMembers, changeMemberRole, findMembers, type MembersPage, removeMembers } from './room-members.ts'
import { type RoomTimeline, type RoomTimelinePage, timelineOfRoom } from './room-timeline.ts'
import type { ModeratedRoomsDeps, OfRoom } from './rooms-deps.ts'

/** Rooms whose titles a search looks through, and so many at once; rooms that it finds at most. */
const SEARCHED = 10_000
const TITLES = 1_000
const FOUND = 1_000
/** Managers before the members of the first page, and messages on a page. */
const MANAGERS = 20
const MESSAGES = 50
/** The marks of a room that is frozen or archived, whatever else it is. */
const FROZEN = [false, true].map((archived) => storedBlock({ frozen: true, archived }))
const ARCHIVED = [false, true].map((frozen) => storedBlock({ frozen, archived: true }))

export interface RoomsPage {
  query: string
  filter: 'all' | 'public' | 'closed' | 'frozen' | 'archived'
  sort: (typeof ROOM_ORDERS)[number]
  /** also how many there are */
  isCounted: boolean
  cursor: string | null
  limit: number
}

/** Sort orders of the list. It has only rooms with a pipe, which are few enough to be sorted when they are read. */
const ORDERS: Record<string, RawBuilder<string | number>> = {
  active: sql<number>`active_at`,
  title: sql<string>`coalesce(title, '')`,
  members: sql<number>`member_count`,
  messages: sql<number>`last_seq - uncounted`,
  created: sql<number>`created_at`,
}
const textPlaces = cursorOf('text', 'number')
const numberPlaces = cursorOf('number', 'number')

/** The site's API shows the picture, too. */
type RoomView = ModeratedRoomView & { picture: RoomPicture | null }

/** Groups and public rooms of a widget, for its moderators, who need not be in them. */
export interface ModeratedRooms {
  list(
    actor: DashboardPrincipal,
    widget_id: number,
    page: RoomsPage,
  ): Promise<{ rooms: RoomView[]; total: number | null; next: string | null }>
  /** Any conversation but one with operators, for the site's server. @throws ChatError room_not_found */
  find(room: OfRoom): Promise<ApiRoom>
  /** @throws ChatError room_not_found, as all that follow */
  get(
    actor: DashboardPrincipal,
    room: OfRoom,
    page: { cursor: string | null; limit: number },
  ): Promise<{ room: ModeratedRoomView; members: RoomMember[]; next: string | null }>
  figures(actor: DashboardPrincipal, room: OfRoom): Promise<RoomFigures>
  timeline(actor: DashboardPrincipal, room: OfRoom, page: RoomTimelinePage): Promise<RoomTimeline>
  create(
    actor: DashboardPrincipal,
    widget_id: number,
    input: { title: string; description: string; announcements: boolean },
  ): Promise<ModeratedRoomView>
  change(
    actor: DashboardPrincipal,
    room: OfRoom,
    change: {
      title?: string | undefined
      description?: string | undefined
      /** an upload of the site; null takes the picture away */
      picture?: string | null | undefined
      is_public?: boolean | undefined
      announcements?: boolean | undefined
      slow_seconds?: number | undefined
      frozen?: boolean | undefined
      archived?: boolean | undefined
    },
  ): Promise<ModeratedRoomView>
  /** Without the rooms that there are not. @returns those that were not so before */
  changeMany(
    actor: DashboardPrincipal,
    widget_id: number,
    room_ids: readonly number[],
    change: {
      frozen?: boolean | undefined
      archived?: boolean | undefined
      is_public?: boolean | undefined
      reason?: string | undefined
    },
  ): Promise<ModeratedRoomView[]>
  /** By the team: the notice names nobody. */
  handOver(
    actor: DashboardPrincipal,
    room: OfRoom,
    to: Handover['owner'],
  ): Promise<{ room: ModeratedRoomView; handover: Handover }>
  findMembers(
    actor: DashboardPrincipal,
    room: OfRoom,
    page: MembersPage,
  ): Promise<{ members: RoomMember[]; next: string | null }>
  /** @throws ChatError user_unknown */
  addMembers(
    actor: DashboardPrincipal,
    room: OfRoom,
    added: { user_ids: string[]; reason?: string | undefined },
  ): Promise<{ room: ModeratedRoomView; changed: string[] }>
  removeMembers(
    actor: DashboardPrincipal,
    room: OfRoom,
    change: { user_ids: string[]; ban: boolean },
  ): Promise<{ room: ModeratedRoomView; changed: string[] }>
  /** @throws ChatError user_unknown: they are not in it */
  changeRole(
    actor: DashboardPrincipal,
    room: OfRoom,
    change: { user_id: string; role: MemberRole },
  ): Promise<{ member: RoomMember; changed: string[] }>
  contents(actor: DashboardPrincipal, room: OfRoom): Promise<{ messages: number; files: number; members: number }>
  /** `confirm`: its title again, or its number. @throws ChatError invalid_field, conflict */
  delete(actor: DashboardPrincipal, room: OfRoom, confirm: string): Promise<TaskView>
  /** Any conversation, dialogs too. The caller records the reason. */
  read(
    actor: DashboardPrincipal,
    room: OfRoom,
    before_seq: number | null,
  ): Promise<{ messages: ReadMessage[]; more: boolean }>
}

export function createModeratedRooms(deps: ModeratedRoomsDeps): ModeratedRooms {
  const { readDb, widgets, chat } = deps
  const { store, bus, users } = chat

  /** The endpoint has checked the role; this checks that the widget is one of the person's. */
  const mustBeInTeam = (actor: DashboardPrincipal, widget_id: number) => widgets.get(actor, widget_id)

  const columnsOf = (widget_id: number) =>
    readDb
      .selectFrom('room')
      .select(['id', 'pipe', 'title', 'description', 'picture', 'is_public', 'rights', 'blocked', 'member_count'])
      .select(['last_seq', 'uncounted', 'created_at', 'active_at'])
      .where('widget_id', '=', widget_id)

  /** Only groups and public rooms have a pipe, and an index of them: dialogs are many more. */
  const rows = (widget_id: number) => columnsOf(widget_id).where('pipe', 'is not', null)

  type Row = Awaited<ReturnType<ReturnType<typeof rows>['execute']>>[number]

  async function toViews(widget_id: number, found: readonly Row[]): Promise<RoomView[]> {
    const ids = found.map(({ id }) => id)
    const answered = await store.answeredIn(widget_id, ids)
    return found.map((row) => toView(row, answered.get(row.id) ?? null))
  }

  const toView = (row: Row, answered_by: Handover['owner'] | null): RoomView => ({
    room_id: row.id,
    pipe: row.pipe ?? '',
    title: row.title,
    description: row.description,
    picture: row.picture === null ? null : (JSON.parse(row.picture) as RoomPicture),
    is_public: row.is_public !== 0,
    announcements: rightsOf(row.rights).send === 'managers',
    slow_seconds: rightsOf(row.rights).slow_seconds,
    frozen: isFrozen(row.blocked),
    archived: isArchived(row.blocked),
    answered_by,
    member_count: row.member_count,
    messages: row.last_seq - row.uncounted,
    created_at: row.created_at,
    active_at: row.active_at,
  })

  async function one({ widget_id, room_id }: OfRoom): Promise<RoomView> {
    const row = await rows(widget_id).where('id', '=', room_id).executeTakeFirst()
    if (!row) throw roomNotFound(room_id)
    const [view] = await toViews(widget_id, [row])
    return view as RoomView
  }

  async function placeOf({ widget_id, room_id }: OfRoom) {
    const row = await rows(widget_id).where('id', '=', room_id).executeTakeFirst()
    if (!row) throw roomNotFound(room_id)
    return { last_seq: row.last_seq, uncounted: row.uncounted, is_public: row.is_public !== 0 }
  }

  /** Rooms with these words in their titles. Folding is done here, so it takes a few titles at once. */
  async function found(widget_id: number, query: string): Promise<number[] | null> {
    const words = foldedWords(query)
    if (words.length === 0) return null
    const ids: number[] = []
    for (let looked = 0, after = ''; looked < SEARCHED; looked += TITLES) {
      const titles = await readDb
        .selectFrom('room')
        .select(['id', 'title', 'pipe'])
        .where('widget_id', '=', widget_id)
        .where('pipe', '>', after)
        .orderBy('pipe')
        .limit(TITLES)
        .execute()
      for (const { id, title, pipe } of titles) {
        const folded = foldWords(title, pipe)
        if (words.every((word) => folded.includes(word))) ids.push(id)
      }
      if (titles.length < TITLES) break
      after = titles.at(-1)?.pipe ?? ''
    }
    return ids
  }

  return {
    async list(actor, widget_id, { query, filter, sort, isCounted, cursor, limit }) {
      await mustBeInTeam(actor, widget_id)
      const isDescending = sort.startsWith('-')
      const name = sort.replace('-', '')
      const by = ORDERS[name] as RawBuilder<string | number>
      const place = cursor === null ? null : (name === 'title' ? textPlaces : numberPlaces).read(cursor)
      const ids = await found(widget_id, query)
      if (ids?.length === 0) return { rooms: [], total: isCounted ? 0 : null, next: null }
      const fitting = rows(widget_id)
        .$if(ids !== null, (q) => q.where('id', 'in', (ids ?? []).slice(0, FOUND)))
        .$if(filter === 'public' || filter === 'closed', (q) => q.where('is_public', '=', filter === 'public' ? 1 : 0))
        .$if(filter === 'frozen', (q) => q.where('blocked', 'in', FROZEN))
        .$if(filter === 'archived', (q) => q.where('blocked', 'in', ARCHIVED))
      const order = isDescending ? 'desc' : 'asc'
      const after = sql.raw(isDescending ? '<' : '>')
      const [page, counted] = await Promise.all([
        fitting
          .select(by.as('place'))
          .$if(place !== null, (q) => q.where(sql<SqlBool>`(${by}, id) ${after} (${place?.[0]}, ${place?.[1]})`))
          .orderBy(by, order)
          .orderBy('id', order)
          .limit(limit + 1)
          .execute(),
        isCounted && cursor === null
          ? fitting
              .clearSelect()
              .select((eb) => eb.fn.countAll<number>().as('all'))
              .executeTakeFirstOrThrow()
          : null,
      ])
      const { page: shown, next } = pageOf(page, limit, ({ place, id }) =>
        name === 'title' ? textPlaces.write(String(place), id) : numberPlaces.write(Number(place), id),
      )
      const total = counted === null ? null : Number(counted.all)
      return { rooms: await toViews(widget_id, shown), total, next }
    },
    async find({ widget_id, room_id }) {
      const row = await columnsOf(widget_id)
        .select(['type', 'context'])
        .where('id', '=', room_id)
        .where('type', '!=', ROOM_TYPE.support)
        .executeTakeFirst()
      if (!row) throw roomNotFound(room_id)
      if (row.type !== ROOM_TYPE.dialog) {
        const [view] = (await toViews(widget_id, [row])) as [RoomView]
        return { ...view, type: view.is_public ? 'channel' : 'group', context: null, user_ids: null }
      }
      const members = await readDb
        .selectFrom('member')
        .select('user_id')
        .where('widget_id', '=', widget_id)
        .where('room_id', '=', room_id)
        .orderBy('user_id')
        .limit(2)
        .execute()
      return {
        ...((await toViews(widget_id, [row])) as [RoomView])[0],
        type: 'dialog',
        pipe: null,
        frozen: row.blocked !== 0,
        context: row.context === null ? null : (JSON.parse(row.context) as DialogContext),
        user_ids: members.map(({ user_id }) => user_id),
      }
    },
    async get(actor, room, { cursor, limit }) {
      const { widget_id, room_id } = room
      await mustBeInTeam(actor, widget_id)
      const view = await one(room)
      const page = await store.membersOf(widget_id, room_id, { cursor, limit })
      const managers = await store.managersOf(widget_id, room_id, MANAGERS)
      const first = new Set(managers.map((member) => member.user_id))
      const others = page.members.filter((member) => !first.has(member.user_id))
      const members = cursor === null ? [...managers, ...others] : others
      const cardOf = await cardsById(
        users,
        widget_id,
        members.map((member) => member.user_id),
      )
      return {
        room: view,
        members: members.map(({ user_id, role }) => ({ user: cardOf(user_id), role })),
        next: page.next,
      }
    },
    async figures(actor, room) {
      await mustBeInTeam(actor, room.widget_id)
      return figuresOfRoom(deps, { ...room, ...(await placeOf(room)) })
    },
    async timeline(actor, room, page) {
      await mustBeInTeam(actor, room.widget_id)
      return timelineOfRoom(deps, { ...room, ...(await placeOf(room)) }, page)
    },
    async create(actor, widget_id, { title, description, announcements }) {
      await mustBeInTeam(actor, widget_id)
      const { room_id } = await store.makeRoom({
        widget_id,
        pipe: crypto.randomUUID(),
        title,
        description,
        is_public: true,
        ownerId: null,
        user_ids: [],
        rights: { ...DEFAULT_ROOM_RIGHTS, send: announcements ? 'managers' : 'all' },
      })
      return one({ widget_id, room_id })
    },
    async change(actor, room, { announcements, slow_seconds, ...change }) {
      await mustBeInTeam(actor, room.widget_id)
      const rights: Partial<RoomRights> = {
        ...(announcements !== undefined && { send: announcements ? 'managers' : 'all' }),
        ...(slow_seconds !== undefined && { slow_seconds }),
      }
      const outcome = await store.moderateRoom({ ...room, ...change, rights })
      if (outcome.kind === 'refused') throw refusal(outcome, room.room_id)
      if (outcome.changed) bus.publish({ t: 'room-info', ...room, info: outcome.room })
      return one(room)
    },
    async changeMany(actor, widget_id, room_ids, { reason, ...change }) {
      await mustBeInTeam(actor, widget_id)
      const found = await rows(widget_id)
        .where('id', 'in', [...new Set(room_ids)])
        .execute()
      if (change.is_public) mustHaveReason(await toViews(widget_id, found), reason)
      const others = found.filter(
        ({ blocked, is_public }) =>
          (change.is_public !== undefined && Boolean(is_public) !== change.is_public) ||
          (change.frozen !== undefined && isFrozen(blocked) !== change.frozen) ||
          (change.archived !== undefined && isArchived(blocked) !== change.archived),
      )
      for (const { id: room_id } of others) {
        const outcome = await store.moderateRoom({ widget_id, room_id, ...change, rights: {} })
        // the room was deleted meanwhile
        if (outcome.kind === 'refused') continue
        if (outcome.changed) bus.publish({ t: 'room-info', widget_id, room_id, info: outcome.room })
      }
      const ids = others.map(({ id }) => id)
      if (ids.length === 0) return []
      return toViews(widget_id, await rows(widget_id).where('id', 'in', ids).execute())
    },
    async handOver(actor, room, to) {
      await mustBeInTeam(actor, room.widget_id)
      await one(room)
      const handover = await handOver(chat, { ...room, to, by: '', bySite: true, siteAdmin: false })
      return { room: await one(room), handover }
    },
    async findMembers(actor, room, page) {
      await mustBeInTeam(actor, room.widget_id)
      const { member_count } = await one(room)
      return findMembers(deps, room, member_count, page)
    },
    async addMembers(actor, room, { user_ids, reason }) {
      await mustBeInTeam(actor, room.widget_id)
      mustHaveReason([await one(room)], reason)
      const changed = await addMembers(deps, room, user_ids)
      return { room: await one(room), changed }
    },
    async removeMembers(actor, room, change) {
      await mustBeInTeam(actor, room.widget_id)
      await one(room)
      const changed = await removeMembers(deps, room, change)
      return { room: await one(room), changed }
    },
    async changeRole(actor, room, change) {
      await mustBeInTeam(actor, room.widget_id)
      return changeMemberRole(deps, room, change)
    },
    async contents(actor, room) {
      await mustBeInTeam(actor, room.widget_id)
      return roomContents(readDb, room, await one(room))
    },
    async delete(actor, room, confirm) {
      await mustBeInTeam(actor, room.widget_id)
      return deleteRoom(deps, actor, room, await one(room), confirm)
    },
    async read(actor, { widget_id, room_id }, before_seq) {
      await mustBeInTeam(actor, widget_id)
      const room = await readDb
        .selectFrom('room')
        .select('type')
        .where('widget_id', '=', widget_id)
        .where('id', '=', room_id)
        .executeTakeFirst()
      if (!room || room.type === ROOM_TYPE.support) throw roomNotFound(room_id)
      const found = await store.messagesBefore(widget_id, room_id, before_seq, MESSAGES + 1)
      const messages = found.slice(-MESSAGES)
      const cardOf = await cardsById(
        users,
        widget_id,
        messages.flatMap((message) => [message.sender_id, ...usersToName(partsToShow(message))]),
      )
      return {
        messages: messages.map((message) => ({
          seq: message.seq,
          sender: cardOf(message.sender_id),
          text: message.text,
          files: (message.attachments ?? []).map(({ name }) => name),
          carries: withNames(partsToShow(message), cardOf),
          created_at: message.created_at,
        })),
        more: found.length > MESSAGES,
      }
    },
  }
}

const rightsOf = (stored: string | null): RoomRights => ({
  ...DEFAULT_ROOM_RIGHTS,
  ...(JSON.parse(stored ?? '{}') as Partial<RoomRights>),
})
