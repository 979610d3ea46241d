import { listRooms } from '../../chat/rooms/list-rooms.ts'
import { siteEndpoint } from './endpoint.ts'

export const getRooms = siteEndpoint('site_api.get_rooms', async ({ chat, site, body }) => {
  const { user_id, limit = 50, cursor } = body
  const { rooms, next } = await listRooms(chat, { widget_id: site.widget_id, user_id }, { cursor, limit })
  return {
    success: true as const,
    rooms: rooms.map((room) => ({
      id: room.room_id,
      room_id: room.room_id,
      room_type: room.type,
      room_pipe: room.pipe,
      room_title: room.title,
      room_is_public: room.is_public ? (1 as const) : (0 as const),
      ...(room.context && { context: room.context }),
      peer_id: room.peer?.user_id ?? null,
      users_count: room.member_count,
      unread: room.unread,
      last_message: room.last_message?.text ?? null,
      time: Math.floor(room.active_at / 1000),
    })),
    next,
  }
})
