import type { roomRequests } from '@imbachat/protocol/requests/rooms'
import { createRoom } from '../../../chat/rooms/create-room.ts'
import { editRoom } from '../../../chat/rooms/edit-room.ts'
import { getRoom } from '../../../chat/rooms/get-room.ts'
import { handOverAsUser } from '../../../chat/rooms/hand-over.ts'
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

  'rooms.directory': ({ deps, principal }, search) => listDirectory(deps, principal, search),

  'room.open': ({ deps, principal }, wanted) => openRoom(deps, principal, wanted),

  'room.create': ({ deps, principal }, { t: _, id: __, client_id: pipe, ...room }) =>
    createRoom(deps, principal, { pipe, ...room }),

  'room.edit': ({ deps, principal }, { t: _, id: __, ...change }) => editRoom(deps, principal, change),

  'room.hand_over': async ({ deps, principal }, { room_id, to }) => ({
    handover: await handOverAsUser(deps, principal, { room_id, to }),
  }),

  'room.join': async ({ deps, principal }, { room_id }) => ({
    room: await joinRoom(deps, principal, room_id),
  }),

  'room.leave': async ({ deps, principal }, { room_id }) => {
    await leaveRoom(deps, principal, room_id)
    return {}
  },
}
