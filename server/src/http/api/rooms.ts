import { ChatError, DEFAULT_ROOM_RIGHTS } from '@imbachat/protocol'
import type { ApiRoom, apiRoomOperations } from '@imbachat/protocol/http/api/api-rooms'
import type { ModeratedRoomView } from '@imbachat/protocol/http/moderation/rooms'
import { signedContext } from '../../chat/rooms/dialogs/dialog-context.ts'
import { makeSiteDialog, makeSiteRoom } from '../../chat/rooms/make-site-room.ts'
import { changeSiteMembers } from '../../chat/rooms/members/change-site-members.ts'
import { cardsById } from '../../chat/users/user-card.ts'
import { type ApiActs, type ApiCall, type ApiDeps, asModerator } from './endpoint.ts'
import { roomOfName } from './room-of-name.ts'

export const roomActs: ApiActs<typeof apiRoomOperations> = {
  'rooms.list': async ({ by, widget_id, query: { query, limit, cursor = null } }, { rooms }) => {
    const page = { query, filter: 'all' as const, cursor, limit }
    const found = await rooms.list(asModerator(by), widget_id, page)
    return { rooms: found.rooms.map(groupOf), next: found.next }
  },

  'rooms.get': async ({ widget_id, params }, { chat, rooms }) => {
    const room_id = await roomOfName(chat, widget_id, params.room)
    return { room: await rooms.find({ widget_id, room_id }) }
  },

  'rooms.put': async (call, deps) => {
    const { by, widget_id, params, body } = call
    const { user_ids, description, title: _, ...change } = body
    const { room_id, created } = await groupToChange(call, deps)
    const place = { widget_id, room_id }
    if (!created) {
      await mustBeGroup(deps, place)
      const { title } = body
      const text = description === null ? '' : description
      await deps.rooms.change(asModerator(by), place, { ...change, title, description: text })
      if (params.room.pipe === null && user_ids !== undefined) {
        await changeSiteMembers(deps.chat, by, { room_id, act: 'add', user_ids })
      }
    } else if (change.frozen !== undefined || change.archived !== undefined) {
      const { frozen, archived } = change
      await deps.rooms.change(asModerator(by), place, { frozen, archived })
    }
    return { room: await deps.rooms.find(place), created }
  },

  'rooms.delete': async ({ by, widget_id, params }, deps) => {
    const room_id = await roomOfName(deps.chat, widget_id, params.room)
    const { title } = await mustBeGroup(deps, { widget_id, room_id })
    const confirm = title ?? String(room_id)
    await deps.rooms.delete(asModerator(by), { widget_id, room_id }, confirm).catch((error: unknown) => {
      // it is being deleted already
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
    return { room_id, added: await changeSiteMembers(chat, by, { room_id, act: 'add', user_ids }) }
  },

  'members.put': async ({ by, widget_id, params: { room, user_id }, body: { role } }, { chat, rooms }) => {
    const room_id = await roomOfName(chat, widget_id, room)
    const added = await changeSiteMembers(chat, by, { room_id, act: 'add', user_ids: [user_id] })
    if (role !== undefined) await rooms.changeRole(asModerator(by), { widget_id, room_id }, { user_id, role })
    return { room_id, user_id, added: added.length > 0 }
  },

  'members.remove': async ({ by, widget_id, params: { room, user_id } }, { chat }) => {
    const room_id = await roomOfName(chat, widget_id, room)
    const removed = await changeSiteMembers(chat, by, { room_id, act: 'remove', user_ids: [user_id] })
    return { room_id, user_id, removed: removed.length > 0 }
  },
}

/**
 * The group or channel of that name, made with all that it is to have where it is missing.
 * @throws ChatError room_not_found, invalid_field, forbidden
 */
async function groupToChange(
  { by, widget_id, params: { room }, body }: ApiCall<(typeof apiRoomOperations)['rooms.put']>,
  { chat }: ApiDeps,
): Promise<{ room_id: number; created: boolean }> {
  if (room.pipe === null) return { room_id: room.room_id, created: false }
  const { title, description = null, is_public = false, announcements, slow_seconds, user_ids = [] } = body
  if (title === undefined && (await chat.store.roomOfPipe(widget_id, room.pipe)) === null) {
    throw new ChatError('invalid_field', 'title: is required for a new room', { field: 'title' })
  }
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
  throw new ChatError('room_not_found', `room ${place.room_id} is a dialog, not a group or channel`, { field: 'room' })
}

export const groupOf = (view: ModeratedRoomView): ApiRoom => ({
  ...view,
  type: view.is_public ? 'channel' : 'group',
  context: null,
  user_ids: null,
})
