import { ROOM_TYPE } from '@imbachat/protocol'
import { signedContext } from '../../chat/rooms/dialogs/dialog-context.ts'
import { makeSiteDialog, makeSiteRoom } from '../../chat/rooms/make-site-room.ts'
import { siteEndpoint } from './endpoint.ts'

export const createRoom = siteEndpoint('site_api.create_room', async ({ chat, site, body }) => {
  const { room_type, room_title = 'new room', room_pipe = crypto.randomUUID(), room_is_public = false } = body
  const [one = '', other = ''] = body.users_ids
  if (room_type === ROOM_TYPE.dialog) {
    const context = body.context && signedContext(body.context)
    const { roomId, created } = await makeSiteDialog(chat, site, [one, other], context)
    const room = {
      id: roomId,
      room_id: roomId,
      room_type,
      room_pipe: null,
      room_title: null,
      room_is_public: 0 as const,
      ...(context && { context }),
    }
    return { success: true as const, room, created }
  }
  const input = { pipe: room_pipe, title: room_title, isPublic: room_is_public, userIds: body.users_ids }
  const { roomId, title, isPublic, created } = await makeSiteRoom(chat, site, input)
  return {
    success: true as const,
    room: {
      id: roomId,
      room_id: roomId,
      room_type: ROOM_TYPE.conference,
      room_pipe,
      room_title: title,
      room_is_public: isPublic ? (1 as const) : (0 as const),
    },
    created,
  }
})
