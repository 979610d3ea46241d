import type { roomRequests } from '@imbachat/protocol/requests/rooms'
import { createRoom } from '../../../chat/rooms/create-room.ts'
import { editRoom } from '../../../chat/rooms/edit-room.ts'
import { getRoom } from '../../../chat/rooms/get-room.ts'
import { joinRoom } from '../../../chat/rooms/joining/join-room.ts'
import { listDirectory } from '../../../chat/rooms/joining/list-directory.ts'
import { listRooms } from '../../../chat/rooms/list-rooms.ts'
import { leaveRoom } from '../../../chat/rooms/members/change-members.ts'
import { openRoom } from '../../../chat/rooms/open-room.ts'
import { searchRooms } from '../../../chat/rooms/search-rooms.ts'
import type { HandlersOf } from '../handler.ts'

export const roomHandlers: HandlersOf<typeof roomRequests> = {
  'rooms.list': ({ deps, principal }, page) => listRooms(deps, principal, page),

  'rooms.search': ({ deps, principal }, search) => searchRooms(deps, principal, search),

  'rooms.get': async ({ deps, principal }, { room_id }) => ({
    room: await getRoom(deps, principal, room_id),
  }),

  'rooms.directory': ({ deps, principal }, { query, cursor, limit }) =>
    listDirectory(deps, principal, { query, cursor, limit }),

  'room.open': ({ deps, principal }, { pipe, title, is_public, user_ids }) =>
    openRoom(deps, principal, { pipe, title, is_public, user_ids }),

  'room.create': ({ deps, principal }, frame) =>
    createRoom(deps, principal, {
      pipe: frame.client_id,
      title: frame.title,
      description: frame.description,
      is_public: frame.is_public,
      by_request: frame.by_request,
      rights: frame.rights,
      user_ids: frame.user_ids,
    }),

  'room.edit': ({ deps, principal }, frame) =>
    editRoom(deps, principal, {
      room_id: frame.room_id,
      title: frame.title,
      description: frame.description,
      is_public: frame.is_public,
      by_request: frame.by_request,
      picture: frame.picture,
      rights: frame.rights,
    }),

  'room.join': async ({ deps, principal }, { room_id }) => ({
    room: await joinRoom(deps, principal, room_id),
  }),

  'room.leave': async ({ deps, principal }, { room_id }) => {
    await leaveRoom(deps, principal, room_id)
    return {}
  },
}
