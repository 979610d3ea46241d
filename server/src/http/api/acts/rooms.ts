import { ChatError, DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol'
import type { ApiRoom, apiRoomOperations } from '@imbachat/protocol/http/api/api-rooms'
import { FROM_SITE } from '../../../chat/attachments/file.ts'
import { takePicture } from '../../../chat/cards/take-picture.ts'
import { showTyping } from '../../../chat/presence/show-typing.ts'
import { missing } from '../../../chat/refusals.ts'
import { signedContext } from '../../../chat/rooms/dialogs/dialog-context.ts'
import { handOver } from '../../../chat/rooms/hand-over.ts'
import { makeSiteDialog, makeSiteRoom } from '../../../chat/rooms/make-site-room.ts'
import { changeSiteMembers } from '../../../chat/rooms/members/change-site-members.ts'
import { cardsById } from '../../../chat/users/user-card.ts'
import { type ApiActs, type ApiCall, type ApiDeps, asModerator } from '../endpoint.ts'
import { asTeam } from './as-team.ts'
import { roomOfName } from './room-of-name.ts'

export const roomActs: ApiActs<typeof apiRoomOperations> = {
  'rooms.list': async ({ by, widget_id, query: { query, limit, cursor = null } }, { rooms }) => {
    const page = { query, filter: 'all', sort: '-active', isCounted: false, cursor, limit } as const
    const found = await rooms.list(asModerator(by), widget_id, page)
    return { rooms: found.rooms.map(groupOf), next: found.next }
  },

  'rooms.get': async ({ widget_id, params }, { chat, rooms }) => {
    const room_id = await roomOfName(chat, widget_id, params.room)
    return { room: await rooms.find({ widget_id, room_id }) }
  },

  'rooms.put': async (call, deps) => {
    const { widget_id, params, body } = call
    await mustBePossible(call, deps)
    const { picture_url: url, title } = body
    const name = title ?? params.room.pipe ?? ''
    // before the room is made: a call that is refused stores nothing
    const picture =
      url && (await takePicture(deps.chat, { widget_id, ...FROM_SITE }, { url, name, field: 'picture_url' }))
    try {
      return await putRoom(call, deps, picture)
    } finally {
      // a room that was stored has taken it
      if (picture) await deps.chat.store.removeUpload({ widget_id, upload_id: picture })
    }
  },

  'rooms.delete': async ({ params, ...call }, deps) => {
    const { widget_id } = call
    const room_id = await roomOfName(deps.chat, widget_id, params.room)
    const { title } = await mustBeGroup(deps, { widget_id, room_id })
    const confirm = title ?? String(room_id)
    const asked = { params: { room_id: String(room_id) }, body: { confirm } }
    await asTeam('widget_rooms.delete', call, asked, deps).catch((error: unknown) => {
      // the room is being deleted already
      if (!(error instanceof ChatError) || error.code !== 'conflict') throw error
    })
    return { room_id }
  },

  'rooms.open_dialog': async ({ by, widget_id, body }, { chat, rooms }) => {
    const [one = '', other = ''] = body.user_ids
    const context = body.context && signedContext(body.context)
    const { room_id, created } = await makeSiteDialog(chat, by, [one, other], context)
    return { room: await rooms.find({ widget_id, room_id }), created }
  },

  'rooms.hand_over': async ({ by, widget_id, params, body: { to, user_id = '' } }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, params.room)
    const bySite = by.key.user_id === null
    return {
      room_id,
      handover: await handOver(chat, { widget_id, room_id, to, by: user_id, bySite, siteAdmin: false }),
    }
  },

  'rooms.typing': async ({ widget_id, params, body: { user_id, typing } }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, params.room)
    await showTyping(chat, { widget_id, user_id }, { room_id, typing })
    return { room_id, user_id }
  },

  'members.list': async ({ widget_id, params, query: { limit, cursor = null } }, deps) => {
    const room_id = await roomOfName(deps.chat, widget_id, params.room)
    await mustBeGroup(deps, { widget_id, room_id })
    const { members, next } = await deps.chat.store.membersOf(widget_id, room_id, { cursor, limit })
    const ids = members.map(({ user_id }) => user_id)
    const cardOf = await cardsById(deps.chat.users, widget_id, ids)
    return { room_id, members: members.map(({ user_id, role }) => ({ user: cardOf(user_id), role })), next }
  },

  'members.add': async ({ by, widget_id, params, body: { user_ids } }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, params.room)
    const { pipe } = params.room
    return { room_id, added: await changeSiteMembers(chat, by, { room_id, pipe, act: 'add', user_ids }) }
  },

  'members.put': async ({ by, widget_id, params: { room, user_id }, body: { role } }, { chat, rooms }) => {
    const room_id = await roomOfName(chat, widget_id, room)
    const { pipe } = room
    const added = await changeSiteMembers(chat, by, { room_id, pipe, act: 'add', user_ids: [user_id] })
    if (role !== undefined) await rooms.changeRole(asModerator(by), { widget_id, room_id }, { user_id, role })
    return { room_id, user_id, added: added.length > 0 }
  },

  'members.remove': async ({ by, widget_id, params: { room, user_id } }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, room)
    const removed = await changeSiteMembers(chat, by, { room_id, pipe: null, act: 'remove', user_ids: [user_id] })
    return { room_id, user_id, removed: removed.length > 0 }
  },
}

type Put = ApiCall<(typeof apiRoomOperations)['rooms.put']>

/** @throws ChatError room_not_found, invalid_field */
async function mustBePossible({ widget_id, params: { room }, body: { title } }: Put, deps: ApiDeps): Promise<void> {
  if (room.pipe === null) await mustBeGroup(deps, { widget_id, room_id: room.room_id })
  else if (title === undefined && (await deps.chat.store.roomOfPipe(widget_id, room.pipe)) === null) {
    throw new ChatError('invalid_field', 'title: is required for a new room', { field: 'title' })
  }
}

/**
 * @param picture an upload of the site; null takes the picture away; undefined: it stays
 * @throws ChatError forbidden
 */
async function putRoom(call: Put, deps: ApiDeps, picture: string | null | undefined) {
  const { by, widget_id, params, body } = call
  const { user_ids, description, title, picture_url: _, ...change } = body
  const { room_id, created } = await groupToChange(call, deps)
  const place = { widget_id, room_id }
  if (!created) {
    const text = description === null ? '' : description
    await deps.rooms.change(asModerator(by), place, { ...change, title, description: text, picture })
    if (params.room.pipe === null && user_ids !== undefined) {
      await changeSiteMembers(deps.chat, by, { room_id, pipe: null, act: 'add', user_ids })
    }
  } else if (change.frozen !== undefined || change.archived !== undefined || picture) {
    const { frozen, archived } = change
    await deps.rooms.change(asModerator(by), place, { frozen, archived, picture })
  }
  return { room: await deps.rooms.find(place), created }
}

/** The group or channel, made with all that it is to have where it is missing. @throws ChatError forbidden */
async function groupToChange(
  { by, params: { room }, body }: Put,
  { chat }: ApiDeps,
): Promise<{ room_id: number; created: boolean }> {
  if (room.pipe === null) return { room_id: room.room_id, created: false }
  const { title, description = null, is_public = false, announcements, slow_seconds, user_ids = [] } = body
  const { send, slow_seconds: slow } = DEFAULT_ROOM_RIGHTS
  const rights = {
    ...DEFAULT_ROOM_RIGHTS,
    send: announcements === undefined ? send : announcements ? ('managers' as const) : ('all' as const),
    slow_seconds: slow_seconds ?? slow,
  }
  return makeSiteRoom(chat, by, { pipe: room.pipe, title: title ?? null, description, is_public, rights, user_ids })
}

/** @throws ChatError room_not_found */
async function mustBeGroup({ rooms }: ApiDeps, place: { widget_id: number; room_id: number }): Promise<ApiRoom> {
  const room = await rooms.find(place)
  if (room.type !== 'dialog') return room
  throw missing('group', place.room_id, 'room')
}

export const groupOf = (view: Omit<ApiRoom, 'type' | 'context' | 'user_ids'>): ApiRoom => ({
  ...view,
  type: view.is_public ? 'channel' : 'group',
  context: null,
  user_ids: null,
})
